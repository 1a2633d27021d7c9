package io.github.dnsfailover.route53.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.route53.internal.RequestBudget.Rank;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Five a second, twenty at once. */
class RequestBudgetTest {

    private final VirtualPace pace = new VirtualPace(1);
    private final RequestBudget budget = new RequestBudget(pace, 5);

    @Test
    void aFailoverTakesTheLastOne() {
        assertThat(takenAtOnce(Rank.FAILOVER)).isEqualTo(20);
    }

    @Test
    void halfIsKeptForFailovers() {
        assertThat(takenAtOnce(Rank.USUAL)).isEqualTo(10);
        assertThat(takenAtOnce(Rank.FAILOVER)).isEqualTo(10);
    }

    @Test
    void idleQuestionsLeaveThreeQuarters() {
        assertThat(takenAtOnce(Rank.CURIOUS)).isEqualTo(5);
    }

    @Test
    void itFillsSteadilyAndNotBeyondItsBrim() {
        takenAtOnce(Rank.FAILOVER);

        pace.pass(Duration.ofSeconds(1));
        assertThat(takenAtOnce(Rank.FAILOVER)).isEqualTo(5);

        pace.pass(Duration.ofHours(1));
        assertThat(takenAtOnce(Rank.FAILOVER)).isEqualTo(20);
    }

    @Test
    void whoWaitsGetsOneWhenThereIsOne() throws InterruptedException {
        takenAtOnce(Rank.FAILOVER);
        long before = pace.nanoTime();

        for (int i = 0; i < 10; i++) {
            assertThat(budget.take(Rank.FAILOVER, new Limit(pace, Duration.ofSeconds(1))))
                    .isTrue();
        }

        assertThat(Duration.ofNanos(pace.nanoTime() - before))
                .isBetween(Duration.ofMillis(1_999), Duration.ofMillis(2_001));
    }

    @Test
    void whoCannotWaitLongEnoughTakesNone() throws InterruptedException {
        takenAtOnce(Rank.FAILOVER);

        assertThat(budget.take(Rank.USUAL, new Limit(pace, Duration.ofSeconds(1))))
                .isFalse();

        assertThat(pace.pauses()).isZero();
    }

    /** The pause of the one who waits is the moment at which the other one comes. */
    @Test
    void nobodyOvertakesAFailoverThatWaits() throws InterruptedException {
        RequestBudget[] shared = new RequestBudget[1];
        boolean[] overtaken = new boolean[1];
        Pace watched = new Pace() {
            @Override
            public long nanoTime() {
                return pace.nanoTime();
            }

            @Override
            public void pause(Duration time) throws InterruptedException {
                pace.pass(Duration.ofMinutes(1));
                overtaken[0] |= shared[0].tryTake(Rank.USUAL) || shared[0].tryTake(Rank.CURIOUS);
            }

            @Override
            public double random() {
                return 0;
            }
        };
        shared[0] = new RequestBudget(watched, 5);
        while (shared[0].tryTake(Rank.FAILOVER)) {}

        assertThat(shared[0].take(Rank.FAILOVER, new Limit(watched, Duration.ofHours(1))))
                .isTrue();

        assertThat(overtaken[0]).isFalse();
        assertThat(shared[0].tryTake(Rank.USUAL)).isTrue();
    }

    private int takenAtOnce(Rank rank) {
        int taken = 0;
        while (budget.tryTake(rank)) {
            taken++;
        }
        return taken;
    }
}
