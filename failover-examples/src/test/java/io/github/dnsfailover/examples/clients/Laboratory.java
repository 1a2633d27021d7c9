package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.check.TcpCheck;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.examples.Httpd;
import io.github.dnsfailover.examples.Installed;
import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.examples.Waiting;
import io.github.dnsfailover.leader.JdbcStateStore;
import io.github.dnsfailover.leader.LeaseLeadership;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import io.github.dnsfailover.stores.SqlServer;
import io.github.dnsfailover.testkit.NamedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Two places, a BIND and an unbound, and two engines over a PostgreSQL: one leads, one follows. */
final class Laboratory implements AutoCloseable {

    static final String POOL = "www";
    static final String HOST = "www.example.com";
    static final String DB_POOL = "db";
    static final String DB_HOST = "db.example.com";
    static final int DB_PORT = 18_432;
    static final String PRIMARY = "127.0.0.2";
    static final String BACKUP = "127.0.0.3";
    static final Duration TTL = Duration.ofSeconds(30);

    private static final String SECRET = "c2l4dGVlbiBieXRlcyBhdCBsZWFzdCE=";
    /** What an engine's checks ask, so that they are not counted with the clients. */
    private static final int CHECK_PORT = 18_080;

    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    final Httpd primary;
    final Httpd backup;
    final StateStore store;
    final SqlServer oldDatabase;
    final SqlServer newDatabase;
    final PacketCounts packets;
    final FailoverEngine leader;
    final FailoverEngine follower;

    /** The last change that the leader made, for each pool. */
    private final Map<String, RecordsChanged> changes = new ConcurrentHashMap<>();

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    Laboratory(Path work) throws Exception {
        Program.output(Installed.get("ip", "iproute2"), "link", "set", "lo", "up");
        SqlServer database = opened(SqlServer.start(SqlServer.Kind.POSTGRESQL));
        store = JdbcStateStore.over(database.source());
        database.execute(JdbcStateStore.over(database.source()).ddl(JdbcStateStore.Database.POSTGRESQL));
        NamedServer named =
                opened(NamedServer.of("example.com").key("bench", SECRET).start());
        named.put(RecordSet.of(RecordKey.of(HOST, RecordType.A), TTL, PRIMARY));
        named.put(RecordSet.of(RecordKey.of(DB_HOST, RecordType.A), TTL, PRIMARY));
        opened(new Recursor(named.port(), HOST, work));
        List<Integer> ports = Arrays.stream(Client.values())
                .flatMap(client -> Stream.of(client.port, client.port + 1))
                .toList();
        List<Integer> counted =
                Stream.concat(ports.stream(), Stream.of(GoodPlace.PORT)).toList();
        List<Integer> served =
                Stream.concat(Stream.of(CHECK_PORT), ports.stream()).toList();
        String httpd = Installed.get("apache2", "apache2-bin");
        primary = opened(new Httpd(httpd, PRIMARY, served, work));
        backup = opened(new Httpd(httpd, BACKUP, served, work));
        oldDatabase = opened(SqlServer.start(SqlServer.Kind.POSTGRESQL, PRIMARY, DB_PORT));
        newDatabase = opened(SqlServer.start(SqlServer.Kind.POSTGRESQL, BACKUP, DB_PORT));
        packets = opened(new PacketCounts(List.of(PRIMARY, BACKUP), counted, work));
        leader = opened(engine(named, "leader"));
        leader.start();
        Waiting.await(
                "the first engine leads",
                START_LIMIT,
                () -> leader.published(POOL).isPresent());
        follower = opened(engine(named, "follower"));
        follower.start();
        Waiting.await(
                "the second engine follows",
                START_LIMIT,
                () -> follower.published(POOL).isPresent());
    }

    /** The pool of the two places. */
    EndpointPool pool() {
        return leader.pools().get(0);
    }

    private <T extends AutoCloseable> T opened(T value) {
        open.push(value);
        return value;
    }

    private FailoverEngine engine(NamedServer named, String name) {
        DnsProvider dns = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", named.port())
                .key(TsigKey.of("bench", SECRET))
                .authorities(Authorities.at(List.of(named.address())))
                .build();
        LeaseLeadership leadership =
                opened(LeaseLeadership.in(store, "bench").instance(name).build());
        return FailoverEngine.builder()
                .pool(settings(EndpointPool.named(POOL))
                        .name(HOST)
                        .check(HttpCheck.get("/index.html")
                                .host(HOST)
                                .port(CHECK_PORT)
                                .build())
                        .provider(dns)
                        .build())
                .pool(settings(EndpointPool.named(DB_POOL))
                        .name(DB_HOST)
                        .check(TcpCheck.port(DB_PORT))
                        .failback(Failback.manual())
                        .provider(dns)
                        .build())
                .leadership(leadership)
                .stateStore(store)
                .listener(event -> {
                    if (event instanceof RecordsChanged changed && name.equals("leader")) {
                        changes.put(changed.pool(), changed);
                    }
                })
                .withoutLogging()
                .build();
    }

    /** Those of the fast lane of docs, so that the wait before each change is short. */
    private static EndpointPool.Builder settings(EndpointPool.Builder pool) {
        return pool.ttl(TTL)
                .endpoint(Endpoint.primary("one", PRIMARY))
                .endpoint(Endpoint.backup("two", BACKUP))
                .interval(Duration.ofSeconds(1))
                .timeout(Duration.ofSeconds(1))
                .failback(Failback.after(Duration.ofSeconds(5)));
    }

    /**
     * Waits for a change that leads to an endpoint, and was not waited for before.
     *
     * @return when the provider had accepted it, by {@link System#nanoTime}
     */
    long awaitMove(String pool, String to, Duration limit) {
        Waiting.await(
                "a change of " + pool + " to " + to,
                limit,
                () -> changes.containsKey(pool)
                        && changes.get(pool).to().equals(List.of(to))
                        && !changes.get(pool).from().equals(List.of(to)));
        RecordsChanged change = changes.remove(pool);
        Duration since = Duration.between(change.accepted(), Instant.now());
        return System.nanoTime() - since.toNanos();
    }

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
