package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.event.IntentChanged;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clocks on bad days: the wall clock stamps events and decides nothing, except that it shows by a jump ahead that the
 * machine may have been suspended.
 */
class BadClocksTest {

    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT26280H", "PT-26280H"})
    void aJumpOfTheWallClockNeitherMovesTrafficNorKeepsItFromMoving(String jump) {
        stage.start();

        stage.runtime.stepClock(Duration.parse(jump));
        stage.advance(300);

        assertThat(stage.moves()).hasSize(2);
        assertThat(stage.troubles(Kind.BLIND)).hasSize(jump.startsWith("PT-") ? 0 : 1);
        assertThat(stage.ended(Kind.BLIND)).allMatch(blind -> blind.lasted().equals(Duration.ofSeconds(10)));

        stage.check.fails("dc1", "refused");
        stage.advance(30);

        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT26280H", "PT-26280H"})
    void anIntentLastsAsLongAsWasSaidAlthoughTheWallClockJumps(String jump) {
        stage.start();
        OperatorIntent pin = OperatorIntent.pin("www", "aws").lasting(Duration.ofMinutes(10));
        assertThat(stage.say(pin).kind()).isEqualTo(IntentOutcome.Kind.DONE);

        stage.runtime.stepClock(Duration.parse(jump));
        stage.advance(590);
        assertThat(stage.www()).containsExactly(Stage.AWS);

        stage.advance(900);

        assertThat(stage.last(IntentChanged.class).change()).isEqualTo(IntentChanged.Change.EXPIRED);
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void aProcessThatStoodStillIsBlindForTenSecondsAndMovesNothing() {
        stage.start();
        stage.check.fails("dc1", "refused");

        stage.runtime.standStill(Duration.ofHours(1));
        stage.advance(9);

        assertThat(stage.only(Kind.BLIND).text()).startsWith("the engine was late by ");
        assertThat(stage.www()).containsExactly(Stage.DC1);

        stage.advance(60);

        assertThat(stage.ended(Kind.BLIND)).hasSize(1);
        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.moves()).isEqualTo(List.of(List.of(), List.of(Stage.DC1), List.of(Stage.AWS)));
    }
}
