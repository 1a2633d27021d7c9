package io.github.dnsfailover.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What a driver may say and real servers seldom do; the real ones are in failover-testkit. */
class JdbcStateStoreTest {

    private static final Set<String> TOLD = Set.of("setAutoCommit", "setNetworkTimeout", "abort", "close");

    private final List<String> calls = new ArrayList<>();
    private String state = "";
    private boolean stands;
    private String breaks = "";
    private final JdbcStateStore store = JdbcStateStore.over(driver(DataSource.class));

    /** Answers as a driver whose changes fail with a state, and notes what is done with the connection. */
    private <T> T driver(Class<T> type) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            String name = method.getName();
            if (TOLD.contains(name)) {
                calls.add(name + (name.startsWith("set") ? " " + arguments[arguments.length - 1] : ""));
            }
            if (name.equals(breaks) && type == Connection.class) {
                throw new SQLException("broken");
            }
            return switch (name) {
                case "getConnection" -> driver(Connection.class);
                case "prepareStatement" -> driver(PreparedStatement.class);
                case "executeQuery" -> driver(ResultSet.class);
                case "executeUpdate" -> {
                    if (!state.isEmpty()) {
                        throw new SQLException("refused", state);
                    }
                    yield 1;
                }
                case "next" -> {
                    boolean first = stands;
                    stands = false;
                    yield first;
                }
                case "getString" -> "www";
                case "getLong" -> 1L;
                case "getAutoCommit" -> false;
                case "getNetworkTimeout" -> 77_000;
                default -> null;
            };
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void aConstraintIsAnotherVersionOnlyIfTheRowIsThere() throws Exception {
        state = "23505";
        stands = true;
        assertThat(store.save("www", 0, "text")).isFalse();

        assertThatIOException().isThrownBy(() -> store.save("www", 0, "text")).withMessageContaining("refused");
        assertThatIOException().isThrownBy(() -> store.save("www", 1, "text"));
    }

    @Test
    void aRollbackIsAnotherVersionUnlessItsCompletionIsNotKnown() throws Exception {
        state = "40001";
        assertThat(store.save("www", 1, "text")).isFalse();

        state = "40003";
        assertThatIOException().isThrownBy(() -> store.save("www", 1, "text"));
    }

    @Test
    void aConnectionGoesBackAsItWas() throws Exception {
        assertThat(store.save("www", 1, "text")).isTrue();

        assertThat(calls)
                .containsSubsequence(
                        "setNetworkTimeout 3000",
                        "setAutoCommit true",
                        "setAutoCommit false",
                        "setNetworkTimeout 77000",
                        "close");
    }

    @Test
    void whatCannotBePutBackIsLentToNobodyAndWhatWasSavedStands() throws Exception {
        breaks = "close";

        assertThat(store.save("www", 1, "text")).isTrue();

        assertThat(calls).endsWith("abort");
    }

    @Test
    void aTableThatIsMissingIsToldWithWhatMakesIt() {
        for (String missing : List.of("42P01", "42S02", "42S04", "S0002")) {
            assertThat(JdbcRefusal.told(new SQLException("no such table", missing)))
                    .isEqualTo("this user sees no such table; the application's migration makes it, by the statement"
                            + " that JdbcStateStore.ddl(..) prints, and grants SELECT, INSERT and UPDATE"
                            + " (SQLException: no such table)");
        }
        assertThat(JdbcRefusal.told(new SQLException("ORA-00942", "42000", 942)))
                .startsWith("this user sees no such table; ");
    }

    @Test
    void whatElseADatabaseRefusesIsToldWithWhatToDo() {
        assertThat(JdbcRefusal.told(new SQLException("permission denied", "42501")))
                .startsWith("this user needs SELECT, INSERT and UPDATE, and the table the columns of ");
        assertThat(JdbcRefusal.told(new SQLException("read-only transaction", "25006")))
                .startsWith("the connection is read-only; the data source must lead to the primary, and no replica");
        assertThat(JdbcRefusal.told(new SQLException("no password", "28P01")))
                .startsWith("the database refuses the login; ");
        assertThat(JdbcRefusal.told(new SQLException("running with --read-only", "HY000", 1290)))
                .contains("read-only");
        assertThat(JdbcRefusal.told(new SQLException("pool is empty", new SQLException("no password", "28P01"))))
                .contains("refuses the login");
        assertThat(JdbcRefusal.told(new SQLException("Unknown database", "42000", 1049)))
                .isEqualTo("SQLException: Unknown database");
        assertThat(JdbcRefusal.told(new SQLException("(conn=17) gone", "08006")))
                .isEqualTo("SQLException: gone");
        assertThat(JdbcRefusal.told(new SQLException("table is missing"))).isEqualTo("SQLException: table is missing");
        assertThat(JdbcRefusal.told(new IllegalStateException("closed"))).isEqualTo("IllegalStateException: closed");
    }

    @Test
    void itsSiteIsThatOfTheDatabase() {
        assertThat(store.site()).isEmpty();
        assertThat(store.site("dc3").inTable("shop.state").site()).isEqualTo("dc3");
    }
}
