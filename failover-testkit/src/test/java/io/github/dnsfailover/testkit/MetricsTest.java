package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.metrics.FailoverMetrics;
import io.github.dnsfailover.notify.Alert;
import io.github.dnsfailover.notify.Alerts;
import io.github.dnsfailover.notify.NotDeliveredException;
import io.github.dnsfailover.notify.Notifier;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What registries hold of an engine, through its life. */
class MetricsTest {

    private static final String HEALTH = "dnsfailover_endpoint_health{endpoint=\"dc1\",pool=\"www\"}";
    private static final String PUBLISHED = "dnsfailover_endpoint_published{endpoint=\"dc1\",pool=\"www\"}";
    private static final String BACKUP_PUBLISHED = "dnsfailover_endpoint_published{endpoint=\"aws\",pool=\"www\"}";
    private static final String LEADING = "dnsfailover_engine_leading{scope=\"example.com.\"}";

    private final Stage stage = new Stage();
    private final Scrapes scrapes = new Scrapes();

    @AfterEach
    void close() {
        stage.close();
    }

    private FailoverMetrics bound() {
        FailoverMetrics metrics = FailoverMetrics.of(stage.build());
        scrapes.of(metrics);
        return metrics;
    }

    private void start() {
        stage.running().start();
        stage.advance(30);
    }

    @Test
    void aMoveShowsInHealthAndInWhatIsPublished() {
        bound();
        start();
        assertThat(scrapes.take().value(PUBLISHED)).hasValue(1);
        assertThat(scrapes.value(HEALTH)).hasValue(1);

        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(scrapes.takeOnce().value(PUBLISHED)).hasValue(0);
        assertThat(scrapes.value(BACKUP_PUBLISHED)).hasValue(1);
        assertThat(scrapes.value(HEALTH)).hasValue(0);
        assertThat(scrapes.value("dnsfailover_pool_changes_total{cause=\"failover\",pool=\"www\"}"))
                .hasValue(1);
        assertThat(scrapes.value("dnsfailover_pool_served_seconds_count{pool=\"www\"}"))
                .as("adoption and failover")
                .hasValue(2);
    }

    @Test
    void slowServersShowInLagAndInServed() {
        stage.memory.servers("ns1");
        stage.start();
        scrapes.of(FailoverMetrics.of(stage.running()));
        stage.memory.server("ns1").keepOld();

        stage.check.fails("dc1", "refused");
        stage.advance(30);
        stage.memory.server("ns1").follow();
        stage.advance(60);

        scrapes.take();
        assertThat(scrapes.value("dnsfailover_pool_lag_seconds_sum{pool=\"www\"}")
                        .getAsDouble())
                .isBetween(15.0, 35.0);
        assertThat(scrapes.value("dnsfailover_pool_served_seconds_sum{pool=\"www\"}")
                        .getAsDouble())
                .isGreaterThanOrEqualTo(scrapes.value("dnsfailover_pool_lag_seconds_sum{pool=\"www\"}")
                        .getAsDouble());
    }

    @Test
    void probesAreTimedByWhatTheyFound() {
        bound();
        start();
        stage.check.answers("dc1", (target, timeout) -> {
            stage.runtime.elapse(Duration.ofMillis(250));
            return HealthResult.unhealthy("refused");
        });
        stage.check.answers("aws", HealthResult.inconclusive("no route"));

        stage.advance(60);

        scrapes.take();
        double failed = scrapes.value(probes("dc1", "unhealthy", "count")).getAsDouble();
        assertThat(failed).isGreaterThan(3);
        assertThat(scrapes.value(probes("dc1", "unhealthy", "sum")).getAsDouble())
                .isEqualTo(failed * 0.25);
        assertThat(scrapes.value(probes("aws", "inconclusive", "count")).getAsDouble())
                .isGreaterThan(3);
        assertThat(scrapes.value(probes("aws", "unhealthy", "count"))).isEmpty();
    }

