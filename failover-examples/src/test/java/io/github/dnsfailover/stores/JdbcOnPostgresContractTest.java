package io.github.dnsfailover.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.leader.JdbcStateStore;
import io.github.dnsfailover.leader.JdbcStateStore.Database;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class JdbcOnPostgresContractTest extends JdbcOnRealServerContract {

    JdbcOnPostgresContractTest() {
        super(SqlServer.Kind.POSTGRESQL, Database.POSTGRESQL);
    }

    @Test
    void rightsThatAreMissingAreToldByTheirNames() throws Exception {
        type("CREATE ROLE guest LOGIN");
        PGSimpleDataSource guest = (PGSimpleDataSource) server().source();
        guest.setUser("guest");
        StateStore store = JdbcStateStore.over(guest).inTable(table());

        assertThatThrownBy(() -> store.load("www"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not be read: this user needs SELECT, INSERT and UPDATE, and the table");

        type("GRANT SELECT, INSERT, UPDATE ON " + table() + " TO guest");

        assertThat(store.save("www", 0, "text")).isTrue();
        assertThat(store.load("www")).isEqualTo(new StateStore.Entry(1, "text"));
    }

    @Test
    void aReplicaIsToldToBeNone() throws Exception {
        PGSimpleDataSource replica = (PGSimpleDataSource) server().source();
        replica.setReadOnly(true);
        replica.setReadOnlyMode("always"); // says so of each session, as a replica does

        assertThatThrownBy(() -> JdbcStateStore.over(replica).inTable(table()).save("www", 0, "text"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not be written: the connection is read-only; the data source must lead");
    }
}
