package io.github.dnsfailover.examples;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.leader.JdbcStateStore;
import io.github.dnsfailover.leader.LeaseLeadership;
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

    static StateStore inZooKeeper(CuratorFramework curator) {
        // readme: store in ZooKeeper
        StateStore store = ZooKeeperStateStore.over(curator, "/dnsfailover");
        // readme: end
        return store;
    }
}