    private static String probes(String endpoint, String outcome, String what) {
        return "dnsfailover_endpoint_probes_seconds_" + what + "{endpoint=\"" + endpoint + "\",outcome=\"" + outcome
                + "\",pool=\"www\"}";
    }

    @Test
    void troublesAreThereWhileTheyAreOpen() {
        bound();
        start();
        assertThat(scrapes.take().with("troubles")).isEmpty();

        stage.check.fails("aws", "refused");
        stage.advance(30);

        assertThat(scrapes.take().with("troubles"))
                .containsExactly(Map.entry(
                        "dnsfailover_pool_troubles{kind=\"endpoint_down\",pool=\"www\",severity=\"warning\"}", 1.0));

        stage.check.passes("aws");
        stage.advance(60);

        assertThat(scrapes.take().with("troubles")).isEmpty();
    }

    /** As a scrape each 15 s finds it, the first one after the change. */
    @Test
    void whoFollowsSaysNothingOfWhatIsPublished() {
        ScriptedLeadership leadership = new ScriptedLeadership();
        leadership.lead(7);
        stage.leadership(leadership).engine(engine -> engine.stateStore(new SharedStateStore()));
        bound();
        start();
        assertThat(scrapes.take().value(PUBLISHED)).hasValue(1);

        leadership.follow();
        leadership.see(Leadership.Sighting.SOMEBODY);
        stage.advance(15);

        assertThat(scrapes.takeOnce().value(LEADING)).hasValue(0);
        assertThat(scrapes.with("published"))
                .allSatisfy((name, value) -> assertThat(value).isZero());
        assertThat(scrapes.takeOnce().with("published")).isEmpty();
        assertThat(scrapes.with("frozen")).isEmpty();
        assertThat(scrapes.with("blocked")).isEmpty();
        assertThat(scrapes.value(HEALTH)).hasValue(1);

        leadership.lead(8);
        stage.advance(15);

        assertThat(scrapes.take().value(PUBLISHED)).hasValue(1);
    }

    @Test
    void aFrozenPoolSaysSo() {
        bound();
        start();
        stage.say(OperatorIntent.freeze("www"));
        stage.advance(2);

        assertThat(scrapes.take().value("dnsfailover_pool_frozen{pool=\"www\"}"))
                .hasValue(1);

        stage.say(OperatorIntent.clear("www"));
        stage.advance(2);

        assertThat(scrapes.take().value("dnsfailover_pool_frozen{pool=\"www\"}"))
                .hasValue(0);
    }

    /** It has a lead of its own, as a looker-on beside the engine that writes, and does not take part in leading. */
    @Test
    void aDryRunLeadsNothing() {
        stage.engine(FailoverEngine.Builder::dryRun);
        bound();

        start();

        assertThat(scrapes.take().value(LEADING)).hasValue(0);
        assertThat(scrapes.with("published")).isEmpty();
        assertThat(scrapes.value(HEALTH)).hasValue(1);
    }

    /** An absent trouble or health must not be told as NaN, which Prometheus keeps and no comparison finds. */
    @Test
    void noScrapeEverHoldsNotANumber() {
        FailoverMetrics metrics = bound();
        assertThat(scrapes.takeOnce().samples().values()).doesNotContain(Double.NaN);
        stage.running().start();
        for (int second = 0; second < 900; second++) {
            if (second == 60) {
                stage.check.fails("dc1", "refused");
            } else if (second == 200) {
                stage.check.fails("aws", "refused");
            } else if (second == 300) {
                stage.check.passes("dc1").passes("aws");
            } else if (second == 700) {
                stage.running().close();
            }
            stage.advance(1);
            int now = second;
            assertThat(scrapes.takeOnce().samples())
                    .as("in second %d", second)
                    .allSatisfy((name, value) ->
                            assertThat(value).as(name + " in second " + now).isFinite());
        }
        metrics.close();
    }

