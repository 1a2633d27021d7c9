package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.RecordSet;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands where the mark belongs and is none, and whether an operator said that it may be replaced. He means the
 * text that he knows of, so what he says holds for just that one, and only in the term in which it was heard: the next
 * one is somebody's next word. Immutable.
 */
final class NoMark extends Part<NoMark> {

    /** Null if there is none, or if nothing was read yet. */
    private @Nullable RecordSet text;

    /** Since when it is known, and what the wall clock said then; meaningful only while there is one. */
    private long since;

    private Instant sinceWall = Instant.EPOCH;

    /** The fingerprint of the text that may be replaced; empty if none may. */
    private String cleared = "";

    NoMark() {}

    /** The fingerprint of it; empty if there is none. */
    String fingerprint() {
        RecordSet there = text;
        return there == null ? "" : fingerprint(there);
    }

    static String fingerprint(RecordSet set) {
        return Mark.fingerprintOf(List.of(set));
    }

    boolean mayBeReplaced() {
        return text != null && cleared.equals(fingerprint());
    }

    /** Follows what a read found. */
    NoMark found(Turn turn, Found read) {
        RecordSet there = read.isNoMarkAtAll() ? read.markSet() : null;
        if (there == null) {
            return text == null && cleared.isEmpty() ? this : new NoMark();
        }
        if (Objects.equals(there, text)) {
            return this;
        }
        NoMark next = copy();
        next.text = there;
        next.since = turn.now;
        next.sinceWall = turn.wall;
        next.cleared = text == null ? cleared : "";
        return next;
    }

    /** An operator wants it forgotten. */
    NoMark cleared(Turn turn, Word word) {
        String meant = word.seen() != null ? word.seen() : isKnownFor(turn, word) ? fingerprint() : "";
        if (meant.isEmpty()) {
            return this;
        }
        NoMark next = copy();
        next.cleared = meant;
        return next;
    }

    /**
     * Whether it was known here when the word was said, at an instance that cannot tell what stood there: by the
     * clocks, and since longer than a word takes to be heard, should one of them be wrong.
     */
    private boolean isKnownFor(Turn turn, Word word) {
        return !word.said().isBefore(sinceWall) && turn.now - since >= Limits.WORD_TRAVELS.toNanos();
    }
}
