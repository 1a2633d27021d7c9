package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.internal.text.Durations;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The seconds that docs/choosing.md promises: what engines with these settings need in virtual time, at phases of the
 * interval that are spread evenly, what they say of themselves, and what their pools compute.
 */
class ChoosingPageTest {

    private static final int PHASES = 60;
    private static final int INTERVALS = 7; // in which deaths come: their lengths differ by up to 10 %
    private static final Pattern LATEST =
            Pattern.compile(", (?:(\\d+) min)? ?(?:([0-9.]+) s)? after its death at the latest");

    /** One row: words for people, and what is said to the builder of a pool. */
    private record Row(String words, UnaryOperator<EndpointPool.Builder> settings) {}

    private static final List<Row> ROWS = List.of(
            new Row("the defaults", pool -> pool),
            new Row(
                    "`interval` 5 s, `timeout` 2 s",
                    pool -> pool.interval(Duration.ofSeconds(5)).timeout(Duration.ofSeconds(2))),
            new Row(
                    "`interval` 2 s, `timeout` 1 s",
                    pool -> pool.interval(Duration.ofSeconds(2)).timeout(Duration.ofSeconds(1))),
            new Row(
                    "`interval` 1 s, `timeout` 1 s, `ttl` 5 s",
                    pool -> pool.interval(Duration.ofSeconds(1)).ttl(Duration.ofSeconds(5))),
            new Row(
                    "`interval` 5 s, `timeout` 2 s, `minimumUnhealthySpan` 10 s",
                    pool -> pool.interval(Duration.ofSeconds(5))
                            .timeout(Duration.ofSeconds(2))
                            .minimumUnhealthySpan(Duration.ofSeconds(10))),
            new Row("`timeout` 8 s, for a slow page", pool -> pool.timeout(Duration.ofSeconds(8))),
            new Row(
                    "`interval` 30 s, `timeout` 5 s, `ttl` 60 s",
                    pool -> pool.interval(Duration.ofSeconds(30))
                            .timeout(Duration.ofSeconds(5))
                            .ttl(Duration.ofSeconds(60))),
            new Row(
                    "`interval` 60 s, `timeout` 10 s, `fall` 2, as Dyn's shortest",
                    pool -> pool.interval(Duration.ofSeconds(60))
                            .timeout(Duration.ofSeconds(10))
                            .fall(2)));

    private interface Death {
        HealthResult at(VirtualRuntime runtime, Duration timeout);
    }

    @Test
    void thePromisedSecondsAreThoseOfEngines() throws IOException {
        String table = ROWS.stream().map(ChoosingPageTest::line).collect(Collectors.joining());

        new GeneratedPart("choosing.md", "seconds")
                .assertIs("| setting | crash | hang | at the latest | and the TTL | after all faults |\n"
                        + "| --- | --- | --- | --- | --- | --- |\n" + table);
    }

    private static String line(Row row) {
        List<Double> crashes = reactions(row, ChoosingPageTest::refused);
        List<Double> hangs = reactions(row, ChoosingPageTest::silent);
        Duration latest = latest(row);
        EndpointPool pool = bounded(row);
        Duration ttl = pool.timings().ttl();

        assertThat(hangs).as("hangs, %s", row.words()).allMatch(seconds -> seconds * 1000 <= latest.toMillis());
        assertThat(crashes).as("crashes, %s", row.words()).allMatch(seconds -> seconds * 1000 <= latest.toMillis());
        return "| " + row.words() + " | " + told(crashes) + " | " + told(hangs) + " | " + Durations.words(whole(latest))
                + " | "
                + Durations.words(whole(latest.plus(ttl))) + " | "
                + Durations.words(pool.convergence().total()) + " |\n";
    }

    private static Duration whole(Duration time) {
        return Duration.ofSeconds(time.plusMillis(999).toSeconds());
    }

    private static String told(List<Double> sorted) {
        double mean = sorted.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return String.format(Locale.ROOT, "%.0f s, %.0f s", mean, Math.ceil(sorted.get(sorted.size() - 1)));
    }

    private static HealthResult silent(VirtualRuntime runtime, Duration timeout) {
        runtime.elapse(timeout);
        return HealthResult.unhealthy("no answer within " + timeout);
    }

    private static HealthResult refused(VirtualRuntime runtime, Duration timeout) {
        runtime.elapse(Duration.ofMillis(1));
        return HealthResult.unhealthy("connection refused");
    }

    /** From the death to the change of the record, in seconds, sorted. */
    private static List<Double> reactions(Row row, Death death) {
        List<Double> reactions = new ArrayList<>();
        for (int i = 0; i < PHASES; i++) {
            try (Stage stage = new Stage().stands(Stage.DC1).pool(row.settings())) {
                boolean[] dead = {false};
                stage.check.answers(
                        "dc1", (target, limit) -> dead[0] ? death.at(stage.runtime, limit) : HealthResult.healthy());
                Duration interval = stage.newPool().timings().interval();
                stage.start();
                stage.runtime.advance(interval.multipliedBy(i % INTERVALS));
                stage.runtime.advance(interval.multipliedBy(i).dividedBy(PHASES));
                dead[0] = true;
                Duration died = stage.runtime.passed();

                boolean moved =
                        stage.runtime.advanceUntil(() -> stage.www().equals(List.of(Stage.AWS)), Duration.ofMinutes(5));

                assertThat(moved).as("moved, phase %s of %s", i, row.words()).isTrue();
                reactions.add(stage.runtime.passed().minus(died).toMillis() / 1000.0);
            }
        }
        return reactions.stream().sorted().toList();
    }

    /** What the engine says itself of the worst case. */
    private static Duration latest(Row row) {
        try (Stage stage = new Stage().stands(Stage.DC1).pool(row.settings())) {
            stage.start();
            stage.advance(120);
            Matcher said = LATEST.matcher(stage.running().explain("www").toString());
            assertThat(said.find()).as("%s", stage.running().explain("www")).isTrue();
            long minutes = said.group(1) == null ? 0 : Long.parseLong(said.group(1));
            double seconds = said.group(2) == null ? 0 : Double.parseDouble(said.group(2));
            return Duration.ofMinutes(minutes).plusMillis(Math.round(seconds * 1000));
        }
    }

    /** At a name server that is asked by RFC 2136, with manual failback, which is no fault. */
    private static EndpointPool bounded(Row row) {
        DnsProvider dns = Rfc2136Provider.zone("example.com")
                .server("192.0.2.53")
                .unsigned()
                .build();
        return new Stage()
                .pool(row.settings())
                .pool(pool -> pool.failback(Failback.manual()))
                .provider(dns)
                .newPool();
    }
}