    @Test
    void everyMeterOfOneNameHasTheSameTags() {
        lifeWithEverything();

        Map<String, Set<List<String>>> keys = scrapes.ids.stream()
                .collect(Collectors.groupingBy(
                        Meter.Id::getName, Collectors.mapping(MetricsTest::tagKeys, Collectors.toSet())));
        assertThat(keys).hasSize(16).allSatisfy((name, sets) -> {
            assertThat(name).startsWith("dnsfailover.");
            assertThat(sets).as(name).hasSize(1);
        });
    }

    static List<String> tagKeys(Meter.Id id) {
        return id.getTags().stream().map(tag -> tag.getKey()).toList();
    }

    @Test
    void anEndpointHasAtMostTwelveSeriesAndAnEngineTwentySix() {
        lifeWithEverything();
        stage.check.answers("dc1", HealthResult.inconclusive("no route"));
        stage.advance(30);

        scrapes.take();
        assertThat(scrapes.with("endpoint=\"dc1\"")).hasSize(12);
        assertThat(scrapes.samples().keySet().stream()
                        .filter(name -> !name.contains("pool=") && !name.contains("troubles")))
                .containsExactlyInAnyOrder(
                        "dnsfailover_alerts_lost_total",
                        "dnsfailover_engine_blind",
                        LEADING,
                        "dnsfailover_engine_running",
                        "dnsfailover_events_dropped_total");
        long kinds = Arrays.stream(Trouble.Kind.values())
                .filter(kind -> kind.about() != Trouble.About.POOL)
                .count();
        assertThat(4 + 5 + kinds)
                .as("running, blind, two counters, five scopes and a trouble of each kind")
                .isEqualTo(26);
    }

    @Test
    void aPoolHasTwoSeriesAndOnesForWhatHappened() {
        bound();
        start();
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(scrapes.take().with("pool=").keySet().stream().filter(name -> !name.contains("endpoint=")))
                .containsExactlyInAnyOrder(
                        "dnsfailover_pool_blocked{pool=\"www\"}",
                        "dnsfailover_pool_frozen{pool=\"www\"}",
                        "dnsfailover_pool_troubles{kind=\"endpoint_down\",pool=\"www\",severity=\"warning\"}",
                        "dnsfailover_pool_changes_total{cause=\"adoption\",pool=\"www\"}",
                        "dnsfailover_pool_changes_total{cause=\"failover\",pool=\"www\"}",
                        "dnsfailover_pool_lag_seconds_count{pool=\"www\"}",
                        "dnsfailover_pool_lag_seconds_sum{pool=\"www\"}",
                        "dnsfailover_pool_lag_seconds_max{pool=\"www\"}",
                        "dnsfailover_pool_served_seconds_count{pool=\"www\"}",
                        "dnsfailover_pool_served_seconds_sum{pool=\"www\"}",
                        "dnsfailover_pool_served_seconds_max{pool=\"www\"}");
    }

    /** The engine with its alerts, whose recipient is down: every meter there is comes to be. */
    private Alerts lifeWithEverything() {
        return life(stage, scrapes);
    }

    static Alerts life(Stage stage, Scrapes scrapes) {
        AtomicBoolean dead = new AtomicBoolean(true);
        Alerts alerts = Alerts.builder()
                .notifier(new Deaf(dead))
                .giveUpAfter(Duration.ofMinutes(1))
                .runtime(stage.runtime)
                .build();
        stage.engine(engine -> engine.listener(alerts));
        scrapes.of(FailoverMetrics.of(stage.build(), alerts));
        stage.running().start();
        stage.advance(30);
        stage.check.fails("dc1", "refused");
        stage.advance(300);
        scrapes.take();
        stage.say(OperatorIntent.freeze("www"));
        stage.check.answers("aws", HealthResult.inconclusive("no route"));
        stage.advance(60);
        stage.say(OperatorIntent.clear("www"));
        stage.check.passes("dc1").passes("aws");
        dead.set(false);
        stage.advance(900);
        scrapes.take();
        return alerts;
    }

