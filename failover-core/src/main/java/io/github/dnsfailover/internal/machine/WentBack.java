package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import java.util.List;
import java.util.OptionalLong;

/**
 * Whether the state store went back: it was restored from an older copy, or wiped. What operators said and it forgot is
 * kept and written back. What it remembers counts again, although it may have been cleared since: nobody can tell that
 * from something that was said a moment ago. Immutable.
 */
final class WentBack extends Part<WentBack> {

    /** Words that are kept and were not seen to stand there again. */
    private List<Word> missing = List.of();

    /** When it was noticed last; empty if it never was. */
    private OptionalLong noticed = OptionalLong.empty();

    /** What was seen then. */
    private String text = "";

    WentBack() {}

    /** The words that are to be written back. */
    List<Word> missing() {
        return missing;
    }

    /** After a look at a store that remembers what it did. */
    WentBack looked(EngineInput.WordsRead input) {
        return missing.isEmpty() ? this : missing(missing, input);
    }

    /**
     * The store went back.
     *
     * @param known what was known before, and is not over
     */
    WentBack noticed(EngineTurn turn, long version, List<Word> known, EngineInput.WordsRead input) {
        WentBack next = missing(known, input);
        next.noticed = OptionalLong.of(turn.now);
        String past = input.version() < version ? "" : "of another past ";
        next.text = "it holds version " + input.version() + " of the operators' words, and version " + version + " "
                + past + "was seen before; "
                + (next.missing.isEmpty()
                        ? "every word that is known here stands there"
                        : "of what was forgotten, " + next.missing.size()
                                + (next.missing.size() == 1 ? " word is" : " words are")
                                + " kept and written back");
        return next;
    }

    private WentBack missing(List<Word> wanted, EngineInput.WordsRead input) {
        WentBack next = copy();
        next.missing = wanted.stream().filter(word -> !input.book().has(word)).toList();
        return next;
    }

    /** What counts: what stands there, and what it forgot. */
    WordBook with(WordBook read) {
        return read.withKept(missing);
    }

    /** A word that is over need not be written back. */
    WentBack without(long number) {
        if (missing.stream().noneMatch(word -> word.number() == number)) {
            return this;
        }
        WentBack next = copy();
        next.missing = missing.stream().filter(word -> word.number() != number).toList();
        return next;
    }

    List<Wrong> wrongs(EngineTurn turn) {
        boolean isOver = missing.isEmpty()
                && (noticed.isEmpty() || turn.reachedOrWake(noticed.getAsLong() + Limits.WENT_BACK_TOLD.toNanos()));
        return isOver
                ? List.of()
                : List.of(new Wrong(
                        Trouble.Kind.STORE_WENT_BACK, "", "", turn.spec.names(), text, Severity.WARNING, false));
    }
}
