package io.github.dnsfailover.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.PreflightReport;
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
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** On real threads: calls and checks of some pools never return, and another pool moves all the same. */
@Timeout(300)
class StarvationTest {

    /**
     * What a call at these providers may take: short, so that a hung one is given up and followed by another while a
     * test runs.
     */
    private static final Duration SLOWEST_CALL = Duration.ofSeconds(2);

    /** Failures are counted in half a second; the rest is a wait at the provider, and much for a starved machine. */
    private static final long MOVES_WITHIN_SECONDS = 60;

    private static final RecordKey WWW = RecordKey.of("www.example.com", RecordType.A);

    private final MemoryZone zone = MemoryZone.of("example.com");
    private final CountDownLatch never = new CountDownLatch(1);
    private final Semaphore hung = new Semaphore(0);
    private final ScriptedCheck check = new ScriptedCheck();

    @AfterEach
    void release() {
        never.countDown();
    }

    /** How calls of the sick pools behave. */
    enum Sickness {
        DEAF,
        INTERRUPTIBLE
    }

    /** Where they are made. */
    enum Place {
        ANOTHER_PROVIDER,
        THE_SAME,
        THE_SAME_THAT_TAKES_ONE_AT_A_TIME
    }

    @ParameterizedTest
    @CsvSource({
        "4, DEAF, ANOTHER_PROVIDER",
        "40, DEAF, ANOTHER_PROVIDER",
        "40, INTERRUPTIBLE, ANOTHER_PROVIDER",
        "4, DEAF, THE_SAME",
        "40, DEAF, THE_SAME",
        "40, INTERRUPTIBLE, THE_SAME",
        "10, DEAF, THE_SAME_THAT_TAKES_ONE_AT_A_TIME",
        "10, INTERRUPTIBLE, THE_SAME_THAT_TAKES_ONE_AT_A_TIME"
    })
    void callsThatDoNotReturnCostTheirOwnPoolsOnly(int sick, Sickness sickness, Place place) throws Exception {
        DnsProvider good = new Hanging(sickness, place);
        DnsProvider bad = place == Place.ANOTHER_PROVIDER ? new Hanging(sickness, place) : good;
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .pool(pool("www", check, good))
                .leadership(Leadership.singleInstance())
                .withoutLogging();
        for (int i = 0; i < sick; i++) {
            builder.pool(pool("sick" + i, (target, timeout) -> HealthResult.healthy(), bad));
        }
        CountDownLatch atDc1 = publishes("192.0.2.22");
        CountDownLatch atAws = publishes("198.51.100.109");
        try (FailoverEngine engine = builder.build()) {
            engine.start();
            assertThat(atDc1.await(180, TimeUnit.SECONDS)).as("it begins").isTrue();
            boolean many = place != Place.THE_SAME_THAT_TAKES_ONE_AT_A_TIME;
            assertThat(hung.tryAcquire(many ? Math.min(sick, 8) : 1, 60, TimeUnit.SECONDS))
                    .isTrue();

            check.fails("dc1", "refused");

            assertThat(atAws.await(MOVES_WITHIN_SECONDS, TimeUnit.SECONDS))
                    .as(() -> "it moves; wrong are " + engine.snapshot().troubles())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"32, 256", "125, 1000"})
    void checksThatIgnoreInterruptsCostTheirOwnPoolsOnly(int sick, int probes) throws Exception {
        DnsProvider dns = MemoryDnsProvider.of(zone);
        HealthCheck deaf = (target, timeout) -> {
            hangs(Sickness.DEAF);
            return HealthResult.healthy();
        };
        CountDownLatch broken = new CountDownLatch(1);
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .pool(pool("www", check, dns))
                .leadership(Leadership.singleInstance())
                .listener(event -> {
                    if (event instanceof TroubleBegan began && began.trouble().kind() == Trouble.Kind.CHECK_BROKEN) {
                        broken.countDown();
                    }
                })
                .withoutLogging();
        for (int i = 0; i < sick; i++) {
            builder.pool(pool("sick" + i, deaf, dns));
        }
        CountDownLatch atDc1 = publishes("192.0.2.22");
        CountDownLatch atAws = publishes("198.51.100.109");
        try (FailoverEngine engine = builder.build()) {
            engine.start();
            assertThat(atDc1.await(180, TimeUnit.SECONDS)).as("it begins").isTrue();
            assertThat(hung.tryAcquire(probes, 60, TimeUnit.SECONDS))
                    .as(() -> hung.availablePermits() + " probes hang")
                    .isTrue();

            check.fails("dc1", "refused");

            assertThat(atAws.await(MOVES_WITHIN_SECONDS, TimeUnit.SECONDS))
                    .as(() -> "it moves; wrong are " + engine.snapshot().troubles())
                    .isTrue();
            assertThat(broken.await(MOVES_WITHIN_SECONDS, TimeUnit.SECONDS))
                    .as(() -> "a check is told to be broken; wrong are "
                            + engine.snapshot().troubles())
                    .isTrue();
        }
    }

    /** Of whoever stands behind the proof of a provider's changes. */
    enum Deaf {
        FINDING_SERVERS,
        SERVER,
        VENDOR
    }

