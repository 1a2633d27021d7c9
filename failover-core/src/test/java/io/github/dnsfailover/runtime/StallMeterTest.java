package io.github.dnsfailover.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StallMeterTest {

    private static final long TICK = Duration.ofNanos(10_000).toNanos();

    /** What a look at the clock takes. */
    private long look = TICK;

    private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos(); // overflows early, on purpose
    private long oversleeps;
    private boolean busy;
    private final StallMeter meter = new StallMeter(this::clock, this::sleep, () -> busy);

    private long clock() {
        now += look;
        return now;
    }

    private void sleep(long nanos) {
        now += nanos + oversleeps;
    }

    @Test
    void nothingIsMeasuredBeforeTheFirstTurn() {
        assertThat(meter.stalledNanos()).isZero();
    }

    @Test
    void anIdleMachineTakesHardlyAnything() throws Exception {
        busy = true;

        turns(100);

        assertThat(millis()).isLessThan(10); // of 10 s
    }

    @Test
    void aLateAwakeningCounts() throws Exception {
        oversleeps = Duration.ofMillis(400).toNanos();

        turns(3);

        assertThat(millis()).isBetween(1200L, 1201L);
    }

    @Test
    void workThatIsInterruptedByOthersCounts() throws Exception {
        busy = true;
        look = Duration.ofMillis(80).toNanos(); // each look is a gap, of which 50 us count as work

        turns(1);

        assertThat(millis()).isGreaterThan(1500);
    }

    @Test
    void whereNothingWaitsThereIsNoWork() throws Exception {
        look = Duration.ofMillis(80).toNanos();

        turns(1);

        assertThat(millis()).isLessThan(200);
    }

    @Test
    void whatIsBeingTakenCountsBeforeTheMeasuringThreadCanSaySo() throws Exception {
        turns(1);
        long before = meter.stalledNanos();

        now += Duration.ofSeconds(5).toNanos();

        assertThat(Duration.ofNanos(meter.stalledNanos() - before).toMillis()).isBetween(4999L, 5001L);
    }

    @Test
    void itNeverShrinks() throws Exception {
        busy = true;
        long last = 0;
        for (int i = 0; i < 50; i++) {
            oversleeps = Duration.ofMillis(i % 7 * 30L).toNanos();
            turns(1);
            long read = meter.stalledNanos();
            assertThat(read).isGreaterThanOrEqualTo(last);
            last = read;
        }
    }

    private void turns(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            meter.turn();
        }
    }

    private long millis() {
        return Duration.ofNanos(meter.stalledNanos()).toMillis();
    }
}