    /** A recipient that can be reached or not. */
    private record Deaf(AtomicBoolean dead) implements Notifier {
        @Override
        public void send(Alert alert, Instant now) throws NotDeliveredException {
            if (dead.get()) {
                throw NotDeliveredException.forNow("nobody listens");
            }
        }
    }

    @Test
    void alertsThatAreLostAreCountedAndThoseThatFailAreATrouble() {
        AtomicBoolean dead = new AtomicBoolean(true);
        Alerts alerts = Alerts.builder()
                .notifier(new Deaf(dead))
                .giveUpAfter(Duration.ofMinutes(5))
                .runtime(stage.runtime)
                .build();
        stage.engine(engine -> engine.listener(alerts));
        scrapes.of(FailoverMetrics.of(stage.build(), alerts));
        start();
        assertThat(scrapes.take().value("dnsfailover_alerts_lost_total")).hasValue(0);

        stage.check.fails("dc1", "refused");
        stage.advance(240);
        assertThat(scrapes.take().value("dnsfailover_engine_troubles{kind=\"alerting_fails\",severity=\"warning\"}"))
                .hasValue(1);
        stage.advance(3_600);
        assertThat(scrapes.take().value("dnsfailover_alerts_lost_total").getAsDouble())
                .isPositive();

        dead.set(false);
        stage.check.passes("dc1");
        stage.advance(3_600);
        assertThat(scrapes.take().with("alerting_fails")).isEmpty();
        alerts.close();
    }

    @Test
    void eventsThatListenersMissAreCounted() {
        stage.engine(engine -> engine.listener(event -> stage.runtime.elapseDeaf(Duration.ofHours(10))));
        bound();
        start();
        assertThat(scrapes.take().value("dnsfailover_events_dropped_total")).hasValue(0);

        for (int i = 0; i < 600; i++) {
            stage.say(OperatorIntent.freeze("www"));
            stage.say(OperatorIntent.clear("www"));
        }
        stage.advance(2);

        assertThat(scrapes.take().value("dnsfailover_events_dropped_total").getAsDouble())
                .isEqualTo((double) stage.running().snapshot().eventsDropped())
                .isPositive();
    }

    @Test
    void gaugesLiveAsLongAsTheRegistryWhoeverForgetsTheMetrics() {
        WeakReference<FailoverMetrics> forgotten = new WeakReference<>(bound());
        start();

        System.gc();

        assertThat(forgotten.get()).as("held by its gauges").isNotNull();
        assertThat(scrapes.take().value(HEALTH)).hasValue(1);
    }

