package io.github.dnsfailover.route53;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.route53.internal.Pace;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.Route53Server;
import io.github.dnsfailover.testkit.Route53Server.Operation;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.ScriptedLeadership;
import io.github.dnsfailover.testkit.SharedStateStore;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Many pools in one zone, three engines of which one leads: how many requests there are in calm, and how long it takes
 * when a whole site dies. In virtual time; the figures stand in docs/route53.md.
 */
class ManyPoolsTest {

    /** One request and its answer. */
    private static final Duration ROUND_TRIP = Duration.ofMillis(100);

    private final VirtualRuntime runtime = new VirtualRuntime(53);
    private final ScriptedCheck check = new ScriptedCheck();
    private final SharedStateStore store = new SharedStateStore();
    private final List<ScriptedLeadership> leaderships = new ArrayList<>();
    private final List<FailoverEngine> engines = new ArrayList<>();
    private final List<Route53Provider> providers = new ArrayList<>();
    private final Set<Trouble.Kind> troubles = new TreeSet<>();

    /** Requests by the minute. */
    private final Map<Long, Integer> perMinute = new ConcurrentSkipListMap<>();

    private int pools;
    private int throttled;
    private boolean otherAsks;
    private Route53Server aws;

    private void start(int howMany, int requestsAtOnce, double requestsPerSecond) throws IOException {
        pools = howMany;
        aws = Route53Server.of("example.com")
                .time(runtime::nanoTime, runtime::schedule)
                .propagation(Duration.ofSeconds(30))
                .throttle(requestsAtOnce, requestsPerSecond)
                .start();
        aws.onRequest(operation -> {
            if (!otherAsks) {
                perMinute.merge(runtime.passed().toMinutes(), 1, Integer::sum);
            }
        });
        for (int i = 0; i < pools; i++) {
            aws.put(record(i, "192.0.2.1"));
        }
        for (int i = 0; i < 3; i++) {
            engines.add(engine());
        }
        leaderships.get(0).lead(1);
        engines.forEach(FailoverEngine::start);
    }

    @AfterEach
    void stop() {
        engines.forEach(FailoverEngine::close);
        providers.forEach(Route53Provider::close);
        aws.close();
    }

    /** Somebody else uses the account: one request a second, and whatever it is answered. */
    private void anotherProgramAsks() {
        Route53Provider other = Providers.of(aws, new VirtualTime(runtime))
                .requestsPerSecond(1_000)
                .build();
        providers.add(other);
        runtime.schedule(Duration.ofSeconds(1), () -> asks(other));
    }

    private void asks(Route53Provider other) {
        otherAsks = true;
        try {
            other.read(List.of(key(0)));
        } catch (DnsProviderException e) {
            assertThat(e.isThrottled()).isTrue();
        }
        otherAsks = false;
        runtime.schedule(Duration.ofSeconds(1), () -> asks(other));
    }

    @Test
    void calmTrafficIsAFifthOfTheBudgetAndADeadSiteIsLeftInUnderHalfAMinute() throws IOException {
        start(100, 50, 10);
        runtime.advance(Duration.ofMinutes(10)); // taken over, marks written
        int before = total();
        runtime.advance(Duration.ofMinutes(20));
        double calm = (total() - before) / 20.0;

        assertThat(calm).as("requests a minute in calm").isBetween(55.0, 61.0);
        assertThat(aws.requests(Operation.CHANGE)).as("one adoption each").isEqualTo(pools);

        Duration took = movesWithin(Duration.ofSeconds(30));
        runtime.advance(Duration.ofMinutes(10));

        assertThat(aws.requests(Operation.CHANGE))
                .as("no change was asked for twice")
                .isEqualTo(2 * pools);
        assertThat(throttled).isZero();
        assertThat(perMinute.values())
                .as("requests by the minute: %s", perMinute)
                .allMatch(count -> count <= 320);
        print("of an account that allows 10 a second", calm, took);
    }

    /** What AWS allowed until 2025, and what older pages still say. */
    @Test
    void threeHundredPoolsShareFiveRequestsASecondWithAnotherProgram() throws IOException {
        start(300, 10, 5);
        anotherProgramAsks();
        runtime.advance(Duration.ofMinutes(20)); // taken over, and told so by GetChange
        int before = total();
        runtime.advance(Duration.ofMinutes(20));
        double calm = (total() - before) / 20.0;
        throttled = 0;
        int changes = aws.requests(Operation.CHANGE);

        Duration took = movesWithin(Duration.ofMillis((long) (300 / 4.0 * 1.2 * 1_000) + 5_000));

        assertThat(calm).as("requests a minute in calm").isLessThanOrEqualTo(60);
        assertThat(throttled)
                .as("of %d changes", aws.requests(Operation.CHANGE) - changes)
                .isLessThanOrEqualTo(3);
        assertThat(troubles).containsExactly(Trouble.Kind.ENDPOINT_DOWN);
        print("of an account that allows 5 a second, one of them taken by another program", calm, took);
    }

