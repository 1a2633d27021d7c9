package io.github.dnsfailover.hostile;

import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.check.SmtpCheck;
import io.github.dnsfailover.check.TcpCheck;
import io.github.dnsfailover.check.TlsCheck;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Fifty pools in one engine. Ten are healthy, five of these at a provider whose other pools hang; forty have hostile
 * endpoints, and providers that hang, throw and lie. The primary of each healthy pool is killed five times. Prints what
 * each move took and what heap, threads and descriptors came to, and ends with a status other than 0 if a move took
 * longer than the pool's bound, or something grew.
 */
final class SoakedEngine {

    private static final int HEALTHY = 10;
    private static final int SICK = 40;
    private static final int KILLS = 5;
    private static final long HEAP_SLACK = 16L << 20;
    private static final int THREADS_SLACK = 24;
    private static final int DESCRIPTORS_SLACK = 48;

    private final MemoryZone zone = MemoryZone.of("example.com");
    private final CountDownLatch never = new CountDownLatch(1);
    private final Random random = new Random(1);

    /** How a sick provider behaves. */
    enum Sickness {
        NONE,
        DEAF_READS,
        SLOW_READS,
        DEAF_CHANGES,
        DEAF_SERVERS,
        DEAF_VENDOR,
        ERRORS,
        NULLS,
        LIES
    }

    public static void main(String[] arguments) throws Exception {
        Duration length = Duration.ofSeconds(Long.parseLong(arguments[0]));
        boolean good = new SoakedEngine().run(length, List.of(arguments).subList(1, arguments.length));
        Runtime.getRuntime().halt(good ? 0 : 1); // many threads never end
    }

    private boolean run(Duration length, List<String> hostile) throws Exception {
        FailoverEngine.Builder builder =
                FailoverEngine.builder().leadership(Leadership.singleInstance()).withoutLogging();
        DnsProvider sound = new Sick(Sickness.NONE);
        DnsProvider shared = new Sick(Sickness.DEAF_READS);
        List<Site> sites = new ArrayList<>();
        for (int i = 0; i < HEALTHY; i++) {
            Site site = new Site("good" + i, i < HEALTHY / 2 ? sound : shared);
            sites.add(site);
            builder.pool(site.pool);
        }
        for (int i = 0; i < SICK; i++) {
            Sickness sickness = Sickness.values()[1 + i / 2 % (Sickness.values().length - 1)];
            DnsProvider provider = i % 2 == 0 ? shared : new Sick(sickness);
            builder.pool(pool("sick" + i, sickCheck(i, hostile.get(i % hostile.size())), provider));
        }
        try (FailoverEngine engine = builder.build()) {
            engine.start();
            return soak(engine, sites, length);
        }
    }

    private boolean soak(FailoverEngine engine, List<Site> sites, Duration length) throws Exception {
        boolean good = true;
        for (Site site : sites) {
            good &= site.moves(site.primary, "begins");
        }
        Figures before = Figures.NONE;
        ExecutorService killers = Executors.newFixedThreadPool(sites.size());
        for (int round = 0; round < KILLS; round++) {
            List<Future<Boolean>> rounds = new ArrayList<>();
            for (Site site : sites) {
                long later = random.nextInt((int) length.dividedBy(2L * KILLS).toMillis());
                rounds.add(killers.submit(() -> {
                    never.await(later, TimeUnit.MILLISECONDS);
                    return site.killed();
                }));
            }
            never.await(length.dividedBy(KILLS).toMillis(), TimeUnit.MILLISECONDS);
            for (Future<Boolean> each : rounds) {
                good &= each.get(10, TimeUnit.MINUTES);
            }
            Figures now = Figures.take();
            System.out.println("round " + (round + 1) + ": " + now + ", troubles "
                    + engine.snapshot().troubles().size());
            before = round == 1 ? now : before; // all that hangs has hung by then
        }
        killers.shutdown();
        Figures after = Figures.take();
        boolean flat = after.isFlatAfter(before);
        System.out.println((flat ? "flat: " : "GROWN: ") + before + " -> " + after);
        return good && flat;
    }

    /** What a process has of everything. */
    private record Figures(long heap, int threads, long descriptors) {

        static final Figures NONE = new Figures(0, 0, 0);

        static Figures take() {
            System.gc();
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            long open = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    ? unix.getOpenFileDescriptorCount()
                    : 0;
            return new Figures(used, threads, open);
        }

        boolean isFlatAfter(Figures before) {
            return heap <= before.heap + HEAP_SLACK
                    && threads <= before.threads + THREADS_SLACK
                    && descriptors <= before.descriptors + DESCRIPTORS_SLACK;
        }

        @Override
        public String toString() {
            return (heap >> 20) + " MiB, " + threads + " threads, " + descriptors + " descriptors";
        }
    }

    private EndpointPool pool(String label, HealthCheck check, DnsProvider dns) {
        return EndpointPool.named(label)
                .name(label + ".example.com")
                .endpoint(Endpoint.primary("dc1", "127.0.0.1"))
                .endpoint(Endpoint.backup("aws", "127.0.0.2"))
                .check(check)
                .provider(dns)
                .interval(Duration.ofSeconds(2))
                .timeout(Duration.ofSeconds(1))
                .failback(Failback.after(Duration.ofSeconds(2)))
                .holdDown(Duration.ofSeconds(1))
                .escapeFloor(Duration.ofSeconds(1))
                .ttl(Duration.ofSeconds(1))
                .build();
    }

