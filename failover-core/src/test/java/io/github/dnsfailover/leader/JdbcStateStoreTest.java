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
}
