package io.github.dnsfailover.instances;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.leader.JdbcStateStore.Database;
import io.github.dnsfailover.stores.SqlServer;

/** The stores that instances are tried with: how a test runs one, and how an instance reaches it. */
enum StoreKind {
    POSTGRESQL {
        @Override
        RunningStore start() throws Exception {
            return new SqlStore(SqlServer.Kind.POSTGRESQL, Database.POSTGRESQL);
        }

        @Override
        StateStore at(int port) {
            return SqlStore.at(SqlServer.Kind.POSTGRESQL, port);
        }
    },
    MARIADB {
        @Override
        RunningStore start() throws Exception {
            return new SqlStore(SqlServer.Kind.MARIADB, Database.MYSQL);
        }

        @Override
        StateStore at(int port) {
            return SqlStore.at(SqlServer.Kind.MARIADB, port);
        }
    },
    ETCD {
        @Override
        RunningStore start() throws Exception {
            return new EtcdStore();
        }

        @Override
        StateStore at(int port) {
            return EtcdStore.at(port);
        }
    },
    ZOOKEEPER {
        @Override
        RunningStore start() throws Exception {
            return new ZooKeeperStore();
        }

        @Override
        StateStore at(int port) {
            return ZooKeeperStore.at(port);
        }
    };

    /** Skips the calling test if its program is missing, or fails it. */
    abstract RunningStore start() throws Exception;

    /** As an instance has it; the port may be that of a {@link Gate}. */
    abstract StateStore at(int port);
}