    /** The site dies; how long it takes until all have left it. */
    private Duration movesWithin(Duration limit) {
        check.fails("dc1", "connection refused");
        Duration died = runtime.passed();
        boolean allMoved =
                runtime.advanceUntil(() -> IntStream.range(0, pools).allMatch(this::hasMoved), Duration.ofMinutes(5));
        Duration took = runtime.passed().minus(died);

        assertThat(allMoved).isTrue();
        assertThat(took).as("from the death to the last change").isLessThan(limit);
        return took;
    }

    private void print(String where, double calm, Duration took) {
        System.out.printf(
                Locale.ROOT,
                "route53: %d pools %s: in calm %.0f requests a minute, a dead site left within %.1f s, %d throttled, "
                        + "busiest minute %d requests%n",
                pools,
                where,
                calm,
                took.toMillis() / 1e3,
                throttled,
                perMinute.values().stream().max(Integer::compare).orElseThrow());
    }

    private int total() {
        return perMinute.values().stream().mapToInt(Integer::intValue).sum();
    }

    private boolean hasMoved(int pool) {
        return aws.look(key(pool)).values().equals(List.of("198.51.100.1"));
    }

    private static RecordKey key(int pool) {
        return RecordKey.of("n" + pool + ".example.com", RecordType.A);
    }

    private static RecordSet record(int pool, String address) {
        return RecordSet.of(key(pool), Duration.ofSeconds(30), address);
    }

    private FailoverEngine engine() {
        VirtualTime time = new VirtualTime(runtime);
        Route53Provider provider = Providers.of(aws, time)
                .authorities(MemoryDnsProvider.of(aws.published())
                        .servers("ns-1", "ns-2", "ns-3", "ns-4")
                        .authorities())
                .build();
        providers.add(provider);
        ScriptedLeadership leadership = new ScriptedLeadership();
        leaderships.add(leadership);
        FailoverEngine.Builder engine = FailoverEngine.builder()
                .leadership(leadership)
                .stateStore(store)
                .runtime(runtime)
                .listener(event -> {
                    if (event instanceof TroubleBegan began) {
                        troubles.add(began.trouble().kind());
                    }
                })
                .withoutLogging();
        DnsProvider distant = new Distant(provider);
        for (int i = 0; i < pools; i++) {
            engine.pool(EndpointPool.named("p" + i)
                    .name(key(i).name().toString())
                    .endpoint(Endpoint.primary("dc1", "192.0.2.1"))
                    .endpoint(Endpoint.backup("aws", "198.51.100.1"))
                    .check(check)
                    .provider(distant)
                    .build());
        }
        return engine.build();
    }

    /** Lets every request take its time. */
    private final class Distant implements DnsProvider {

        private final Route53Provider inner;

        Distant(Route53Provider inner) {
            this.inner = inner;
        }

        @Override
        public ProviderTraits traits() {
            return inner.traits();
        }

        @Override
        public Authorities authorities() {
            return inner.authorities();
        }

        @Override
        public void warmUp() throws DnsProviderException {
            int before = total();
            inner.warmUp();
            travel(before);
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
            int before = total();
            try {
                return inner.read(keys);
            } catch (DnsProviderException e) {
                throttled += e.isThrottled() ? 1 : 0;
                throw e;
            } finally {
                travel(before);
            }
        }

        @Override
        public WriteResult apply(RecordChange change) throws DnsProviderException {
            int before = total();
            try {
                return inner.apply(change);
            } catch (DnsProviderException e) {
                throttled += e.isThrottled() ? 1 : 0;
                throw e;
            } finally {
                travel(before);
            }
        }

        @Override
        public boolean propagated(String receipt) throws DnsProviderException {
            return inner.propagated(receipt);
        }

        @Override
        public OptionalLong requestsSent() {
            return inner.requestsSent();
        }

        private void travel(int before) {
            runtime.elapse(ROUND_TRIP.multipliedBy(total() - before));
        }
    }

    /** Pauses lengthen the call that makes them. */
    private static final class VirtualTime implements Pace {

        private final VirtualRuntime runtime;
        private long base;
        private long paused;

        VirtualTime(VirtualRuntime runtime) {
            this.runtime = runtime;
        }

        @Override
        public long nanoTime() {
            long now = runtime.nanoTime();
            paused = now == base ? paused : 0;
            base = now;
            return now + paused;
        }

        @Override
        public void pause(Duration time) {
            runtime.elapse(time);
            paused += time.toNanos();
        }

        @Override
        public double random() {
            return 0.5;
        }
    }
}
