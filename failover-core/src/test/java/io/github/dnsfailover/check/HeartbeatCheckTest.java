package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.HealthResult;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeartbeatCheckTest {

    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String ENDPOINT = RawServer.target().endpoint();

    /** Begins shortly before the clock turns negative, as nanoTime may. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);

    private final HeartbeatCheck check = HeartbeatCheck.silence(BOUND, nanos::get);

    @Test
    void anEndpointThatHasReportedIsHealthy() {
        check.beat(ENDPOINT);
        pass(BOUND);

        assertThat(probe()).isEqualTo(HealthResult.healthy());
    }

    @Test
    void silenceBeyondTheBoundIsUnhealthy() {
        check.beat(ENDPOINT);
        pass(BOUND.plusMillis(500));

        assertThat(probe()).isEqualTo(HealthResult.unhealthy("no report for 30.5 s, allowed are 30 s"));
    }

    @Test
    void whatWasMissedWhileThisProcessStoodStillIsNoSilence() {
        probeEverySecond(10);

        pass(BOUND.multipliedBy(20));
        HealthResult atOnce = probe();
        pass(Duration.ofSeconds(5));
        HealthResult later = probe();
        check.beat(ENDPOINT);

        assertThat(atOnce)
                .isEqualTo(HealthResult.inconclusive(
                        "no report for 600 s, allowed are 30 s; listened for 15 s of it only"));
        assertThat(later.verdict()).isEqualTo(HealthResult.Verdict.INCONCLUSIVE);
        assertThat(probe()).isEqualTo(HealthResult.healthy());
    }

    @Test
    void whoStaysSilentAfterAStandstillIsUnhealthy() {
        probeEverySecond(10);
        pass(BOUND.multipliedBy(20));
        probe();

        pass(Duration.ofSeconds(10));
        probe();
        pass(Duration.ofSeconds(6));

        assertThat(probe()).isEqualTo(HealthResult.unhealthy("no report for 616 s, allowed are 30 s"));
    }

    @Test
    void silenceIsSeenAtProbesThatAreFarApartToo() {
        check.beat(ENDPOINT);
        probe();

        pass(BOUND.multipliedBy(2));
        HealthResult first = probe();
        pass(BOUND.multipliedBy(2));
        probe();
        pass(BOUND.multipliedBy(2));

        assertThat(first.verdict()).isEqualTo(HealthResult.Verdict.INCONCLUSIVE);
        assertThat(probe()).isEqualTo(HealthResult.unhealthy("no report for 180 s, allowed are 30 s"));
    }

    @Test
    void aReportEndsTheSilence() {
        check.beat(ENDPOINT);
        pass(BOUND.multipliedBy(3));
        check.beat(ENDPOINT);

        assertThat(probe()).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aReportOfAnotherEndpointEndsNothing() {
        check.beat(ENDPOINT);
        pass(BOUND.multipliedBy(2));
        check.beat("another");

        assertThat(probe()).isEqualTo(HealthResult.unhealthy("no report for 60 s, allowed are 30 s"));
    }

    @Test
    void beforeTheFirstReportItIsInconclusive() {
        pass(BOUND);

        assertThat(probe()).isEqualTo(HealthResult.inconclusive("no report yet"));
    }

    @Test
    void whoNeverReportsIsUnhealthyInTheEnd() {
        pass(BOUND.plusSeconds(1));

        assertThat(probe()).isEqualTo(HealthResult.unhealthy("no report for 31 s, allowed are 30 s"));
    }

    @Test
    void madeUpNamesDoNotFillTheMemory() {
        for (int i = 0; i < 100_000; i++) {
            check.beat("endpoint-" + i);
        }

        assertThatThrownBy(() -> check.beat("one\nmore"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("endpoint: one?more is one too many after 100000 others");
        check.beat("endpoint-7");
    }

    @Test
    void theClockOfTheJvmIsTheDefault() {
        HeartbeatCheck byJvm = HeartbeatCheck.silence(BOUND);
        byJvm.beat(ENDPOINT);

        assertThat(byJvm.check(RawServer.target(), BOUND)).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aBoundMustBeMoreThanNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeartbeatCheck.silence(Duration.ZERO))
                .withMessage("silence: PT0S; more than zero and at most 100 years are allowed");
    }

    @Test
    void saysInAStringWhatItDoes() {
        assertThat(check).hasToString("report within 30 s");
    }

    private void probeEverySecond(int seconds) {
        for (int i = 0; i < seconds; i++) {
            pass(Duration.ofSeconds(1));
            check.beat(ENDPOINT);
            assertThat(probe()).isEqualTo(HealthResult.healthy());
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private HealthResult probe() {
        return check.check(RawServer.target(), BOUND);
    }
}
