package io.github.dnsfailover.examples;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.leader.EtcdStateStore;
import io.github.dnsfailover.leader.JdbcStateStore;
import io.github.dnsfailover.leader.KubernetesStateStore;
import io.github.dnsfailover.leader.LeaseLeadership;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.curator.framework.CuratorFramework;

/** An engine in each instance of an application, of which one leads. */
final class SeveralInstances {

    private SeveralInstances() {}

    static FailoverEngine.Builder engine(EndpointPool www, DataSource dataSource) {
        // readme: several instances
        StateStore store = JdbcStateStore.over(dataSource);
        LeaseLeadership leadership = LeaseLeadership.in(store, "shop-prod").build();
        FailoverEngine.Builder engine =
                FailoverEngine.builder().pool(www).leadership(leadership).stateStore(store);
        // readme: end
        return engine;
    }

    static FailoverEngine.Builder numbered(
            EndpointPool www, StateStore store, LeaseLeadership leadership, long deployment) {
        // readme: several versions
        FailoverEngine.Builder engine = FailoverEngine.builder()
                .pool(www)
                .leadership(leadership)
                .stateStore(store)
                .rank(deployment);
        // readme: end
        return engine;
    }

    static StateStore inEtcd(Supplier<char[]> password) {
        // readme: a store in etcd
        StateStore store = EtcdStateStore.at("https://e1:2379", "https://e2:2379", "https://e3:2379")
                .user("shop", password) // where etcd has users
                .build();
        // readme: end
        return store;
    }

    static StateStore inKubernetes() {
        // readme: a store in Kubernetes
        StateStore store = KubernetesStateStore.inCluster("dnsfailover").build();
        // readme: end
        return store;
    }

    static StateStore inZooKeeper(CuratorFramework curator) {
        // readme: store in ZooKeeper
        StateStore store = ZooKeeperStateStore.over(curator, "/dnsfailover");
        // readme: end
        return store;
    }
}
