package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests are counted by the clock on the wall. */
class TallyTest {

    private static final Instant BEGIN = Instant.ofEpochSecond(1_000);

    private final Tally tally = new Tally();

    private void look(long second, long count) {
        tally.look(BEGIN.plusSeconds(second), count);
    }

    @Test
    void theFirstSlotIsNoWholeOne() {
        look(0, 5);
        look(10, 7);

        assertThat(tally.slots()).isEqualTo(Map.of(100L, 7L));
    }

    @Test
    void aLookThatIsLateSpreadsWhatCame() {
        look(0, 0);
        look(31, 11);

        assertThat(tally.slots().values()).containsExactlyElementsOf(List.of(4L, 4L, 3L));
    }

    @Test
    void whileAProcessStandsStillNothingIsMeasured() {
        look(0, 0);
        look(10, 7);
        look(100, 1_000);
        look(110, 8);

        assertThat(tally.slots()).isEqualTo(Map.of(100L, 7L, 110L, 8L));
    }

    @Test
    void aClockThatGoesBackLosesNothing() {
        look(0, 0);
        look(10, 7);
        look(5, 2);
        look(15, 3);
        look(20, 4);

        assertThat(tally.slots()).isEqualTo(Map.of(100L, 12L, 101L, 4L));
    }

    @Test
    void aClockThatWasHoursAheadBeginsAnew() {
        look(36_000, 0);
        look(36_010, 7);
        look(10, 1);
        look(20, 2);

        assertThat(tally.slots().get(101L)).isEqualTo(2L);
    }

    @Test
    void itKeepsAnHourAndTheMinutesBefore() {
        for (int i = 0; i < 2 * Tally.KEPT; i++) {
            look(10L * i, i);
        }

        assertThat(tally.slots()).hasSize(Tally.KEPT);
    }
}