    @ParameterizedTest
    @EnumSource(Deaf.class)
    void proofsThatDoNotReturnCostTheirOwnProviderOnly(Deaf deaf) throws Exception {
        CountDownLatch proved = new CountDownLatch(1);
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .pool(pool("www", check, MemoryDnsProvider.of(zone)))
                .leadership(Leadership.singleInstance())
                .listener(event -> {
                    if (event instanceof ChangeProved proof && proof.pool().equals("www")) {
                        proved.countDown();
                    }
                })
                .withoutLogging();
        DnsProvider bad = new Unproved(deaf);
        for (int i = 0; i < 40; i++) {
            builder.pool(pool("sick" + i, (target, timeout) -> HealthResult.healthy(), bad));
        }
        check.answers("dc1", HealthResult.inconclusive("not yet")).answers("aws", HealthResult.inconclusive("not yet"));
        try (FailoverEngine engine = builder.build()) {
            engine.start();
            assertThat(hung.tryAcquire(16, 60, TimeUnit.SECONDS)).isTrue();

            check.passes("dc1");

            assertThat(proved.await(MOVES_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void preflightsOfAProviderThatHangsLeaveRoomForEverybody() throws Exception {
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .pool(pool("www", check, MemoryDnsProvider.of(zone)))
                .leadership(Leadership.singleInstance())
                .withoutLogging();
        DnsProvider bad = new Hanging(Sickness.DEAF, Place.ANOTHER_PROVIDER);
        for (int i = 0; i < 60; i++) {
            builder.pool(pool("sick" + i, (target, timeout) -> HealthResult.healthy(), bad));
        }
        CountDownLatch atDc1 = publishes("192.0.2.22");
        try (FailoverEngine engine = builder.build()) {
            List<CompletableFuture<PreflightReport>> reports = Stream.generate(engine::preflight)
                    .limit(20) // as a health page would that is asked again and again
                    .toList();
            engine.start();

            assertThat(atDc1.await(MOVES_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(reports).as("they hang").noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void anEngineClosesThoughNothingReturns() throws Exception {
        DnsProvider dns = new Hanging(Sickness.DEAF, Place.THE_SAME);
        HealthCheck deaf = (target, timeout) -> {
            hangs(Sickness.DEAF);
            return HealthResult.healthy();
        };
        FailoverEngine engine = FailoverEngine.builder()
                .pool(pool("sick", deaf, dns))
                .leadership(Leadership.singleInstance())
                .listener(event -> hangs(Sickness.DEAF))
                .withoutLogging()
                .build();
        engine.start();
        hung.acquire(3);
        long begun = System.nanoTime();

        engine.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
    }

    private void hangs(Sickness sickness) {
        hung.release();
        boolean over = false;
        while (!over) {
            try {
                over = never.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                over = sickness == Sickness.INTERRUPTIBLE;
            }
        }
    }

    private CountDownLatch publishes(String address) {
        CountDownLatch there = new CountDownLatch(1);
        zone.onChange(version -> {
            if (version.get(WWW).values().contains(address)) {
                there.countDown();
            }
        });
        return there;
    }

    private EndpointPool pool(String label, HealthCheck check, DnsProvider dns) {
        return EndpointPool.named(label)
                .name(label + ".example.com")
                .endpoint(Endpoint.primary("dc1", "192.0.2.22"))
                .endpoint(Endpoint.backup("aws", "198.51.100.109"))
                .check(check)
                .provider(dns)
                .interval(Duration.ofMillis(200))
                .timeout(Duration.ofMillis(200))
                .readEvery(Duration.ofSeconds(1))
                .minimumUnhealthySpan(Duration.ZERO)
                .escapeFloor(Duration.ZERO)
                .build();
    }

    /** A provider whose calls for every pool but www never return. */
    private final class Hanging implements DnsProvider {

        private final MemoryDnsProvider memory = MemoryDnsProvider.of(zone);
        private final Sickness sickness;
        private final ProviderTraits traits;

        Hanging(Sickness sickness, Place place) {
            this.sickness = sickness;
            ProviderTraits.Builder builder = ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                    .slowestCall(SLOWEST_CALL);
            this.traits = place == Place.THE_SAME_THAT_TAKES_ONE_AT_A_TIME
                    ? builder.oneWriteAtATime().build()
                    : builder.build();
        }

        @Override
        public ProviderTraits traits() {
            return traits;
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
            hangsUnlessWww(keys);
            return memory.read(keys);
        }

        @Override
        public WriteResult apply(RecordChange change) throws DnsProviderException {
            hangsUnlessWww(change.keys());
            return memory.apply(change);
        }

        private void hangsUnlessWww(List<RecordKey> keys) throws DnsProviderException {
            if (!keys.contains(WWW)) {
                hangs(sickness);
                throw DnsProviderException.unknown("was let go");
            }
        }

        @Override
        public Authorities authorities() {
            return Authorities.none();
        }
    }

    /** A provider that changes everything at once, and of which the proof never ends. */
    private final class Unproved implements DnsProvider {

        private final MemoryDnsProvider memory = MemoryDnsProvider.of(zone);
        private final Deaf deaf;

        Unproved(Deaf deaf) {
            this.deaf = deaf;
        }

        @Override
        public ProviderTraits traits() {
            return memory.traits();
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
            return memory.read(keys);
        }

        @Override
        public WriteResult apply(RecordChange change) throws DnsProviderException {
            memory.apply(change);
            return new WriteResult.Applied("receipt");
        }

        @Override
        public boolean propagated(String receipt) {
            hangsIf(Deaf.VENDOR);
            return false;
        }

        @Override
        public Authorities authorities() {
            hangsIf(Deaf.FINDING_SERVERS);
            return () -> List.of(new Authorities.Server() {
                @Override
                public String name() {
                    return "ns1";
                }

                @Override
                public Authorities.Answer ask(RecordKey key, Duration timeout) {
                    hangsIf(Deaf.SERVER);
                    return new Authorities.Answer.Unreachable("was let go");
                }
            });
        }

        private void hangsIf(Deaf part) {
            if (deaf == part) {
                hangs(Sickness.DEAF);
            }
        }
    }
}
