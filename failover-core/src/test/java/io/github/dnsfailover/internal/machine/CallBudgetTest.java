package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an account may be asked, and how that shrinks and grows. Time is in seconds from an instant of no meaning. */
class CallBudgetTest {

    /** So late that sums overflow. */
    private static final long BEGIN = Long.MAX_VALUE - 1_000_000_000L;

    private CallBudget budget = CallBudget.of(5, BEGIN);

    private static long at(double seconds) {
        return BEGIN + Math.round(seconds * 1e9);
    }

    /** Takes whatever may be taken, looking when it is told to. */
    private int takes(double from, double until, boolean calm) {
        int taken = 0;
        long now = at(from);
        while (now - at(until) < 0) {
            long next = budget.nextAt(now, calm);
            if (next == now) {
                budget = budget.taken(now, calm);
                taken++;
            }
            now = next;
        }
        return taken;
    }

    private void throttledAt(double seconds, Duration retryAfter, double chance) {
        budget = budget.throttled(at(seconds), at(seconds - 0.1), retryAfter, chance);
    }

    @Test
    void afterHalfASecondsWorthAtOnceItKeepsToItsRate() {
        assertThat(takes(0, 0.001, false)).isEqualTo(2);
        assertThat(takes(0.001, 60, false)).isBetween(298, 301);
    }

    @Test
    void aRateBelowOneASecondLetsOneCallGoAtOnce() {
        budget = CallBudget.of(0.1, BEGIN);

        assertThat(takes(0, 0.001, false)).isEqualTo(1);
        assertThat(takes(0.001, 60, false)).isEqualTo(5);
    }

    @Test
    void calmCallsTakeAFifthOfTheRate() {
        assertThat(takes(0, 60, true)).isEqualTo(60);
    }

    @Test
    void calmCallsLeaveTheOthersWhatTheyNeed() {
        takes(0, 30, true);

        assertThat(budget.nextAt(at(30), false)).isEqualTo(at(30));
        assertThat(budget.nextAt(at(30), true)).isGreaterThanOrEqualTo(at(30));
    }

    @Test
    void oneRefusalHalvesTheRateAndStopsEveryCallForASecond() {
        throttledAt(10, Duration.ZERO, 0);

        assertThat(budget.rate(at(10))).isEqualTo(2.5);
        assertThat(budget.nextAt(at(10), false)).isEqualTo(at(11));
    }

    @Test
    void itIsHalvedOnceForAllCallsThatWereUnderWay() {
        budget = budget.throttled(at(10), at(9.9), Duration.ZERO, 0);
        budget = budget.throttled(at(10.05), at(9.95), Duration.ZERO, 0);

        assertThat(budget.rate(at(10))).isEqualTo(2.5);
    }

    @Test
    void whatTheVendorAskedForIsKeptToByAllAndNeverCutShort() {
        throttledAt(10, Duration.ofSeconds(8), 0);
        assertThat(budget.nextAt(at(10), false)).isEqualTo(at(18));

        throttledAt(20, Duration.ofSeconds(8), 1);
        assertThat(budget.nextAt(at(20), false)).isEqualTo(at(30));
    }

    @Test
    void aVendorThatAsksForDaysIsAskedAgainInAMinute() {
        throttledAt(10, Duration.ofDays(2), 0);

        assertThat(budget.nextAt(at(10), false)).isEqualTo(at(70));
    }

    @Test
    void nothingIsSavedUpDuringAPause() {
        takes(0, 9.9, false);
        throttledAt(10, Duration.ofSeconds(30), 0);

        assertThat(takes(40, 40.05, false)).isZero();
    }

    @Test
    void theRateComesBackByAHundredthOfTheWholeEachSecond() {
        throttledAt(10, Duration.ZERO, 0);

        assertThat(budget.rate(at(30))).isCloseTo(3.5, within(1e-9));
        assertThat(budget.rate(at(60))).isEqualTo(5);
        assertThat(budget.rate(at(600))).isEqualTo(5);
        assertThat(takes(600, 660, false)).isBetween(300, 303);
    }

    @Test
    void refusalsWithoutEndLeaveAnEighth() {
        for (int i = 1; i < 20; i++) {
            throttledAt(10 * i, Duration.ZERO, 0);
        }

        assertThat(budget.rate(at(190))).isEqualTo(5.0 / 8).isEqualTo(budget.leastRate());
    }

    @Test
    void requestsBesideTheCallsAreOwed() {
        budget = budget.charged(at(0), 12);

        assertThat(budget.nextAt(at(0), false)).isCloseTo(at(2.1), within(1_000L));
        assertThat(budget.hasSpare(at(1))).isFalse();
        assertThat(budget.hasSpare(at(3))).isTrue();
    }

    @Test
    void whatIsOwedHasABoundWhateverAProviderCounts() {
        for (int i = 0; i < 3; i++) {
            budget = budget.charged(at(0), 10_000);
        }

        assertThat(budget.nextAt(at(0), false) - at(0))
                .isLessThan(Duration.ofSeconds(11).toNanos());
    }

    @Test
    void aCountWithoutBoundMakesNoBudgetWithoutOne() {
        budget = CallBudget.unknown(BEGIN);
        for (int i = 0; i < 3; i++) {
            budget = budget.charged(at(0.1), Long.MAX_VALUE);
        }

        throttledAt(0.2, Duration.ZERO, 0);

        assertThat(budget.rate(at(0.2))).isEqualTo(5_000);
    }

    @Test
    void thereAreAsManyCallsToSpareAsCalmOnes() {
        int spared = 0;
        for (int tenths = 0; tenths < 600; tenths++) {
            if (budget.hasSpare(at(tenths / 10.0))) {
                budget = budget.spared(at(tenths / 10.0));
                spared++;
            }
        }

        assertThat(spared).isBetween(55, 60);
    }

    @Test
    void withoutARateThereIsNoLimitUntilOneIsMet() {
        budget = CallBudget.unknown(BEGIN);
        for (int i = 0; i < 1_000; i++) {
            budget = budget.taken(at(i / 100.0), true);
        }

        assertThat(budget.isLimited()).isFalse();
        assertThat(budget.nextAt(at(10), true)).isEqualTo(at(10));
        assertThat(budget.hasSpare(at(10))).isTrue();
    }

    @Test
    void theLimitThatIsMetIsHalfOfWhatWasAskedWithinASecond() {
        budget = CallBudget.unknown(BEGIN);
        for (int i = 0; i < 20; i++) {
            budget = budget.taken(at(5 + i / 100.0), false);
        }

        throttledAt(5.3, Duration.ZERO, 0);

        assertThat(budget.isLimited()).isTrue();
        assertThat(budget.rate(at(5.3))).isEqualTo(10);
        assertThat(budget.leastRate()).isEqualTo(20.0 / 8);
        assertThat(budget.rate(at(105.3))).isCloseTo(30, within(1e-9));
    }

    @Test
    void whatWasAskedLongAgoIsNoMeasure() {
        budget = CallBudget.unknown(BEGIN);
        for (int i = 0; i < 20; i++) {
            budget = budget.taken(at(5 + i / 100.0), false);
        }
        budget = budget.taken(at(60), false);

        throttledAt(60.1, Duration.ZERO, 0);

        assertThat(budget.rate(at(60.1))).isEqualTo(0.5);
    }
}
