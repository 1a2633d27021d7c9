package io.github.dnsfailover;

import java.util.Objects;

/** What became of an {@link OperatorIntent}. Immutable. */
public final class IntentOutcome {

    /** The ends that there are. */
    public enum Kind {
        /**
         * It stands, and the record is as it asks: a pinned endpoint is published, one that is down is not. Of a
         * freeze: nothing is written, and the text says what clients get. Said at an engine that does not lead: the one
         * that leads has heard it and acts on it, and its own snapshot shows how.
         */
        DONE,
        /**
         * It stands; the record will follow when what is in the way has gone, which the text names. That may be another
         * word, or that there is nowhere better to go.
         */
        WAITING,
        /** It was not taken; the text says why. Nothing has changed. */
        REFUSED
    }

    private final Kind kind;
    private final String text;

    private IntentOutcome(Kind kind, String text) {
        this.kind = kind;
        this.text = Objects.requireNonNull(text, "text");
    }

    /** It stands, and the record is as it asks. */
    public static IntentOutcome done(String text) {
        return new IntentOutcome(Kind.DONE, text);
    }

    /** It stands, but the record does not follow yet. */
    public static IntentOutcome waiting(String text) {
        return new IntentOutcome(Kind.WAITING, text);
    }

    /** It was not taken. */
    public static IntentOutcome refused(String text) {
        return new IntentOutcome(Kind.REFUSED, text);
    }

    /** How it ended. */
    public Kind kind() {
        return kind;
    }

    /** For people. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return kind + ": " + text;
    }
}
