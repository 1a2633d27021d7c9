package io.github.dnsfailover.internal.machine;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.runtime.ThreadedRuntime;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the engine itself costs: steps of the pure machine on one core, and 10,000 pools in the threaded runtime.
 *
 * <p><b>Steps.</b> One pool of two endpoints, driven as its loop would drive it, without threads and in made-up time:
 * each deadline is a step, and so is the end of each probe. The primary fails for 5 minutes in each hour, so
 * failovers, writes and failbacks are in the mix. After a minute's warm-up the median of nine rounds counts, in the
 * thread's own CPU time; bytes are what it allocated.
 *
 * <p><b>Pools.</b> 10,000 pools of two endpoints, an interval of 10 s, a check that does nothing, records in a map:
 * 2,000 probes and 167 reads a second. CPU is that of the whole process over a minute that begins when every pool has
 * settled and two intervals more have passed, and what the JIT took of it is told beside it; heap is what is left after
 * a collection, less what was there before the engine. Then the primaries of every fiftieth pool fail while the others
 * go on: the delay is that between the end of the check that made the verdict and the call of the provider.
 */
final class EngineBench {

    private static final int ROUNDS = 9;
    private static final int ROUND_STEPS = 1_000_000;
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final int POOLS = 10_000;
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration SETTLING = Duration.ofSeconds(75);
    private static final Duration MEASURED = Duration.ofSeconds(60);

    private EngineBench() {}

    public static void main(String[] args) throws Exception {
        System.out.println();
        System.out.println("Engine bench on Java " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors");
        steps();
        pools();
        System.exit(0); // listeners and lanes are daemons, but a bench that hangs is no bench
    }

    // Steps of the machine

    private static void steps() {
        Drive drive = new Drive();
        for (long begun = System.nanoTime(); System.nanoTime() - begun < WARM_UP.toNanos(); ) {
            drive.steps(ROUND_STEPS);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] rates = new double[ROUNDS];
        long jitBefore = jitMillis();
        long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < ROUNDS; round++) {
            long begun = threads.getCurrentThreadCpuTime();
            drive.steps(ROUND_STEPS);
            rates[round] = ROUND_STEPS / ((threads.getCurrentThreadCpuTime() - begun) / 1e9);
        }
        double bytes = (threads.getCurrentThreadAllocatedBytes() - allocatedBefore) / (double) (ROUNDS * ROUND_STEPS);
        Arrays.sort(rates);
        System.out.printf(
                Locale.ROOT,
                "steps: %,d failovers and failbacks, %,d probes among %,d steps; rounds from %,.0f to %,.0f a second;"
                        + " the JIT ran for %d ms beside them%n",
                drive.moves,
                drive.probes,
                drive.taken,
                rates[0],
                rates[ROUNDS - 1],
                jitMillis() - jitBefore);
        result("engine.step.rate", rates[ROUNDS / 2], "steps/s");
        result("engine.step.bytes", bytes, "bytes");
    }

    /** Drives one machine without threads: probes end 5 ms after their start, writes and reads 20 ms after. */
    private static final class Drive {

        private static final long HOUR = Duration.ofHours(1).toNanos();
        private static final long OUTAGE = Duration.ofMinutes(5).toNanos();
        private static final long PROBE = Duration.ofMillis(5).toNanos();

        private final MapProvider provider = new MapProvider();
        private final PoolMachine machine = new PoolMachine(new PoolSpec(
                pool("www", provider).failback(Failback.automatic()).build(),
                new PoolSpec.Identity("bench", "bench", Leadership.Instances.ONE, "", false, false),
                PoolSpec.Place.ALONE));
        private final Facts facts = new Facts(
                OptionalLong.of(1),
                true,
                false,
                0,
                0,
                0,
                false,
                OptionalLong.empty(),
                Facts.Ipv6.UNKNOWN,
                false,
                "",
                Facts.Way.OPEN,
                0);
        private final Instant epoch = Instant.parse("2026-01-01T00:00:00Z");
        private PoolMachine.Step step;
        private long now;
        private long taken;
        private long probes;
        private long moves;

        Drive() {
            step = machine.start(1, now, epoch);
            take(new Input.WordsSet(Intents.NONE));
        }

        void steps(long count) {
            long end = taken + count;
            while (taken < end) {
                long deadline = step.state().deadline();
                now = deadline - now > 0 ? deadline : now;
                take(new Input.Tick());
            }
        }

        private void take(Input input) {
            step = machine.step(step.state(), input, facts, now, epoch.plusNanos(now));
            taken++;
            for (Effect effect : step.effects()) {
                perform(effect);
            }
        }

        private void perform(Effect effect) {
            if (effect instanceof Effect.StartProbe probe) {
                boolean primary = machine.spec().targets.get(probe.target()).endpoint() == 0;
                boolean fails = primary && Math.floorMod(now, HOUR) < OUTAGE;
                probes++;
                long begun = now;
                now += PROBE;
                take(new Input.ProbeEnded(
                        probe.id(),
                        probe.target(),
                        fails ? HealthResult.unhealthy("connection refused") : HealthResult.healthy(),
                        begun,
                        0));
            } else if (effect instanceof Effect.Read read) {
                take(new Input.ReadReturned(read.id(), provider.read(machine.spec().keys)));
            } else if (effect instanceof Effect.Write write) {
                provider.apply(write.write().change());
                moves++;
                take(new Input.WriteApplied(write.write().id(), ""));
            }
        }
    }

    // Pools in the threaded runtime

