package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dnsfailover.HealthResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How long it takes from the death of the primary until the record leads to the backup, and that no shorter fault has
 * that effect at the same settings. In virtual time, at phases of the interval that are spread evenly.
 */
class ReactionTest {

    private static final int PHASES = 40;
    private static final Duration SPAN = Duration.ofSeconds(3);

    /** How a place looks to a probe at an instant of the runtime. */
    private interface Fault {
        HealthResult at(VirtualRuntime runtime, Duration timeout);
    }

    private static HealthResult silent(VirtualRuntime runtime, Duration time) {
        runtime.elapse(time);
        return HealthResult.unhealthy("no answer within " + time);
    }

    private static HealthResult refused(VirtualRuntime runtime) {
        runtime.elapse(Duration.ofMillis(1));
        return HealthResult.unhealthy("connection refused");
    }

    private static Stage stage(Duration interval, Duration timeout, int fall, Duration span, Fault fault) {
        Stage stage = new Stage()
                .stands(Stage.DC1)
                .pool(pool ->
                        pool.interval(interval).timeout(timeout).fall(fall).minimumUnhealthySpan(span));
        stage.check.answers("dc1", (target, limit) -> fault.at(stage.runtime, limit));
        return stage;
    }

    /** From the death to the change of the record, in seconds, sorted. */
    private static List<Double> reactions(Duration interval, Duration timeout, int fall, Duration span, Fault death) {
        List<Double> reactions = new ArrayList<>();
        for (int i = 0; i < PHASES; i++) {
            boolean[] dead = {false};
            Fault fault = (runtime, limit) -> dead[0] ? death.at(runtime, limit) : HealthResult.healthy();
            try (Stage stage = stage(interval, timeout, fall, span, fault)) {
                stage.start();
                stage.runtime.advance(interval.multipliedBy(i).dividedBy(PHASES));
                dead[0] = true;
                Duration died = stage.runtime.passed();

                boolean moved =
                        stage.runtime.advanceUntil(() -> stage.www().equals(List.of(Stage.AWS)), Duration.ofMinutes(1));

                assertThat(moved).as("moved, phase %s", i).isTrue();
                reactions.add(stage.runtime.passed().minus(died).toMillis() / 1000.0);
            }
        }
        return reactions.stream().sorted().toList();
    }

    /**
     * The least that is possible: half an interval until a probe meets the death, then as long as failures have to
     * span, or as their re-checks take if that is longer, and the last of them takes its time to fail.
     */
    @ParameterizedTest(name = "interval {0} s, timeout {1} s, fall {2}, span {3} s: hang {4} s, crash {5} s")
    @CsvSource({
        "1,  1,   3, 3, 4.5,  3.5",
        "1,  0.5, 3, 3, 4.0,  3.5",
        "2,  1,   3, 3, 5.0,  4.0",
        "2,  2,   3, 3, 6.0,  4.0",
        "10, 3,   3, 3, 11.0, 8.0",
        "1,  1,   5, 5, 6.5,  5.5",
        "1,  1,   2, 3, 4.5,  3.5",
        "1,  1,   1, 3, 4.5,  3.5",
        "1,  1,   9, 3, 9.5,  8.5"
    })
    void isHalfAnIntervalAndTheSpanAndForAHangTheTimeout(
            double interval, double timeout, int fall, double span, double hang, double crash) {
        Duration every = seconds(interval);
        Duration limit = seconds(timeout);
        Duration longest = seconds(span);

        List<Double> hangs = reactions(every, limit, fall, longest, (runtime, time) -> silent(runtime, time));
        List<Double> crashes = reactions(every, limit, fall, longest, (runtime, time) -> refused(runtime));

        double scatter = interval * 0.1; // as much as the jitter is
        assertThat(median(hangs)).as("median of hangs").isCloseTo(hang, within(scatter));
        assertThat(median(crashes)).as("median of crashes").isCloseTo(crash, within(scatter));
    }

    private static double median(List<Double> sorted) {
        return (sorted.get(PHASES / 2 - 1) + sorted.get(PHASES / 2)) / 2;
    }

