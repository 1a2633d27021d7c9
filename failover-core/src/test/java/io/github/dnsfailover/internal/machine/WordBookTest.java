package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.OperatorIntent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was said, how it is kept, and what replaces what. */
class WordBookTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String HEADER = "words 1\nlast=7\n";

    private static OperatorIntent said(OperatorIntent intent) {
        return intent.by("alice").because("work");
    }

    private static WordBook saying(OperatorIntent... intents) {
        WordBook book = WordBook.EMPTY;
        for (OperatorIntent intent : intents) {
            book = book.with(said(intent), NOON, null);
        }
        return book;
    }

    @Test
    void whatWasWrittenIsReadAgain() throws IOException {
        WordBook book = saying(
                        OperatorIntent.down("www", "dc1"),
                        OperatorIntent.pin("www", "aws")
                                .lasting(Duration.ofMinutes(1))
                                .evenIfUnproven())
                .with(OperatorIntent.freeze("shop").by("Zoë \"Z\"").because("it's 100 % \t odd really_"), NOON, null)
                .withEdited("api", "edited twice", NOON);

        assertThat(WordBook.decode(book.encode())).isEqualTo(book);
        assertThat(WordBook.decode("")).isEqualTo(WordBook.EMPTY);
        assertThat(WordBook.decode(WordBook.EMPTY.encode())).isEqualTo(WordBook.EMPTY);
        assertThat(book.of("www").pin()).map(Word::unproven).contains(true);
    }

    @Test
    void eachOwnerAndEnvironmentHasAnEntryOfItsOwn() {
        assertThat(WordBook.key("acme", "prod")).isEqualTo("words:acme/prod");
    }

    @Test
    void aBookIsTheSameForAPoolOfWhichNothingNewWasSaid() {
        WordBook book = saying(OperatorIntent.freeze("www"));
        WordBook later = book.with(said(OperatorIntent.freeze("shop")), NOON, null);

        assertThat(later.isSameFor("www", book)).isTrue();
        assertThat(later.isSameFor("shop", book)).isFalse();
    }

    @Test
    void aBookSaysMoreIfAWordWasAddedOrLiftedAndNotIfOneWasObeyed() {
        WordBook book = saying(OperatorIntent.freeze("www"), OperatorIntent.failback("www"));

        WordBook obeyed = book.without(List.of(2L));
        WordBook lifted = book.without(List.of(1L));
        WordBook added = book.with(said(OperatorIntent.down("www", "dc1")), NOON, null);

        assertThat(obeyed.saysMore("www", book)).isFalse();
        assertThat(lifted.saysMore("www", book)).isTrue();
        assertThat(added.saysMore("www", book)).isTrue();
        assertThat(added.saysMore("shop", book)).isFalse();
    }

    /** Whoever stored it before there was such a field did not know. */
    @Test
    void aClearTellsWhatItIsAboutAndOtherWordsDoNot() throws IOException {
        WordBook book = WordBook.EMPTY
                .with(said(OperatorIntent.clear("www")), NOON, "0a1b2c")
                .with(said(OperatorIntent.clear("shop")), NOON, "")
                .with(said(OperatorIntent.clear("api")), NOON, null)
                .with(said(OperatorIntent.freeze("mail")), NOON, "0a1b2c");

        WordBook read = WordBook.decode(book.encode());

        assertThat(read).isEqualTo(book);
        assertThat(read.words()).extracting(Word::seen).containsExactly("0a1b2c", "", null, null);
        assertThat(book.encode()).containsOnlyOnce("seen=_0a1b2c");
    }

    @Test
    void itIsOneNumberedWordALine() {
        WordBook book = saying(
                OperatorIntent.freeze("www"),
                OperatorIntent.pin("shop", "aws").lasting(Duration.ofMinutes(1)).evenIfUnproven());

        assertThat(book.encode().lines())
                .containsExactly(
                        "words 1",
                        "last=2",
                        "n=1 pool=_www kind=FREEZE who=_alice why=_work said=2026-01-01T12:00:00Z",
                        "n=2 pool=_shop kind=PIN endpoint=_aws who=_alice why=_work said=2026-01-01T12:00:00Z"
                                + " until=2026-01-01T12:01:00Z unproven=yes");
    }

    @Test
    void whatALaterVersionWroteIsKeptAsItStands() throws IOException {
        String later = HEADER
                + "n=7 pool=_www kind=FREEZE who=_bob why=_work said=2026-01-01T12:00:00Z mood=calm quietly\n"
                + "n=6 pool=_www kind=WHISPER who=_bob loud=no\n"
                + "group=_all mode=new\n";

        WordBook read = WordBook.decode(later).with(said(OperatorIntent.pin("shop", "aws")), NOON, null);

        assertThat(read.encode())
                .contains("kind=FREEZE who=_bob why=_work said=2026-01-01T12:00:00Z mood=calm quietly\n")
                .contains("n=6 pool=_www kind=WHISPER who=_bob loud=no\n")
                .contains("group=_all mode=new\n")
                .contains("n=8 pool=_shop kind=PIN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "of another program",
                "words 2\nlast=1",
                HEADER + "n=x pool=_www kind=FREEZE who=_a why=_b said=2026-01-01T12:00:00Z",
                HEADER + "n=1 pool=www kind=FREEZE who=_a why=_b said=2026-01-01T12:00:00Z",
                HEADER + "n=1 pool=_www kind=FREEZE why=_b said=2026-01-01T12:00:00Z",
                HEADER + "n=1 pool=_www kind=FREEZE who=_a why=_b said=noon",
                HEADER + "n=1 pool=_www kind=FREEZE who=_a why=_b said=2026-01-01T12:00:00Z until=later",
                HEADER + "n=1 pool=_www kind=FREEZE who=_%zz why=_b said=2026-01-01T12:00:00Z",
                "words 1\nlast=many"
            })
    void whatCannotBeReadIsRefusedAndNeverGuessed(String text) {
        assertThatThrownBy(() -> WordBook.decode(text)).isInstanceOf(IOException.class);
    }

    @Test
    void aWordReplacesTheOtherOneOnItsEndpointAndAPinTheOtherPin() {
        Intents intents = saying(
                        OperatorIntent.down("www", "dc1"),
                        OperatorIntent.down("www", "aws"),
                        OperatorIntent.pin("www", "aws"),
                        OperatorIntent.down("shop", "aws"),
                        OperatorIntent.up("www", "dc1"),
                        OperatorIntent.pin("www", "dc1"))
                .of("www");

        assertThat(intents)
                .hasToString(
                        "down aws by alice because work; up dc1 by alice because work; pin dc1 by alice because work");
        assertThat(intents.wordOn("dc1")).extracting(Word::kind).isEqualTo(Word.Kind.UP);
        assertThat(intents.wordOn("gcp")).isNull();
        assertThat(Intents.NONE).hasToString("none");
    }

    @Test
    void aClearForgetsEverythingOfItsPoolAndIsHeardItself() {
        WordBook book = saying(
                        OperatorIntent.freeze("www"),
                        OperatorIntent.down("shop", "aws"),
                        OperatorIntent.failback("www"))
                .withEdited("www", "twice", NOON)
                .with(said(OperatorIntent.clear("www")), NOON, null);

        assertThat(book.of("www").words()).extracting(Word::kind).containsExactly(Word.Kind.CLEAR);
        assertThat(book.of("www")).hasToString("none");
        assertThat(book.of("shop").words()).hasSize(1);
    }

    @Test
    void aFailbackLiftsThePin() {
        Intents intents = saying(OperatorIntent.pin("www", "aws"), OperatorIntent.failback("www"))
                .of("www");

        assertThat(intents.pin()).isEmpty();
        assertThat(intents.failback()).isPresent();
    }

    @Test
    void aNumberIsNeverGivenTwice() throws IOException {
        WordBook book = saying(OperatorIntent.freeze("www"), OperatorIntent.failback("www"));
        WordBook emptied = book.without(List.of(1L, 2L));

        WordBook next = WordBook.decode(emptied.encode()).with(said(OperatorIntent.freeze("www")), NOON, null);

        assertThat(next.words()).extracting(Word::number).containsExactly(3L);
    }

    @Test
    void whatIsLeftIsNeitherLessThanNothingNorMoreThanItWas() {
        Word pin = saying(OperatorIntent.pin("www", "aws").lasting(Duration.ofSeconds(60)))
                .words()
                .get(0);

        assertThat(pin.remaining(NOON.plusSeconds(20))).isEqualTo(Duration.ofSeconds(40));
        assertThat(pin.remaining(NOON.plusSeconds(90))).isEqualTo(Duration.ZERO);
        assertThat(pin.remaining(NOON.minusSeconds(3600))).isEqualTo(Duration.ofSeconds(60));
        assertThat(pin.text()).isEqualTo("pin aws until 2026-01-01T12:01:00Z by alice because work");
    }

    @Test
    void whatTheVersionBeforeStoredIsUnderstood() throws IOException {
        String old = """
                intents 1
                PIN _aws _alice _patching 2026-01-01T12:00:00Z 2026-01-01T14:00:00Z
                FREEZE _ _bob _why%0Anot 2026-01-01T12:00:00Z never
                """;

        WordBook book = WordBook.EMPTY.withOld("www", old).withOld("shop", "");

        assertThat(book.of("www"))
                .hasToString(
                        "pin aws until 2026-01-01T14:00:00Z by alice because patching; freeze by bob because why not");
        assertThat(book.of("www").pin()).map(Word::unproven).contains(true);
        assertThatThrownBy(() -> WordBook.EMPTY.withOld("www", "intents 9\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> WordBook.EMPTY.withOld("www", "intents 1\nPIN _aws"))
                .isInstanceOf(IOException.class);
    }
}
