package io.github.dnsfailover.bench;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An engine with many endpoints, in a process of its own that {@link ProbeBench} measures from outside. It prints a
 * line at its start and one a second: probes so far, how many of them began later than jitter explains, and the heap
 * after a collection when it is asked for one by a line on its input.
 */
public final class ProbeLoad {

    private static final Duration TOLERANCE = Duration.ofMillis(250);

    private ProbeLoad() {}

    /** Arguments: number of endpoints, interval in seconds, how many of the last ones hang. */
    public static void main(String[] args) throws Exception {
        int endpoints = Integer.parseInt(args[0]);
        Duration interval = Duration.ofSeconds(Integer.parseInt(args[1]));
        int hanging = Integer.parseInt(args[2]);
        long before = heap();
        Gaps gaps = new Gaps(interval, endpoints - hanging);
        FailoverEngine.Builder builder =
                FailoverEngine.builder().leadership(Leadership.singleInstance()).withoutLogging();
        DnsProvider dns = new BareProvider();
        HealthCheck check = HttpCheck.get("/index.html").port(ProbeBench.PORT).build();
        for (int i = 0; i < endpoints; i += 2) {
            builder.pool(EndpointPool.named("p" + i)
                    .name("p" + i + ".example.com")
                    .interval(interval)
                    .endpoint(Endpoint.primary("e" + i, ProbeBench.address(i)))
                    .endpoint(Endpoint.backup("e" + (i + 1), ProbeBench.address(i + 1)))
                    .check((target, timeout) -> {
                        gaps.began(target.endpoint());
                        return check.check(target, timeout);
                    })
                    .provider(dns)
                    .build());
        }
        try (FailoverEngine engine = builder.build()) {
            engine.start();
            System.out.println("started");
            while (System.in.read() >= 0) { // each byte is a question
                System.out.println("probes " + gaps.probes() + " late " + gaps.late() + " heap " + (heap() - before));
            }
        }
        System.exit(0);
    }

    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Programs.pause(Duration.ofMillis(100));
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** Keeps record sets and nothing else, so that what is left on the heap is the engine's. */
    private static final class BareProvider implements DnsProvider {

        private final Map<RecordKey, RecordSet> sets = new ConcurrentHashMap<>();

        @Override
        public ProviderTraits traits() {
            return ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                    .slowestCall(Duration.ofSeconds(10))
                    .build();
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) {
            return keys.stream()
                    .map(key -> sets.getOrDefault(key, RecordSet.absent(key)))
                    .toList();
        }

        @Override
        public synchronized WriteResult apply(RecordChange change) {
            List<RecordSet> actual = read(change.keys());
            for (int i = 0; i < actual.size(); i++) {
                if (!change.transitions().get(i).expected().sameValues(actual.get(i))) {
                    return new WriteResult.Conflict(actual);
                }
            }
            change.transitions().forEach(transition -> sets.put(transition.key(), transition.desired()));
            return new WriteResult.Applied("");
        }

        @Override
        public Authorities authorities() {
            return Authorities.none();
        }
    }

    /** From the start of a probe to that of the next, where nothing but the calm interval explains it. */
    private static final class Gaps {

        private final long most;
        private final int calm;
        private final Map<String, Long> last = new ConcurrentHashMap<>();
        private final AtomicLong probes = new AtomicLong();
        private final AtomicLong late = new AtomicLong();

        Gaps(Duration interval, int calm) {
            most = interval.multipliedBy(11).dividedBy(10).plus(TOLERANCE).toNanos();
            this.calm = calm;
        }

        void began(String endpoint) {
            long now = System.nanoTime();
            Long before = last.put(endpoint, now);
            probes.incrementAndGet();
            boolean counts = Integer.parseInt(endpoint.substring(1)) < calm;
            if (counts && before != null && now - before > most) {
                late.incrementAndGet();
            }
        }

        long probes() {
            return probes.get();
        }

        long late() {
            return late.get();
        }
    }
}
