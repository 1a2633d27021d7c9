package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.client.Departure.Kind;
import io.github.dnsfailover.client.Departure.Limits;
import io.github.dnsfailover.client.Departure.Manner;
import io.github.dnsfailover.client.Departure.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DepartureTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Departure departure =
            new Departure(new Limits(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(30)));

    @ParameterizedTest
    @CsvSource({
        "URGENT, PLAIN, 1, 1000, STAY", // bytes move: it goes on for as long as they do
        "URGENT, PLAIN, 2, 0, END", // hung since before the move
        "URGENT, STREAM, 1, 29, STAY",
        "URGENT, STREAM, 2, 3, END",
        "URGENT, STREAM, 1, 30, END",
        "URGENT, WEB_SOCKET, 2, 3, SAY_GOODBYE",
        "URGENT, WEB_SOCKET, 1, 30, SAY_GOODBYE",
        "PEACEFUL, PLAIN, 29, 29, STAY", // silence says nothing about a good place
        "PEACEFUL, PLAIN, 0, 30, END",
        "PEACEFUL, STREAM, 29, 29, STAY",
        "PEACEFUL, STREAM, 0, 30, END",
        "PEACEFUL, WEB_SOCKET, 29, 29, STAY",
        "PEACEFUL, WEB_SOCKET, 0, 30, SAY_GOODBYE",
    })
    void stepFollowsFromHowThePlaceWasLeft(Manner manner, Kind kind, int silent, int left, Step step) {
        assertThat(departure.step(manner, kind, silent * SECOND, left * SECOND)).isEqualTo(step);
    }

    @Test
    void goodbyeIsWaitedForAsLongAsSilenceMayLast() {
        assertThat(departure.stepAfterGoodbye(2 * SECOND - 1)).isEqualTo(Step.STAY);
        assertThat(departure.stepAfterGoodbye(2 * SECOND)).isEqualTo(Step.END);
    }

    @Test
    void shareGrowsEvenlyOverTheSpread() {
        assertThat(departure.share(0)).isZero();
        assertThat(departure.share(SECOND)).isEqualTo(0.1);
        assertThat(departure.share(5 * SECOND)).isEqualTo(0.5);
        assertThat(departure.share(10 * SECOND)).isEqualTo(1);
        assertThat(departure.share(1_000 * SECOND)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Manner.class)
    void reasonSaysWhichLimitWasOver(Manner manner) {
        assertThat(departure.reason(manner, 3 * SECOND))
                .isEqualTo(manner == Manner.URGENT ? "was silent for 2 s" : "did not end within 30 s");
        assertThat(departure.reason(manner, SECOND)).isEqualTo("did not end within 30 s");
    }
}
