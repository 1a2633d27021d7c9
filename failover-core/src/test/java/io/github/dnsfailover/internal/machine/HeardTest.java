package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a word ends that this process hears for the first time, whatever its wall clock says. */
class HeardTest {

    private static final EngineSpec SPEC = new EngineSpec(
            List.of(new EngineSpec.Pool("www", "example.com.", 0, false, "", 0)),
            List.of(new EngineSpec.Provider("vendor")),
            List.of(),
            new EngineSpec.Election(true, Duration.ofSeconds(15).toNanos(), 0),
            true);

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

    /** Another instance begins to count anew where the store was emptied, or a copy took its place that lags. */
    @Test
    void aWordWithTheNumberOfOneThatIsOverCounts() {
        Heard before =
                reads(new Heard(), Duration.ZERO, 5, frozenAt(Duration.ZERO)).expired(at(FREEZE));
        assertThat(isFrozen(before, FREEZE)).isFalse();

        Heard heard = reads(before, SILENCE, 1, pinned());

        assertThat(heard.expired(at(SILENCE)).of("www").pin()).isPresent();
    }

    @Test
    void aWordWithTheNumberOfAnotherDoesNotEndWithIt() {
        Heard before = reads(new Heard(), Duration.ZERO, 5, frozenAt(Duration.ZERO));

        Heard heard = reads(before, SECOND, 1, pinned());

        assertThat(heard.expired(at(FREEZE.plus(SECOND))).of("www").pin()).isPresent();
    }