    private static Duration seconds(double value) {
        return Duration.ofMillis(Math.round(value * 1000));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aFaultShorterThanTheSpanMovesNobody(int seed) {
        assertThat(blackoutsThatMove(200, seed, SPAN)).as("seed %s", seed).isEmpty();
        assertThat(blackoutsThatMove(50, seed, Duration.ZERO))
                .as("without a span, seed %s", seed)
                .isNotEmpty();
    }

    /**
     * A probe of a page that takes long may begin long before a fault and fail of it, and so may several side by side:
     * a fault does not become longer by that.
     */
    @ParameterizedTest(name = "{0}, interval {1} s, timeout {2} s, page {3} s, fault {4} s")
    @CsvSource({
        "RESTART, 10, 3, 2.5,  0.9",
        "RESTART, 10, 3, 2.9,  0.3",
        "RESTART, 10, 3, 1.0,  2.9",
        "SILENCE, 10, 3, 2.5,  0.9",
        "STALL,   10, 3, 2.5,  1.1",
        "SILENCE, 1,  1, 0.3,  2.9",
        "RESTART, 1,  1, 0.8,  2.9",
        "STALL,   1,  1, 0.95, 2.3"
    })
    void aFaultShorterThanTheSpanMovesNobodyThoughPagesTakeLong(
            SlowPage.Kind kind, double interval, double timeout, double page, double length) {
        for (int i = 0; i < 2 * PHASES; i++) {
            SlowPage slow = new SlowPage(kind, seconds(page));
            try (Stage stage = stage(seconds(interval), seconds(timeout), 3, SPAN, slow)) {
                stage.start();
                stage.runtime.advance(seconds(interval * i / (2 * PHASES)));
                slow.begin = stage.runtime.passed().plus(seconds(timeout));
                slow.end = slow.begin.plus(seconds(length));

                stage.advance(30);

                assertThat(stage.moves()).as("phase %s of %s", i, 2 * PHASES).doesNotContain(List.of(Stage.AWS));
            }
        }
    }

    /** A server whose page takes long, and a fault of a kind; its last beginning and end are in the runtime's time. */
    private static final class SlowPage implements Fault {

        enum Kind {
            /** What is under way is reset, and what comes then is refused. */
            RESTART,
            /** Nothing that is under way or comes then is ever answered. */
            SILENCE,
            /** Everything goes on later. */
            STALL
        }

        private final Kind kind;
        private final Duration page;
        private Duration begin = Duration.ZERO;
        private Duration end = Duration.ZERO;

        SlowPage(Kind kind, Duration page) {
            this.kind = kind;
            this.page = page;
        }

        @Override
        public HealthResult at(VirtualRuntime runtime, Duration timeout) {
            Duration now = runtime.passed();
            boolean met = now.plus(page).compareTo(begin) > 0 && now.compareTo(end) < 0;
            if (!met) {
                return answered(runtime, page, timeout);
            }
            Duration before = now.compareTo(begin) < 0 ? begin.minus(now) : Duration.ZERO;
            return switch (kind) {
                case RESTART -> before.isZero() ? refused(runtime) : reset(runtime, before, timeout);
                case SILENCE -> silent(runtime, timeout);
                case STALL -> answered(runtime, page.plus(end.minus(now.plus(before))), timeout);
            };
        }

        private static HealthResult reset(VirtualRuntime runtime, Duration after, Duration timeout) {
            runtime.elapse(after.compareTo(timeout) < 0 ? after : timeout);
            return HealthResult.unhealthy("connection reset");
        }

        private static HealthResult answered(VirtualRuntime runtime, Duration after, Duration timeout) {
            if (after.compareTo(timeout) >= 0) {
                return silent(runtime, timeout);
            }
            runtime.elapse(after);
            return HealthResult.healthy();
        }
    }

    /** The lengths of those that moved traffic. */
    private static List<Duration> blackoutsThatMove(int blackouts, int seed, Duration span) {
        Random random = new Random(seed);
        List<Duration> moving = new ArrayList<>();
        for (int i = 0; i < blackouts; i++) {
            Duration length = Duration.ofMillis(1000 + random.nextInt(1900));
            Blackout blackout = new Blackout(random.nextBoolean());
            try (Stage stage = stage(seconds(1), seconds(1), 3, span, blackout)) {
                stage.start();
                stage.runtime.advance(Duration.ofMillis(random.nextInt(1000)));
                blackout.end = stage.runtime.passed().plus(length);

                stage.advance(15);

                if (stage.moves().contains(List.of(Stage.AWS))) {
                    moving.add(length);
                }
            }
        }
        return moving;
    }

    /** A server that stalls answers what it has accepted once it goes on; one that restarts refuses meanwhile. */
    private static final class Blackout implements Fault {

        private final boolean stalls;
        private Duration end = Duration.ZERO;

        Blackout(boolean stalls) {
            this.stalls = stalls;
        }

        @Override
        public HealthResult at(VirtualRuntime runtime, Duration timeout) {
            Duration left = end.minus(runtime.passed());
            if (left.isNegative()) {
                return HealthResult.healthy();
            }
            if (!stalls) {
                return refused(runtime);
            }
            if (left.compareTo(timeout) > 0) {
                return silent(runtime, timeout);
            }
            runtime.elapse(left);
            return HealthResult.healthy();
        }
    }
}
