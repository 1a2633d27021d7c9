package io.github.dnsfailover.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.PreflightReport;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.StateStore.Entry;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.leader.JdbcStateStore;
import io.github.dnsfailover.leader.LeaseLeadership;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.StateStoreContract;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The store over JDBC at a real database. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcOnRealServerContract extends StateStoreContract {

    private final SqlServer.Kind kind;
    private final JdbcStateStore.Database database;
    private final List<UnreliableProxy> proxies = new ArrayList<>();
    private final List<KeptConnection> kepts = new CopyOnWriteArrayList<>();
    private SqlServer server;

    JdbcOnRealServerContract(SqlServer.Kind kind, JdbcStateStore.Database database) {
        this.kind = kind;
        this.database = database;
    }

    @BeforeAll
    void startServer() throws Exception {
        server = SqlServer.start(kind);
        server.execute(over(server.source()).ddl(database));
    }

    /** In a schema that is there from the beginning. */
    private JdbcStateStore over(DataSource source) {
        JdbcStateStore store = JdbcStateStore.over(source);
        return kind == SqlServer.Kind.MARIADB ? store.inTable("mysql.dnsfailover_state") : store;
    }

    String table() {
        return kind == SqlServer.Kind.MARIADB ? "mysql.dnsfailover_state" : "dnsfailover_state";
    }

    private JdbcStateStore withoutTable() {
        return JdbcStateStore.over(server.source()).inTable(table().replace("dnsfailover_state", "nowhere"));
    }

    SqlServer server() {
        return server;
    }

    @BeforeEach
    void empty() throws Exception {
        server.execute("DELETE FROM " + table());
    }

    @AfterEach
    void endConnections() throws Exception {
        for (UnreliableProxy proxy : proxies) {
            proxy.close();
        }
        proxies.clear();
        for (KeptConnection kept : kepts) {
            kept.close();
        }
        kepts.clear();
    }

    @AfterAll
    void stopServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected StateStore store() {
        KeptConnection kept = new KeptConnection(server.source());
        kepts.add(kept);
        return over(kept.source());
    }

    @Override
    protected StateStore silent() {
        try {
            UnreliableProxy proxy = new UnreliableProxy(server.port());
            proxies.add(proxy);
            // the connection is made while all is well, as that of a pool
            DataSource source = server.source(proxy.port());
            return over(lending(source.getConnection(), source.getConnection(), proxy));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lends connections that are open, and makes the way to the server silent first. */
    private static DataSource lending(Connection first, Connection second, UnreliableProxy proxy) {
        List<Connection> pool = new ArrayList<>(List.of(first, second));
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    if (!method.getName().equals("getConnection")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    proxy.fallSilent();
                    return pool.remove(0);
                });
    }

    @Override
    protected void type(String command) throws Exception {
        server.execute(command);
    }

    @Override
    protected void restart() throws IOException {
        server.killAndRestart();
    }

    @Test
    void aConnectionOfAPoolIsPutBackAsItWas() throws Exception {
        try (Connection connection = server.source().getConnection()) {
            connection.setAutoCommit(false);
            connection.setNetworkTimeout(Runnable::run, 77_000);
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            Connection kept = (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (self, method, arguments) ->
                            method.getName().equals("close") ? null : invoke(connection, method, arguments));
            StateStore store = over((DataSource) Proxy.newProxyInstance(
                    DataSource.class.getClassLoader(),
                    new Class<?>[] {DataSource.class},
                    (self, method, arguments) -> kept));

            assertThat(store.save("www", 0, "text")).isTrue();
            assertThat(store.save("www", 0, "other")).isFalse();
            assertThat(store.save("www", 1, "other")).isTrue();

            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.getNetworkTimeout()).isEqualTo(77_000);
        }
        assertThat(store().load("www")).isEqualTo(new Entry(2, "other"));
    }

    private static Object invoke(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void aTableThatIsMissingIsToldByItsName() {
        assertThatThrownBy(() -> withoutTable().load("www"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere could not be read: this user sees no such table; the"
                        + " application's migration makes it, by the statement that JdbcStateStore.ddl(..) prints");
    }

    @Test
    void aTableThatIsMissingIsToldByPreflightAndByTheTroubleWithWhatMakesIt() {
        StateStore store = withoutTable();
        VirtualRuntime runtime = new VirtualRuntime(1);
        List<FailoverEvent> events = new ArrayList<>();
        EndpointPool www = EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("dc1", "192.0.2.22"))
                .check(new ScriptedCheck())
                .provider(MemoryDnsProvider.of(MemoryZone.of("example.com")))
                .build();
        try (FailoverEngine engine = FailoverEngine.builder()
                .pool(www)
                .leadership(LeaseLeadership.in(store, "shop").runtime(runtime).build())
                .stateStore(store)
                .runtime(runtime)
                .withoutLogging()
                .listener(events::add)
                .build()) {
            engine.start();
            runtime.advance(Duration.ofSeconds(30));

            CompletableFuture<PreflightReport> report = engine.preflight();

            assertThat(runtime.advanceUntil(report::isDone, Duration.ofMinutes(3)))
                    .isTrue();
            assertThat(report.join().findings())
                    .filteredOn(finding -> finding.subject().equals("store"))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.level()).isEqualTo(PreflightReport.Level.PROBLEM);
                        assertThat(finding.text())
                                .contains("nowhere could not be read: this user sees no such table; ")
                                .contains("JdbcStateStore.ddl(..)")
                                .endsWith(". An engine that starts writes nothing until it was read");
                    });
            assertThat(events.stream()
                            .filter(TroubleBegan.class::isInstance)
                            .map(event -> ((TroubleBegan) event).trouble()))
                    .filteredOn(trouble -> trouble.kind() == Trouble.Kind.STORE_FAILS)
                    .singleElement()
                    .satisfies(trouble -> assertThat(trouble.text())
                            .contains("nowhere could not be read: this user sees no such table; ")
                            .contains("JdbcStateStore.ddl(..)"));
            assertThat(events).as("the text stays the same").doesNotHaveAnyElementsOfTypes(TroubleChanged.class);
        }
    }

    @Test
    void aLineThatSomebodyWroteByHandIsRead() throws Exception {
        server.execute("INSERT INTO " + table() + " (name, version, body) VALUES ('www', 7, 'by hand')");

        assertThat(store().load("www")).isEqualTo(new Entry(7, "by hand"));
        assertThat(store().save("www", 7, "by us")).isTrue();
    }
}
