package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.internal.machine.Facts.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a provider is out of reach: a call that hangs may be the fault of its pool. */
class ReachTest {

    private static final EngineSpec SPEC = new EngineSpec(
            List.of(
                    new EngineSpec.Pool("www", "example.com.", 0, false, "", 0),
                    new EngineSpec.Pool("api", "example.com.", 0, false, "", 0)),
            List.of(new EngineSpec.Provider("vendor")),
            List.of(),
            new EngineSpec.Election(false, 0, 0),
            false);

    private static EngineTurn at(Duration time) {
        return new EngineTurn(SPEC, 1, time.toNanos(), Instant.EPOCH.plus(time));
    }

    @Test
    void aHungCallOfTheOnlyPoolMakesItsProviderOutOfReachAtOnce() {
        Reach reach = new Reach().hangs(at(Duration.ZERO), "hangs", true);

        assertThat(reach.way()).isEqualTo(Way.AWAY);
    }

    @Test
    void aHungCallOfOnePoolOfSeveralIsADoubtUntilNobodyElseWasAnswered() {
        Reach reach = new Reach().hangs(at(Duration.ZERO), "hangs", false);

        assertThat(reach.way()).isEqualTo(Way.DOUBTFUL);
        assertThat(reach.doubted(at(Limits.HANG_DOUBT.minusMillis(1))).way()).isEqualTo(Way.DOUBTFUL);
        assertThat(reach.doubted(at(Limits.HANG_DOUBT)).way()).isEqualTo(Way.AWAY);
    }

    @Test
    void anAnswerToAnotherPoolEndsTheDoubt() {
        Reach reach = new Reach()
                .hangs(at(Duration.ZERO), "hangs", false)
                .answered(at(Duration.ofSeconds(1)), new Vantage())
                .doubted(at(Duration.ofMinutes(1)));

        assertThat(reach.way()).isEqualTo(Way.OPEN);
    }

    @Test
    void hungCallsOfManyPoolsBeginOneDoubt() {
        Reach reach = new Reach().hangs(at(Duration.ZERO), "hangs", false);
        for (int i = 1; i < 5; i++) {
            reach = reach.hangs(at(Duration.ofMillis(i)), "hangs", false);
        }

        assertThat(reach.doubted(at(Limits.HANG_DOUBT)).way()).isEqualTo(Way.AWAY);
    }

    @Test
    void aCallThatHangsWhileTheProviderSettlesIsADoubtOnlyOnceOthersMayAsk() {
        Reach reach = new Reach();
        for (int i = 0; i < Limits.PROVIDER_FAILURES; i++) {
            reach = reach.failed(at(Duration.ofSeconds(2L * i)), "no route");
        }
        Duration back = Duration.ofSeconds(20);
        Duration settled = back.plus(Limits.SANE);
        reach = reach.answered(at(back), new Vantage()).hangs(at(back.plusSeconds(5)), "hangs", false);

        assertThat(reach.doubted(at(settled)).way()).isEqualTo(Way.SETTLING);
        reach = reach.settled(at(settled));
        assertThat(reach.doubted(at(settled)).way()).isEqualTo(Way.DOUBTFUL);
        assertThat(reach.doubted(at(settled.plus(Limits.HANG_DOUBT))).way()).isEqualTo(Way.AWAY);
    }
}
