package io.github.dnsfailover.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times as people read them. */
class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 s",
        "PT0.25S, 250 ms",
        "PT1.5S, 1.5 s",
        "PT59S, 59 s",
        "PT46M44S, 46 min 44 s",
        "PT25H1M, 1 d 1 h 1 min",
        "PT-3M, -3 min",
        "PT0.0000001S, 1 ms"
    })
    void eachUnitIsNamedOnce(Duration time, String words) {
        assertThat(Durations.words(time)).isEqualTo(words);
    }

    @Test
    void aSumLeavesOutWhatTakesNoTime() {
        Map<String, Duration> terms = new LinkedHashMap<>();
        terms.put("one", Duration.ofSeconds(61));
        terms.put("two", Duration.ZERO);
        terms.put("three", Duration.ofMillis(500));

        assertThat(Durations.sum(terms)).isEqualTo("1 min 1.5 s: one 1 min 1 s + three 500 ms");
    }
}