    /** One of the answers without end, and now and then a check that never returns or throws an Error. */
    private HealthCheck sickCheck(int number, String hostile) {
        if (number % 5 == 4) {
            return (target, timeout) -> {
                hangs(true);
                return HealthResult.healthy();
            };
        }
        if (number % 11 == 5) {
            return (target, timeout) -> {
                throw new StackOverflowError("of a check");
            };
        }
        String[] parts = hostile.split(":", -1);
        int port = Integer.parseInt(parts[1]);
        return switch (parts[0]) {
            case "http" -> shopAt(port);
            case "https" ->
                HttpCheck.get("/").https().port(port).bodyContains("shop").build();
            case "tls" -> TlsCheck.port(port).build();
            case "smtp" -> SmtpCheck.port(port).build();
            default -> TcpCheck.port(port).expect("shop");
        };
    }

    private static HealthCheck shopAt(int port) {
        return HttpCheck.get("/").port(port).bodyContains("shop").build();
    }

    private void hangs(boolean deaf) {
        boolean over = false;
        while (!over) {
            try {
                over = never.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                over = !deaf;
            }
        }
    }

    /** The two places of a healthy pool. */
    private final class Site {

        private final String label;
        private final Place primary = new Place(1);
        private final Place backup = new Place(2);
        private final EndpointPool pool;

        Site(String label, DnsProvider dns) throws IOException {
            this.label = label;
            primary.begin();
            backup.begin();
            HealthCheck one = shopAt(primary.port);
            HealthCheck two = shopAt(backup.port);
            HealthCheck each =
                    (target, timeout) -> (target.endpoint().equals("dc1") ? one : two).check(target, timeout);
            pool = pool(label, each, dns);
        }

        private boolean isAt(Place place) {
            return zone.get(RecordKey.of(label + ".example.com", RecordType.A))
                    .values()
                    .equals(List.of("127.0.0." + place.number));
        }

        boolean killed() throws Exception {
            primary.end();
            boolean away = moves(backup, "moves away");
            primary.begin();
            boolean back = moves(primary, "moves back");
            return away && back;
        }

        /** Whether it gets there within its bound; a move back has to settle besides. */
        boolean moves(Place place, String what) throws InterruptedException {
            CountDownLatch there = new CountDownLatch(1);
            zone.onChange(version -> {
                if (isAt(place)) {
                    there.countDown();
                }
            });
            long begun = System.nanoTime();
            Duration bound = pool.convergence().total();
            boolean inTime = isAt(place) || there.await(bound.toMillis(), TimeUnit.MILLISECONDS);
            long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
            System.out.println((inTime ? "" : "LATE: ") + label + " " + what + " in " + millis + " ms, bound "
                    + bound.toMillis() + " ms");
            return inTime;
        }
    }

    /** A web server that can be killed, and comes back at its port. */
    private static final class Place {

        private final int number;
        private int port;
        private HttpServer server;

        Place(int number) {
            this.number = number;
        }

        void begin() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0." + number), port), 50);
            port = server.getAddress().getPort();
            byte[] page = "the shop".getBytes(StandardCharsets.UTF_8);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
                exchange.close();
            });
            server.start();
        }

        void end() {
            server.stop(0);
        }
    }

    /** A provider that is sick for every pool but the healthy ones. */
    private final class Sick implements DnsProvider {

        private final MemoryDnsProvider memory = MemoryDnsProvider.of(zone);
        private final Sickness sickness;

        Sick(Sickness sickness) {
            this.sickness = sickness;
        }

        private boolean is(Sickness kind, List<RecordKey> keys) {
            return sickness == kind
                    && keys.stream().noneMatch(key -> key.name().toString().contains("good"));
        }

        @Override
        public ProviderTraits traits() {
            return ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                    .slowestCall(Duration.ofSeconds(5))
                    .build();
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
            if (is(Sickness.DEAF_READS, keys) || is(Sickness.SLOW_READS, keys)) {
                hangs(sickness == Sickness.DEAF_READS);
            }
            if (is(Sickness.ERRORS, keys)) {
                throw new StackOverflowError("of a read");
            }
            return is(Sickness.NULLS, keys) ? null : memory.read(keys);
        }

        @Override
        public WriteResult apply(RecordChange change) throws DnsProviderException {
            if (is(Sickness.DEAF_CHANGES, change.keys())) {
                hangs(true);
            }
            if (is(Sickness.LIES, change.keys())) {
                return new WriteResult.Applied("a lie");
            }
            WriteResult result = memory.apply(change);
            return is(Sickness.DEAF_VENDOR, change.keys()) ? new WriteResult.Applied("receipt") : result;
        }

        @Override
        public boolean propagated(String receipt) {
            hangs(true);
            return false;
        }

        @Override
        public Authorities authorities() {
            if (sickness == Sickness.DEAF_SERVERS) {
                hangs(true);
            }
            return Authorities.none();
        }
    }
}