    private static WordBook pinned() {
        OperatorIntent pin = OperatorIntent.pin("www", "dc1").evenIfUnproven();
        return WordBook.EMPTY.with(pin.by("bob").because("another"), Instant.EPOCH, null);
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
        EngineSpec alone =
                new EngineSpec(SPEC.pools(), SPEC.providers(), List.of(), new EngineSpec.Election(false, 0, 0), false);
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

    // A store that goes back

    private Heard knowing(long version, WordBook book) {
        return reads(reads(new Heard(), Duration.ZERO, 1, WordBook.EMPTY), SECOND, version, book);
    }

    private static List<Trouble.Kind> wrongs(Heard heard, EngineTurn turn) {
        return heard.wrongs(turn).stream().map(Wrong::kind).toList();
    }

    @Test
    void aFreezeThatTheStoreForgotHoldsAndIsWrittenBack() {
        Heard before = knowing(7, frozenAt(Duration.ZERO));
        EngineTurn turn = at(SECOND.multipliedBy(2));

        Heard after = before.heard(turn, new EngineInput.WordsRead(true, turn.now, 3, WordBook.EMPTY));

        assertThat(after.of("www").freeze()).isPresent();
        assertThat(turn.effects)
                .containsExactly(new EngineEffect.KeepWords(before.book().words()));
        assertThat(wrongs(after, turn)).containsExactly(Trouble.Kind.STORE_WENT_BACK);
        assertThat(after.wrongs(turn).get(0).text())
                .isEqualTo("it holds version 3 of the operators' words, and version 7 was seen before; of what was"
                        + " forgotten, 1 word is kept and written back");
    }

    @Test
    void aWipedStoreIsOneThatWentBack() {
        Heard after = reads(knowing(7, frozenAt(Duration.ZERO)), SECOND.multipliedBy(2), 0, WordBook.EMPTY);

        assertThat(after.of("www").freeze()).isPresent();
    }

    @Test
    void itIsWrittenBackUntilItStandsThere() {
        Heard heard = knowing(7, frozenAt(Duration.ZERO));
        for (int second = 2; second < 10; second++) {
            EngineTurn turn = at(SECOND.multipliedBy(second));
            heard = heard.heard(turn, new EngineInput.WordsRead(true, turn.now, 3, WordBook.EMPTY));
            assertThat(turn.effects).hasSize(1);
        }
        EngineTurn turn = at(SECOND.multipliedBy(10));

        heard = heard.heard(turn, new EngineInput.WordsRead(true, turn.now, 4, heard.book()));

        assertThat(turn.effects).isEmpty();
        assertThat(heard.of("www").freeze()).isPresent();
        assertThat(wrongs(heard, at(Duration.ofMinutes(14)))).containsExactly(Trouble.Kind.STORE_WENT_BACK);
        assertThat(wrongs(heard, at(Duration.ofMinutes(16)))).isEmpty();
    }

    @Test
    void whatWasSaidSinceCountsBesideIt() {
        OperatorIntent down = OperatorIntent.down("www", "dc1").by("bob").because("test");
        WordBook since = WordBook.EMPTY.with(down, Instant.EPOCH.plusSeconds(2), null);

        Heard after = reads(knowing(7, frozenAt(Duration.ZERO)), SECOND.multipliedBy(3), 4, since);

        assertThat(after.of("www").words()).extracting(Word::kind).containsExactly(Word.Kind.DOWN, Word.Kind.FREEZE);
        assertThat(after.of("www").words()).extracting(Word::number).doesNotHaveDuplicates();
    }

    @Test
    void whatIsOverIsNotWrittenBack() {
        Heard over = knowing(7, frozenAt(Duration.ZERO)).expired(at(FREEZE.plusMinutes(1)));

        EngineTurn turn = at(FREEZE.plusMinutes(2));
        Heard after = over.heard(turn, new EngineInput.WordsRead(true, turn.now, 3, WordBook.EMPTY));

        assertThat(turn.effects)
                .as("only that its number was given")
                .containsExactly(new EngineEffect.KeepWords(List.of()));
        assertThat(after.of("www").words()).isEmpty();
        assertThat(wrongs(after, turn)).containsExactly(Trouble.Kind.STORE_WENT_BACK);
    }

    /** Whether a clear or a failback was obeyed goes by its number. */
    @Test
    void aWordThatIsSaidAfterwardsHasAHigherNumberThanAllThatWereGiven() {
        OperatorIntent clear = OperatorIntent.clear("www").by("alice").because("test");
        WordBook three = WordBook.EMPTY
                .with(clear, Instant.EPOCH, null)
                .with(clear, Instant.EPOCH.plusSeconds(1), null)
                .with(clear, Instant.EPOCH.plusSeconds(2), null);

        Heard after = reads(knowing(7, three), SECOND.multipliedBy(4), 0, WordBook.EMPTY);

        assertThat(after.book().with(clear, Instant.EPOCH.plusSeconds(4), null).last())
                .isEqualTo(4);
        EngineTurn turn = at(SECOND.multipliedBy(5));
        after.heard(turn, new EngineInput.WordsRead(true, turn.now, 1, after.book()));
        assertThat(turn.effects).as("it stands there again").isEmpty();
    }

    /** An operator restores a copy, finds it too old, and restores a newer one: all versions grow at that. */
    @Test
    void aFreezeThatWasSaidBetweenTwoRestoresHolds() {
        Heard first = knowing(12, new WordBook(9, List.of(), List.of()));
        Heard restored = reads(first, SECOND.multipliedBy(2), 2, new WordBook(1, List.of(), List.of()));
        OperatorIntent freeze = OperatorIntent.freeze("www").by("alice").because("test");
        WordBook frozen = restored.book().with(freeze, Instant.EPOCH.plusSeconds(3), null);
        Heard heard = reads(restored, SECOND.multipliedBy(3), 3, frozen);
        EngineTurn turn = at(SECOND.multipliedBy(4));

        Heard after =
                heard.heard(turn, new EngineInput.WordsRead(true, turn.now, 10, new WordBook(7, List.of(), List.of())));

        assertThat(after.of("www").freeze()).isPresent();
        assertThat(turn.effects).containsExactly(new EngineEffect.KeepWords(frozen.words()));
        assertThat(after.wrongs(turn).get(0).text())
                .isEqualTo("it holds version 10 of the operators' words, and version 3 of another past was seen before;"
                        + " of what was forgotten, 1 word is kept and written back");
    }

    @Test
    void whatEndsWhileItIsWrittenBackIsLeft() {
        Heard lost = reads(knowing(7, frozenAt(Duration.ZERO)), SECOND.multipliedBy(2), 3, WordBook.EMPTY);

        Heard over = lost.expired(at(FREEZE.plusMinutes(1)));

        assertThat(reads(over, FREEZE.plusMinutes(2), 3, WordBook.EMPTY)
                        .of("www")
                        .words())
                .isEmpty();
    }

    /** The look was on its way when a word of our own was stored: it shows what stood there before. */
    @Test
    void aLookThatCrossesASaveIsNoStoreThatWentBack() {
        Heard before = reads(new Heard(), Duration.ZERO, 6, WordBook.EMPTY);
        Heard saved = before.heard(
                at(Duration.ofMillis(1_040)),
                new EngineInput.WordsRead(false, Duration.ofMillis(1_000).toNanos(), 7, frozenAt(SECOND)));

        Heard after = saved.heard(
                at(Duration.ofMillis(1_050)),
                new EngineInput.WordsRead(true, Duration.ofMillis(1_010).toNanos(), 6, WordBook.EMPTY));

        assertThat(after.of("www").freeze()).isPresent();
        assertThat(wrongs(after, at(SECOND.multipliedBy(2)))).isEmpty();
    }

    @Test
    void theSameVersionWithOtherWordsIsAStoreThatWentBack() {
        Heard before = knowing(7, frozenAt(Duration.ZERO));
        OperatorIntent down = OperatorIntent.down("www", "dc1").by("bob").because("test");
        WordBook other = WordBook.EMPTY.with(down, Instant.EPOCH.plusSeconds(2), null);
        EngineTurn turn = at(SECOND.multipliedBy(3));

        Heard after = before.heard(turn, new EngineInput.WordsRead(true, turn.now, 7, other));

        assertThat(after.of("www").words()).extracting(Word::kind).containsExactly(Word.Kind.DOWN, Word.Kind.FREEZE);
        assertThat(wrongs(after, turn)).containsExactly(Trouble.Kind.STORE_WENT_BACK);
    }

    /** A save tells nothing of the entry that stops all engines. */
    @Test
    void ownSavesAreNoLooks() {
        Heard before = knowing(7, WordBook.EMPTY);

        Heard saved = before.heard(
                at(SECOND.multipliedBy(9)),
                new EngineInput.WordsRead(false, SECOND.multipliedBy(9).toNanos(), 8, frozenAt(Duration.ZERO)));

        assertThat(saved.heardAt()).hasValue(SECOND.toNanos());
        assertThat(saved.of("www").freeze()).isPresent();
    }
}