    @Test
    void severalRegistriesHoldTheSame() {
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        FailoverMetrics metrics = bound();
        metrics.bindTo(other);
        metrics.bindTo(other);
        start();

        readAll(other);
        scrapes.take();

        assertThat(ids(other.getMeters()))
                .isEqualTo(ids(scrapes.registry.getMeters()))
                .isNotEmpty();
        assertThat(other.get("dnsfailover.pool.changes")
                        .tag("cause", "adoption")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    /** As one does that logs each new meter with its value, here behind a composite. */
    @Test
    void aRegistryMayReadGaugesWhileItTakesThem() {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        SimpleMeterRegistry reading = new SimpleMeterRegistry();
        reading.config().onMeterAdded(added -> readAll(reading));
        composite.add(reading);
        FailoverMetrics metrics = bound();
        metrics.bindTo(composite);
        start();

        System.gc();
        readAll(reading);
        scrapes.take();

        assertThat(ids(reading.getMeters())).isEqualTo(ids(scrapes.registry.getMeters()));
        assertThat(reading.get("dnsfailover.endpoint.health")
                        .tag("endpoint", "dc1")
                        .gauge()
                        .value())
                .isEqualTo(1);
        metrics.close();
        assertThat(reading.getMeters()).isEmpty();
    }

    private static void readAll(MeterRegistry registry) {
        registry.getMeters().forEach(meter -> meter.measure().forEach(Measurement::getValue));
    }

    /** As one with a filter that fails while the application starts. */
    @Test
    void aRegistryThatRefusedTheMetersMayBeBoundAgain() {
        SimpleMeterRegistry refusing = new SimpleMeterRegistry();
        AtomicBoolean refuses = new AtomicBoolean(true);
        refusing.config().meterFilter(MeterFilter.deny(id -> {
            if (refuses.get() && id.getName().equals("dnsfailover.engine.leading")) {
                throw new IllegalStateException("no room");
            }
            return false;
        }));
        FailoverMetrics metrics = bound();
        assertThatThrownBy(() -> metrics.bindTo(refusing)).hasMessage("no room");
        assertThat(refusing.getMeters()).isEmpty();
        refuses.set(false);
        metrics.bindTo(refusing);
        start();

        readAll(refusing);
        scrapes.take();

        assertThat(ids(refusing.getMeters())).isEqualTo(ids(scrapes.registry.getMeters()));
    }

    /** Troubles come and go meanwhile, once in each scrape at most, and in the end all of it is closed. */
    @Test
    void scrapesOfSeveralThreadsHinderNeitherEachOtherNorWhatComesAndGoes() throws Exception {
        FailoverMetrics metrics = bound();
        start();
        int rounds = 300;
        CyclicBarrier round = new CyclicBarrier(4);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<Integer>> scrapers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            scrapers.add(threads.submit(() -> {
                int found = 0;
                for (int each = 0; each < rounds; each++) {
                    round.await(20, TimeUnit.SECONDS);
                    found += scrapes.registry.scrape().contains("endpoint_down") ? 1 : 0;
                }
                return found;
            }));
        }

        for (int each = 0; each < rounds; each++) {
            round.await(20, TimeUnit.SECONDS);
            if (each % 2 == 0) {
                stage.check.fails("aws", "refused");
            } else {
                stage.check.passes("aws");
            }
            stage.advance(40);
        }
        for (Future<Integer> scraper : scrapers) {
            assertThat(scraper.get(20, TimeUnit.SECONDS)).isBetween(1, rounds - 1);
        }
        metrics.close();

        assertThat(scrapes.registry.getMeters()).isEmpty();
        threads.shutdown();
    }

    /** Else a scrape that takes long could meet the old series and the new one. */
    @Test
    void whatCameBackWithinTenSecondsIsThereAfterThem() {
        ScriptedLeadership leadership = new ScriptedLeadership();
        leadership.lead(7);
        stage.leadership(leadership).engine(engine -> engine.stateStore(new SharedStateStore()));
        bound();
        start();
        scrapes.take();

        leadership.follow();
        stage.advance(2);
        assertThat(scrapes.take().value(PUBLISHED)).isEmpty();
        leadership.lead(8);
        stage.advance(4);
        assertThat(scrapes.take().value(LEADING)).hasValue(1);
        assertThat(scrapes.value(PUBLISHED)).isEmpty();
        stage.advance(6);

        assertThat(scrapes.take().value(PUBLISHED)).hasValue(1);
    }

    private static Set<Meter.Id> ids(List<Meter> meters) {
        return meters.stream().map(Meter::getId).collect(Collectors.toSet());
    }

    @Test
    void closingTakesEveryMeterOutAndHearsNothingMore() {
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        FailoverMetrics metrics = bound();
        metrics.bindTo(other);
        start();
        scrapes.take();

        metrics.close();
        metrics.close();
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(other.getMeters()).isEmpty();
        assertThat(scrapes.registry.getMeters()).isEmpty();
        assertThat(scrapes.take().samples()).isEmpty();
        assertThatThrownBy(() -> metrics.bindTo(other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the metrics were closed before");
    }

    /** A scrape that is under way still reads what it found at its beginning. */
    @Test
    void aGaugeThatGoesSaysNeitherThatItIsUnhealthyNorThatItIsProven() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        FailoverMetrics.of(stage.build()).bindTo(registry);
        start();
        assertThat(registry.get("dnsfailover.engine.running").gauge().value()).isEqualTo(1); // brings the others up
        Gauge health = registry.get("dnsfailover.endpoint.health")
                .tags("pool", "www", "endpoint", "dc1")
                .gauge();
        Gauge proven = registry.get("dnsfailover.endpoint.proven")
                .tags("pool", "www", "endpoint", "dc1")
                .gauge();

        stage.running().close();
        stage.advance(2);

        assertThat(health.value()).isEqualTo(1);
        assertThat(proven.value()).isZero();
        assertThat(registry.find("dnsfailover.endpoint.health").gauges()).isEmpty();
    }

    @Test
    void aClosedEngineRunsNotAndLeadsNothing() {
        bound();
        start();
        scrapes.take();

        stage.running().close();
        stage.advance(5);

        assertThat(scrapes.take().value("dnsfailover_engine_running")).hasValue(0);
        assertThat(scrapes.value(LEADING)).hasValue(0);
        assertThat(scrapes.with("endpoint_health")).isEmpty();
        assertThat(scrapes.with("published")).isEmpty();
    }

    @Test
    void anEngineThatIsCutOffIsBlindAndLeadsNothing() {
        ScriptedCheck reach = new ScriptedCheck();
        stage.engine(engine -> engine.control(ControlTarget.at("router", "192.0.2.1", reach)));
        bound();
        start();
        assertThat(scrapes.take().value("dnsfailover_engine_blind")).hasValue(0);

        reach.fails("router", "no route");
        stage.check.fails("dc1", "no route").fails("aws", "no route");
        stage.advance(60);

        assertThat(scrapes.take().value("dnsfailover_engine_blind")).hasValue(1);
        assertThat(scrapes.with("kind=\"blind\"")).hasSize(1);
    }

    /** One sees what all gauges of a scrape come from: the engine is asked once, however many pools it has. */
    @Test
    void aScrapeOfThreeHundredPoolsTakesOneSnapshot() {
        VirtualRuntime runtime = new VirtualRuntime(1);
        MemoryDnsProvider dns = MemoryDnsProvider.of(MemoryZone.of("example.com"));
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .leadership(Leadership.singleInstance())
                .runtime(runtime)
                .withoutLogging();
        for (int i = 0; i < 300; i++) {
            builder.pool(EndpointPool.named("p" + i)
                    .name("p" + i + ".example.com")
                    .endpoint(Endpoint.primary("dc1", "192.0.2.22"))
                    .endpoint(Endpoint.backup("aws", "198.51.100.109"))
                    .check(new ScriptedCheck())
                    .provider(dns)
                    .build());
        }
        try (FailoverEngine engine = builder.build()) {
            scrapes.of(FailoverMetrics.of(engine));
            engine.start();
            runtime.advance(Duration.ofSeconds(60));
            scrapes.take();

            long best = Long.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                runtime.advance(Duration.ofSeconds(1));
                long begun = System.nanoTime();
                scrapes.registry.scrape();
                best = Math.min(best, System.nanoTime() - begun);
            }

            assertThat(scrapes.take().with("published", "endpoint=\"dc1\"")).hasSize(300);
            System.out.printf(
                    "result metrics.scrape.pools_300 %.1f ms (%d series)%n",
                    best / 1e6, scrapes.samples().size());
        }
    }

    @Test
    void aScrapeFindsWhatIsNewAlsoWhereEventsAreNotHandedOver() {
        bound();
        start();
        stage.runtime.fillLane(Lane.LISTENERS);
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(scrapes.take().value(BACKUP_PUBLISHED))
                .as("no event was handed over")
                .hasValue(1);
    }
}
