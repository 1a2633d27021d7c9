package io.github.dnsfailover.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What each form promises, as the pages say it. */
class FormTest {

    @Test
    void theFullFormReactsWithinWhatTheReadmeSaysOfTheDefaults() {
        assertThat(Form.FULL.reaction()).isEqualTo(Duration.ofSeconds(14));
        assertThat(Form.FULL.reactionToSilence()).isEqualTo(Duration.ofSeconds(17));
    }

    @Test
    void theFullFormTakesOverWithinWhatTheTopologiesSay() {
        assertThat(Form.FULL.takeOver()).isEqualTo(Duration.ofSeconds(17));
    }

    @Test
    void anAlarmComesWithinFifteenSecondsWhereNothingCanMove() {
        assertThat(Form.FULL.alarm()).isEqualTo(Duration.ofSeconds(15));
        assertThat(Form.SHORT.alarm()).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void aPageComesATtlLaterAndNotForThoseWhoFollow() {
        assertThat(Form.FULL.spread()).isEqualTo(Duration.ofSeconds(32));
        assertThat(Form.FULL.spreadToFollowers()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void eachRelapseDoublesTheSoakOfAFailback() {
        assertThat(Form.FULL.failback(Form.MOST_RELAPSES)).isEqualTo(Duration.ofSeconds(22 + 80 + 10 + 32));
    }

    @Test
    void aFailbackWaitsForTheHoldDownWhereTheSoakIsShorter() {
        assertThat(Form.FULL.failback(0)).isEqualTo(Duration.ofSeconds(60 + 10 + 32));
    }
}
