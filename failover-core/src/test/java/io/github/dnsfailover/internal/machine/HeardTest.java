package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.OperatorIntent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a word ends that this process hears for the first time, whatever its wall clock says. */
class HeardTest {

    private static final EngineSpec SPEC = new EngineSpec(
            List.of(new EngineSpec.Pool("www", "example.com.", 0, false)),
            List.of(new EngineSpec.Provider("vendor")),
            List.of(),
            true,
            true,
            Duration.ofSeconds(15).toNanos());

    private static final Duration SILENCE = Duration.ofMinutes(5);
    private static final Duration FREEZE = Duration.ofMinutes(2);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** How far the wall clock of this process is ahead of that of whoever speaks. */
    private Duration ahead = Duration.ZERO;

    private EngineTurn at(Duration time) {
        return new EngineTurn(SPEC, 1, time.toNanos(), Instant.EPOCH.plus(time).plus(ahead));
    }

    private static WordBook frozenAt(Duration said) {
        OperatorIntent freeze = OperatorIntent.freeze("www").lasting(FREEZE);
        return WordBook.EMPTY.with(freeze.by("alice").because("test"), Instant.EPOCH.plus(said), null);
    }

    private Heard reads(Heard heard, Duration time, long version, WordBook book) {
        return heard.heard(at(time), new EngineInput.WordsRead(true, time.toNanos(), version, book));
    }

    private boolean isFrozen(Heard heard, Duration time) {
        return heard.expired(at(time)).of("www").freeze().isPresent();
    }

    @Test
    void aFreezeSaidWhileTheStoreCouldNotBeReadHasItsWholeTimeFromWhenItIsHeard() {
        ahead = Duration.ofHours(3);
        Heard before = reads(new Heard(), Duration.ZERO, 1, WordBook.EMPTY);

        Heard heard = reads(before, SILENCE, 2, frozenAt(SILENCE.minus(SECOND)));

        assertThat(isFrozen(heard, SILENCE)).isTrue();
        assertThat(isFrozen(heard, SILENCE.plus(FREEZE).minus(SECOND))).isTrue();
        assertThat(isFrozen(heard, SILENCE.plus(FREEZE))).isFalse();
    }

    @Test
    void byAConfirmedClockItEndsWhenItWasMeantTo() {
        Duration said = SILENCE.minusMinutes(1);
        Heard before = reads(new Heard(), Duration.ZERO, 1, WordBook.EMPTY)
                .clockSeen(at(Duration.ZERO), new EngineInput.ClockSeen("vendor", Duration.ZERO));

        Heard heard = reads(before, SILENCE, 2, frozenAt(said));

        assertThat(isFrozen(heard, said.plus(FREEZE).minus(SECOND))).isTrue();
        assertThat(isFrozen(heard, said.plus(FREEZE))).isFalse();
    }

    @Test
    void aWordThatWasNotThereAMomentAgoIsNewHoweverWrongTheSpeakersClockIs() {
        Heard before = reads(new Heard(), SILENCE, 1, WordBook.EMPTY)
                .clockSeen(at(SILENCE), new EngineInput.ClockSeen("vendor", Duration.ZERO));

        Heard heard = reads(before, SILENCE.plus(SECOND), 2, frozenAt(Duration.ofHours(-3)));

        assertThat(isFrozen(heard, SILENCE.plus(FREEZE).minus(SECOND))).isTrue();
    }

    @Test
    void whatIsKnownDoesNotEndLaterBecauseItIsReadAgain() {
        Heard first = reads(new Heard(), Duration.ZERO, 1, frozenAt(Duration.ZERO));

        Heard again = reads(first, Duration.ofMinutes(1), 2, frozenAt(Duration.ZERO));

        assertThat(isFrozen(again, FREEZE)).isFalse();
    }

    @Test
    void aFailbackOfDaysAgoIsNotObeyedAfterARestart() {
        OperatorIntent failback = OperatorIntent.failback("www").by("alice").because("test");
        WordBook book = WordBook.EMPTY.with(failback, Instant.EPOCH, null);
        Duration restart = Duration.ofDays(3);

        Heard heard = reads(new Heard(), restart, 1, book).expired(at(restart));

        assertThat(heard.of("www").words()).isEmpty();
    }

    @Test
    void withAStoreOfItsOwnAWordIsNewHoweverWrongTheClockIs() {
        EngineSpec alone = new EngineSpec(SPEC.pools(), SPEC.providers(), List.of(), false, false, 0);
        Duration behind = Duration.ofMinutes(-10);
        ahead = behind;
        EngineTurn start = new EngineTurn(alone, 1, 0, Instant.EPOCH.plus(behind));
        EngineTurn later = new EngineTurn(alone, 1, SILENCE.toNanos(), start.wall.plus(SILENCE));
        Heard before = new Heard()
                .heard(start, new EngineInput.WordsRead(true, 0, 1, WordBook.EMPTY))
                .clockSeen(start, new EngineInput.ClockSeen("vendor", behind));

        Heard heard = before.heard(
                later, new EngineInput.WordsRead(false, SILENCE.toNanos(), 2, frozenAt(SILENCE.plus(behind))));

        assertThat(isFrozen(heard, SILENCE.plus(FREEZE).minus(SECOND))).isTrue();
        assertThat(isFrozen(heard, SILENCE.plus(FREEZE))).isFalse();
    }

    @Test
    void aClockIsNoNewsAgainForASecondMoreOrFromAnotherProvider() {
        Heard wrong = new Heard().clockSeen(at(SECOND), new EngineInput.ClockSeen("a", Duration.ofSeconds(100)));

        assertThat(wrong.clockSeen(at(SECOND), new EngineInput.ClockSeen("a", Duration.ofSeconds(101))))
                .isSameAs(wrong);
        assertThat(wrong.clockSeen(at(SECOND), new EngineInput.ClockSeen("b", Duration.ZERO)))
                .isSameAs(wrong);
        assertThat(wrong.clockSeen(at(SECOND), new EngineInput.ClockSeen("a", Duration.ZERO))
                        .wrongs(at(SECOND)))
                .isEmpty();
    }
}
