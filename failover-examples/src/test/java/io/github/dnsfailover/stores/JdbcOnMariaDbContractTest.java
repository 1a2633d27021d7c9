package io.github.dnsfailover.stores;

import io.github.dnsfailover.leader.JdbcStateStore.Database;

class JdbcOnMariaDbContractTest extends JdbcOnRealServerContract {

    JdbcOnMariaDbContractTest() {
        super(SqlServer.Kind.MARIADB, Database.MYSQL);
    }
}
