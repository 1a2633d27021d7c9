package io.github.dnsfailover.examples;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.leader.EtcdStateStore;
import io.github.dnsfailover.leader.JdbcStateStore;
import io.github.dnsfailover.leader.KubernetesStateStore;
import io.github.dnsfailover.leader.LeaseLeadership;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    static FailoverEngine inPod(EndpointPool www) {
        // readme: in a pod
        StateStore store =
                KubernetesStateStore.inCluster("dnsfailover").site("dc3").build();
        LeaseLeadership leadership = LeaseLeadership.in(store, "shop-prod").build();
        FailoverEngine engine = FailoverEngine.builder()
                .pool(www)
                .leadership(leadership)
                .stateStore(store)
                .site("dc3")
                .rank(Long.parseLong(System.getenv("DEPLOYMENT")))
                .stopFile(Path.of("/etc/dnsfailover/stop/no-failover"))
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            engine.closeAndWait(Duration.ofSeconds(10)); // gives up the lead, so another has it a second later
            leadership.close();
        }));
        engine.start();
        // readme: end
        return engine;
    }

    static TsigKey keyOfPod() throws IOException {
        // readme: a key from a Secret
        String secret =
                Files.readString(Path.of("/etc/dnsfailover/tsig/secret")).strip();
        TsigKey key = TsigKey.of("failover", secret);
        // readme: end
        return key;
    }

    static StateStore inThirdPlace(DataSource dataSource) {
        // readme: a store that says its site
        StateStore store = JdbcStateStore.over(dataSource).site("dc3");
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
