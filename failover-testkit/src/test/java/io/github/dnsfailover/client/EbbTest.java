package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.event.ResidualReport.Measure;
import io.github.dnsfailover.event.ResidualReport.Network;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** From counts to shares. */
class EbbTest {

    private static final Instant MOVED = Instant.ofEpochSecond(1_000_000);
    private static final long SLOT = 100_000; // of the move

    private final List<Counted> counted = new ArrayList<>();

    /** An instance that counted from some slot before the move, or after it, to another. */
    private void instance(int from, int to, IntToLongFunction requests) {
        SortedMap<Long, Long> slots = new TreeMap<>();
        for (int i = from; i < to; i++) {
            slots.put(SLOT + i, requests.applyAsLong(i));
        }
        counted.add(new Counted(slots, Map.of(), 0));
    }

    private ResidualReport after(Duration time) {
        return Ebb.report("dc1", MOVED, counted, MOVED.plus(time));
    }

    /** All of it for a minute, then a tenth, after ten minutes a half of a percent. */
    private static long ebbing(int slot) {
        return slot < 6 ? 1_000 : slot < 60 ? 40 : 5;
    }

    @Test
    void itTellsWhenSoMuchWasGone() {
        instance(-40, 370, EbbTest::ebbing);

        ResidualReport report = after(Duration.ofHours(1));

        assertThat(report.measure()).isEqualTo(Measure.MEASURED);
        assertThat(report.before()).isEqualTo(100);
        // the first half minute of which it is true: seconds 50 to 80 hold one slot of the old rate
        assertThat(report.gone(50)).contains(Duration.ofSeconds(80));
        assertThat(report.gone(95)).contains(Duration.ofSeconds(90));
        assertThat(report.gone(99)).contains(Duration.ofSeconds(630));
    }

    @Test
    void itTellsTheShareOfEachMinute() {
        instance(-40, 370, EbbTest::ebbing);

        ResidualReport report = after(Duration.ofMinutes(5));

        assertThat(report.shares()).hasSize(4);
        assertThat(report.shares().get(0).part()).isCloseTo(0.84, within(0.001)); // five slots of all, one of 4 %
        assertThat(report.shares().get(1).part()).isCloseTo(0.04, within(0.001));
        assertThat(report.shares().get(1).after()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void theLastMinuteBeforeTheMoveIsNoMeasureSinceThePlaceMayHaveFailed() {
        instance(-40, 370, slot -> slot < -6 ? 1_000 : slot < 0 ? 0 : 500);

        assertThat(after(Duration.ofMinutes(5)).before()).isEqualTo(100);
        assertThat(after(Duration.ofMinutes(5)).shares().get(0).part()).isCloseTo(0.5, within(0.001));
    }

    @Test
    void aPlaceAtWhichNobodyCountsIsNotMeasured() {
        assertThat(after(Duration.ofHours(1)).measure()).isEqualTo(Measure.NOT_MEASURED);
    }

    @Test
    void aPlaceThatDiedWithTheMoveIsNotMeasured() {
        instance(-40, 0, slot -> 1_000);

        assertThat(after(Duration.ofHours(1)).measure()).isEqualTo(Measure.NOT_MEASURED);
    }

    @Test
    void withoutWhatCameBeforeThereIsNoShare() {
        instance(2, 370, slot -> 10);

        ResidualReport report = after(Duration.ofHours(1));

        assertThat(report.measure()).isEqualTo(Measure.BASE_UNKNOWN);
        assertThat(report.gone(50)).isEmpty();
        assertThat(report.shares()).isEmpty();
    }

    @Test
    void soLittleThatSilenceIsChanceIsNoMeasure() {
        instance(-40, 370, slot -> slot % 12 == 0 && slot < 0 ? 1 : 0); // one in two minutes

        assertThat(after(Duration.ofHours(1)).measure()).isEqualTo(Measure.BASE_UNKNOWN);
    }

    @Test
    void ofLittleTrafficOnlyTheCoarseMarksAreTold() {
        instance(-40, 370, slot -> slot < 0 ? 2 : 0); // one in five seconds: in ten minutes one in a hundred is chance

        ResidualReport report = after(Duration.ofHours(1));

        assertThat(report.gone(50)).contains(Duration.ofSeconds(60)); // ten requests would have come
        assertThat(report.gone(95)).contains(Duration.ofSeconds(510));
        assertThat(report.gone(99)).isEmpty();
    }

    @Test
    void instancesAreAddedUp() {
        instance(-40, 370, slot -> 100);
        instance(-40, 370, slot -> slot < 0 ? 300 : 0);

        ResidualReport report = after(Duration.ofMinutes(5));

        assertThat(report.before()).isEqualTo(40);
        assertThat(report.shares().get(0).part()).isCloseTo(0.25, within(0.001));
    }

    @Test
    void anInstanceThatFallsSilentTakesItsBaseWithIt() {
        instance(-40, 370, slot -> 100); // nothing is gone here
        instance(-40, 12, slot -> 10_000);

        ResidualReport report = after(Duration.ofHours(1));

        assertThat(report.gone(50)).isEmpty();
        assertThat(report.shares().get(50).part()).isCloseTo(1, within(0.001));
        assertThat(report.silent()).isEqualTo(1);
    }

    @Test
    void anInstanceThatCameLaterAddsToWhatStillComes() {
        instance(-40, 370, slot -> slot < 0 ? 100 : 0);
        instance(5, 370, slot -> 60);

        ResidualReport report = after(Duration.ofMinutes(10));

        assertThat(report.shares().get(3).part()).isCloseTo(0.6, within(0.001));
        assertThat(report.silent()).isZero();
    }

    @Test
    void whatOthersHaveNotSavedYetIsNotLookedAt() {
        instance(-40, 20, slot -> slot < 0 ? 100 : 0);
        instance(-40, 18, slot -> 100);

        ResidualReport report = after(Duration.ofSeconds(200)); // slot 20

        assertThat(report.silent()).isZero();
        assertThat(report.gone(95)).isEmpty();
    }

    @Test
    void theLargestNetworksAreToldAndTheRestIsAddedUp() {
        Map<Long, Long> networks = new HashMap<>();
        for (int i = 1; i <= 12; i++) {
            networks.put((long) i, 10L * i);
        }
        counted.add(new Counted(new TreeMap<>(Map.of(SLOT + 1, 5L)), networks, 7));
        counted.add(new Counted(new TreeMap<>(), Map.of(12L, 1L), 0));

        ResidualReport report = after(Duration.ofMinutes(10));

        assertThat(report.networks()).hasSize(10);
        assertThat(report.networks().get(0)).isEqualTo(new Network("0.0.12.0/24", 121));
        assertThat(report.others()).isEqualTo(7 + 10 + 20);
    }
}
