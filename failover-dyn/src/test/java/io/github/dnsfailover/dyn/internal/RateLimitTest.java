package io.github.dnsfailover.dyn.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.RecordChange.Urgency;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    /** So that times overflow within a test. */
    private static final long BEGIN = Long.MAX_VALUE - Duration.ofMillis(1500).toNanos();

    private final RateLimit limit = new RateLimit(4);

    @Test
    void theFifthRequestWaitsForTheSecondToPass() {
        for (int i = 0; i < 4; i++) {
            assertThat(limit.wait(Urgency.FAILOVER, at(100L * i))).isZero();
            limit.ended(at(100L * i));
        }

        assertThat(limit.wait(Urgency.FAILOVER, at(400))).isEqualTo(Duration.ofMillis(600));
        assertThat(limit.wait(Urgency.FAILOVER, at(1000))).isZero();
        assertThat(limit.wait(Urgency.FAILOVER, at(7000))).isZero();
    }

    @Test
    void whatCanWaitGetsHalf() {
        limit.ended(at(0));
        assertThat(limit.wait(Urgency.REPAIR, at(0))).isZero();
        limit.ended(at(300));

        assertThat(limit.wait(Urgency.REPAIR, at(300))).isEqualTo(Duration.ofMillis(700));
        assertThat(limit.wait(Urgency.FAILOVER, at(300))).isZero();
    }

    @Test
    void oneASecondIsEnoughForBoth() {
        RateLimit slow = new RateLimit(1);
        slow.ended(at(0));

        assertThat(slow.wait(Urgency.REPAIR, at(1))).isEqualTo(Duration.ofMillis(999));
        assertThat(slow.wait(Urgency.FAILOVER, at(1))).isEqualTo(Duration.ofMillis(999));
    }

    @Test
    void aRefusalEnds() {
        assertThat(limit.refusal(at(0))).isZero();
        limit.refuse(at(0), Duration.ofSeconds(2));

        assertThat(limit.refusal(at(1900))).isEqualTo(Duration.ofMillis(100));
        assertThat(limit.refusal(at(2000))).isZero();
        assertThat(limit.refusal(at(1900))).as("it is over for good").isZero();
    }

    private static long at(long millis) {
        return BEGIN + Duration.ofMillis(millis).toNanos();
    }
}
