package io.github.dnsfailover.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What is asked of the lab, and what an engine says. */
class WantedTest {

    private static Wanted wanted(String... pairs) {
        Properties properties = new Properties();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.setProperty(pairs[i], pairs[i + 1]);
        }
        return Wanted.of(properties);
    }

    @Test
    void theShortFormLeavesOutWhatTakesLong() {
        assertThat(wanted().steps())
                .containsExactly(Step.WITHOUT_ENGINES, Step.NORMAL, Step.STOP, Step.SITE, Step.LEADER, Step.UPLINK);
    }

    @Test
    void theFullFormTakesAllSteps() {
        assertThat(wanted("lab.form", "full").steps()).containsExactly(Step.values());
        assertThat(wanted("lab.steps", "all").steps()).containsExactly(Step.values());
    }

    @Test
    void stepsCanBeChosen() {
        assertThat(wanted("lab.steps", "normal, third").steps()).containsExactly(Step.NORMAL, Step.THIRD);
    }

    @Test
    void aVendorsZoneLeavesOutTheStepsThatNeedAServerOfOnesOwn() {
        assertThat(wanted("lab.steps", "all", "lab.dns", "dyn").steps())
                .contains(Step.THIRD)
                .doesNotContain(Step.DNS, Step.EDIT);
    }

    @Test
    void whatIsNotKnownIsRefusedWithWhatThereIs() {
        assertThatThrownBy(() -> wanted("lab.steps", "nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("lab.steps: nonsense; it is one of [without_engines, normal,");
        assertThatThrownBy(() -> wanted("lab.engines", "4")).hasMessage("lab.engines: 4; 2 or 3");
    }

    @Test
    void aLineOfAnEngineIsReadAndOthersAreNot() {
        assertThat(EngineProcess.Told.of("2026-01-01T00:00:00Z\tLEAD\t7"))
                .contains(new EngineProcess.Told(Instant.parse("2026-01-01T00:00:00Z"), "LEAD", "7"));
        assertThat(EngineProcess.Told.of("Exception in thread \"main\"")).isEmpty();
        assertThat(EngineProcess.Told.of("\tat one\ttwo")).isEmpty();
    }
}
