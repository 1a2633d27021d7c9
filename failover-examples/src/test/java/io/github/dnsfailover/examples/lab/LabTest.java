package io.github.dnsfailover.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the lab does before there is a namespace. */
class LabTest {

    @Test
    void theShortFormLeavesOutWhatTakesLong() {
        assertThat(Lab.steps(Form.SHORT, ""))
                .containsExactly(Step.WITHOUT_ENGINES, Step.NORMAL, Step.STOP, Step.SITE, Step.LEADER, Step.UPLINK);
    }

    @Test
    void theFullFormTakesAllSteps() {
        assertThat(Lab.steps(Form.FULL, "")).containsExactly(Step.values());
        assertThat(Lab.steps(Form.SHORT, "all")).containsExactly(Step.values());
    }

    @Test
    void stepsCanBeChosen() {
        assertThat(Lab.steps(Form.SHORT, "normal, third")).containsExactly(Step.NORMAL, Step.THIRD);
        assertThatThrownBy(() -> Lab.steps(Form.SHORT, "nonsense")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLineOfAnEngineIsReadAndOthersAreNot() {
        assertThat(EngineProcess.Told.of("2026-01-01T00:00:00Z\tLEAD\t7"))
                .contains(new EngineProcess.Told(Instant.parse("2026-01-01T00:00:00Z"), "LEAD", "7"));
        assertThat(EngineProcess.Told.of("Exception in thread \"main\"")).isEmpty();
        assertThat(EngineProcess.Told.of("\tat one\ttwo")).isEmpty();
    }
}