    private static void pools() throws InterruptedException {
        long heapBefore = heap();
        AtomicLong probes = new AtomicLong();
        MapProvider provider = new MapProvider();
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .leadership(Leadership.singleInstance())
                .runtime(ThreadedRuntime.create())
                .withoutLogging();
        Storm storm = new Storm();
        provider.hearer = storm;
        for (int i = 0; i < POOLS; i++) {
            int pool = i;
            builder.pool(pool("p" + i, provider)
                    .interval(INTERVAL)
                    .check((target, timeout) -> {
                        probes.incrementAndGet();
                        return storm.check(pool, target.endpoint());
                    })
                    .build());
        }
        FailoverEngine engine = builder.build();
        engine.start();
        pause(SETTLING);
        int written = provider.records.size() / 2; // addresses and a mark
        if (written != POOLS) {
            throw new IllegalStateException(written + " of " + POOLS + " pools have written their records");
        }

        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long probesBefore = probes.get();
        long jitBefore = jitMillis();
        long cpuBefore = system.getProcessCpuTime();
        long begun = System.nanoTime();
        pause(MEASURED);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double share = (system.getProcessCpuTime() - cpuBefore) / 1e9 / seconds;
        double rate = (probes.get() - probesBefore) / seconds;
        double jit = (jitMillis() - jitBefore) / 1e3 / seconds;
        long heap = heap() - heapBefore;
        double[] delays = storm.delays();

        System.out.printf(
                Locale.ROOT,
                "pools: %,d; %,.0f probes a second; %,.0f bytes of heap a pool; the JIT took %.3f cores%n",
                POOLS,
                rate,
                heap / (double) POOLS,
                jit);
        engine.close();
        result("engine.pools10k.cpu", share, "cores");
        result("engine.pools10k.heap", heap / 1e6, "MB");
        result("engine.write.delay.median", delays[delays.length / 2], "ms");
        result("engine.write.delay.p99", delays[delays.length * 99 / 100], "ms");
    }

    private static long jitMillis() {
        return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    }

    /** Primaries that fail from some moment on, and when their pools' changes came to the provider. */
    private static final class Storm {

        private static final int EVERY = 50;
        private static final Duration LIMIT = Duration.ofSeconds(60);

        private final AtomicLongArray failedAt = new AtomicLongArray(POOLS);
        private final Queue<Double> delays = new ConcurrentLinkedQueue<>();
        private final Semaphore moved = new Semaphore(0);
        private volatile boolean on;

        HealthResult check(int pool, String endpoint) {
            if (!on || pool % EVERY != 0 || !endpoint.equals("cloudhelix")) {
                return HealthResult.healthy();
            }
            failedAt.set(pool, System.nanoTime());
            return HealthResult.unhealthy("connection refused");
        }

        /** On the provider's thread. */
        void applied(RecordChange change) {
            long now = System.nanoTime();
            if (on && change.urgency() == RecordChange.Urgency.FAILOVER) {
                String name = change.transitions().get(0).key().name().toString();
                int pool = Integer.parseInt(name.substring(1, name.indexOf('.')));
                delays.add((now - failedAt.get(pool)) / 1e6);
                moved.release();
            }
        }

        /** Lets them fail, and waits for all changes; milliseconds, sorted. */
        double[] delays() throws InterruptedException {
            on = true;
            if (!moved.tryAcquire(POOLS / EVERY, LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(delays.size() + " of " + POOLS / EVERY + " pools have moved");
            }
            return delays.stream().mapToDouble(each -> each).sorted().toArray();
        }
    }

    /** Waits without a busy loop; nobody else releases the permit. */
    private static void pause(Duration time) throws InterruptedException {
        boolean unused = new Semaphore(0).tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            pause(Duration.ofMillis(200));
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static EndpointPool.Builder pool(String name, DnsProvider provider) {
        return EndpointPool.named(name)
                .name(name + ".example.com")
                .endpoint(Endpoint.primary("cloudhelix", "192.0.2.22"))
                .endpoint(Endpoint.backup("ec2", "198.51.100.109"))
                .check((target, timeout) -> HealthResult.healthy())
                .provider(provider);
    }

    private static void result(String name, double value, String unit) {
        System.out.printf(Locale.ROOT, value < 10 ? "result %s %.3f %s%n" : "result %s %.0f %s%n", name, value, unit);
    }

    /** Records in a map; everything succeeds at once. */
    private static final class MapProvider implements DnsProvider {

        private final ConcurrentHashMap<RecordKey, RecordSet> records = new ConcurrentHashMap<>();
        private Storm hearer = new Storm();
        private final ProviderTraits traits = ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                .label("map")
                .build();

        @Override
        public ProviderTraits traits() {
            return traits;
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) {
            return keys.stream()
                    .map(key -> records.getOrDefault(key, RecordSet.absent(key)))
                    .toList();
        }

        /** One server that answers from the map at once. */
        @Override
        public Authorities authorities() {
            return () -> List.of(new Authorities.Server() {
                @Override
                public String name() {
                    return "map";
                }

                @Override
                public Authorities.Answer ask(RecordKey key, Duration timeout) {
                    return new Authorities.Answer.Authoritative(
                            read(List.of(key)).get(0), Duration.ZERO);
                }
            });
        }

        @Override
        public WriteResult apply(RecordChange change) {
            hearer.applied(change);
            for (Transition transition : change.transitions()) {
                records.put(transition.key(), transition.desired());
            }
            return new WriteResult.Applied("");
        }
    }
}
