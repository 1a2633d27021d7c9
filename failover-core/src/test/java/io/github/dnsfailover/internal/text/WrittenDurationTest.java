package io.github.dnsfailover.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read as a time, and what is not. */
class WrittenDurationTest {

    @ParameterizedTest
    @CsvSource({
        "30s, PT30S",
        "30 s, PT30S",
        "30S, PT30S",
        "+30s, PT30S",
        "500ms, PT0.5S",
        "5m, PT5M",
        "5 min, PT5M",
        "2h, PT2H",
        "7d, PT168H",
        "0s, PT0S",
        "-1s, PT-1S",
        "PT1.5S, PT1.5S",
        "pt1m30s, PT1M30S",
        "P1D, PT24H"
    })
    void aNumberWithAUnitAndIso8601AreRead(String text, Duration duration) {
        assertThat(WrittenDuration.of(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "s",
                "1.5s",
                "30 seconds",
                "1h30m",
                "3e3s",
                "\u0663s",
                "P",
                "PT",
                "1w",
                "9999999999999s"
            })
    void whatLeavesRoomForDoubtIsRefused(String text) {
        assertThatThrownBy(() -> WrittenDuration.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a number with a unit is needed, as in 30s");
    }
}
