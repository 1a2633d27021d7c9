package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Until when resolvers may hold what was replaced, over several changes and lives of the engine. */
class HorizonTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofSeconds(30);

    @Test
    void theLongestOfAllReplacedTtlsCounts() {
        Horizon horizon = Horizon.NONE
                .replaced(NOON, HOUR)
                .proved(at(NOON.plusSeconds(3602)))
                .replaced(NOON.plusSeconds(103), SHORT)
                .seenFrom(NOON.plusSeconds(104), SHORT);

        assertThat(horizon.until()).isEqualTo(NOON.plusSeconds(3602));
        assertThat(horizon.isLeast()).isFalse();
    }

    @Test
    void aServerThatTurnsLateMayHaveGivenWhatAnUnprovedChangeReplaced() {
        Horizon horizon = Horizon.NONE
                .replaced(NOON, HOUR)
                .replaced(NOON.plusSeconds(103), SHORT)
                .seenFrom(NOON.plusSeconds(200), SHORT);

        assertThat(horizon.until()).isEqualTo(NOON.plusSeconds(200).plus(HOUR));
    }

    @Test
    void whatAMarkTellsIsTheLeastAndIsCutToAWeek() {
        Horizon near = Horizon.NONE.told(mark(NOON.plus(HOUR)), NOON);
        Horizon far = Horizon.NONE.told(mark(NOON.plus(Duration.ofDays(4000))), NOON);

        assertThat(near.seenFrom(NOON.plusSeconds(9), SHORT))
                .isEqualTo(new Horizon(NOON.plus(HOUR), true, Duration.ZERO, Instant.EPOCH, Duration.ZERO));
        assertThat(far.until()).isEqualTo(NOON.plus(Duration.ofDays(7)));
        assertThat(near.seenFrom(NOON.plus(HOUR), SHORT).isLeast()).isFalse();
    }

    @Test
    void theEnginesOwnMarkTellsItNothingNew() {
        Horizon own = Horizon.NONE.replaced(NOON.plusMillis(20), HOUR);
        long told = own.inMark(NOON, SHORT).getAsLong();

        assertThat(own.told(mark(Instant.ofEpochSecond(told)), NOON)).isEqualTo(own);
    }

    @Test
    void aMarkTellsOnlyWhatALaterChangeWouldNotOutlast() {
        assertThat(Horizon.NONE.replaced(NOON, SHORT).inMark(NOON, SHORT)).isEmpty();
        assertThat(Horizon.NONE.replaced(NOON, HOUR).inMark(NOON, SHORT))
                .hasValue(NOON.plus(HOUR).getEpochSecond());
        assertThat(Horizon.NONE.replaced(NOON, Duration.ofDays(30)).inMark(NOON, SHORT))
                .hasValue(NOON.plus(Duration.ofDays(7)).getEpochSecond());
    }

    @Test
    void whatNobodyHereSawMakesAnyEarlierHorizonTheLeast() {
        Horizon blind = Horizon.NONE.unseenUntil(NOON.plus(HOUR)).replaced(NOON, SHORT);

        assertThat(blind.seenFrom(NOON.plusSeconds(1), SHORT).isLeast()).isTrue();
        assertThat(blind.seenFrom(NOON.plus(HOUR), SHORT).isLeast()).isFalse();
        assertThat(Horizon.NONE.proved(blind).isLeast()).isTrue();
    }

    @Test
    void aTtlThatAServerMadeLongerCountsForTheNextChange() {
        Horizon served = Horizon.NONE.proved(at(NOON).servedFor(HOUR));

        Horizon next = served.replaced(NOON.plusSeconds(60), SHORT);

        assertThat(next.until()).isEqualTo(NOON.plusSeconds(60).plus(HOUR));
        assertThat(next.seenFrom(NOON.plusSeconds(70), SHORT).until())
                .isEqualTo(NOON.plusSeconds(70).plus(HOUR));
        assertThat(next.served()).isZero();
    }

    private static Horizon at(Instant until) {
        return new Horizon(until, false, Duration.ZERO, Instant.EPOCH, Duration.ZERO);
    }

    private static Mark mark(Instant until) {
        return new Mark(
                "acme", "prod", "p1", 1, 1, "s1", List.of("dc1"), "", "", OptionalLong.of(until.getEpochSecond()));
    }
}
