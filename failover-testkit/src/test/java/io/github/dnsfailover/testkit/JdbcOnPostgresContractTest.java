package io.github.dnsfailover.testkit;

import io.github.dnsfailover.leader.JdbcStateStore.Database;

class JdbcOnPostgresContractTest extends JdbcOnRealServerContract {

    JdbcOnPostgresContractTest() {
        super(SqlServer.Kind.POSTGRESQL, Database.POSTGRESQL);
    }
}
