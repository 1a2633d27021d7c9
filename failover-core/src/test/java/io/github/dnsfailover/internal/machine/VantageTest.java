package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What control targets say of this machine: since when it has surely not been cut off. */
class VantageTest {

    private static final EngineSpec.Control IPV4 = new EngineSpec.Control("resolver", 1, false);

    private static final EngineSpec SPEC = new EngineSpec(
            List.of(new EngineSpec.Pool("www", "example.com.", 0, false, "", 0)),
            List.of(new EngineSpec.Provider("vendor")),
            List.of(),
            new EngineSpec.Election(false, Duration.ofSeconds(15).toNanos(), 0),
            false);

    private static EngineTurn at(long seconds) {
        return new EngineTurn(SPEC, 1, nanos(seconds), Instant.EPOCH.plusSeconds(seconds));
    }

    private static long nanos(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void whoeverHasNobodyToAskKnowsNothing() {
        assertThat(new Vantage().wasConnectedSince(0)).isFalse();
    }

    @Test
    void aPassSaysThatItWasConnectedSinceThenAndNothingOfLater() {
        Vantage vantage = new Vantage().controlPassed(at(101), IPV4, nanos(100));

        assertThat(vantage.wasConnectedSince(nanos(99))).isTrue();
        assertThat(vantage.wasConnectedSince(nanos(100))).isTrue();
        assertThat(vantage.wasConnectedSince(nanos(100) + 1)).isFalse();
    }

    @Test
    void anOlderPassThatEndsLaterTakesNothingBack() {
        Vantage vantage =
                new Vantage().controlPassed(at(101), IPV4, nanos(100)).controlPassed(at(102), IPV4, nanos(90));

        assertThat(vantage.connectedAt()).hasValue(nanos(100));
    }

    @Test
    void whatWasCutOffMeanwhileWasNotConnectedAllTheTime() {
        Vantage cut = new Vantage().controlsFailed(at(50), "down");
        Vantage back = cut.controlPassed(at(61), IPV4, nanos(60));

        assertThat(cut.isCutOff()).isTrue();
        assertThat(cut.controlPassed(at(61), IPV4, nanos(60)).isCutOff()).isFalse();
        assertThat(back.wasConnectedSince(nanos(40))).isFalse();
        assertThat(back.wasConnectedSince(nanos(50))).isFalse();
        assertThat(back.wasConnectedSince(nanos(51))).isTrue();
        assertThat(back.controlsFailed(at(70), "down").wasConnectedSince(nanos(55)))
                .isFalse();
    }
}
