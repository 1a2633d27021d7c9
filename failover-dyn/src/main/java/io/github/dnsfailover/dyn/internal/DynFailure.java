package io.github.dnsfailover.dyn.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request did not end as it should have; says what is known of its effect. The message holds no secret. */
public final class DynFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is known. */
    public enum Kind {
        /** It had no effect: nothing was sent, or the service said so. */
        NOT_DONE,
        /** It may have had an effect, or may still have one. */
        UNCLEAR,
        /**
         * The service does not know the session any more; it had no effect, and what the session had queued is gone.
         */
        SESSION_LOST,
        /** The publish may have been taken, or may still be: the zone may change. */
        MAYBE_PUBLISHED,
        /** The session still works on an earlier job, for longer than the call could wait; it had no effect. */
        BUSY
    }

    private final Kind kind;
    private final Duration retryAfter;
    private final Word word;

    /** What the service itself said. */
    private enum Word {
        NONE,
        SOME,
        /** That the account has made too many requests. */
        TOO_MANY,
        /** Records that cannot be managed. */
        UNREADABLE
    }

    private DynFailure(Kind kind, String message, @Nullable Throwable cause, Duration retryAfter, Word word) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
        this.word = word;
    }

    static DynFailure of(Kind kind, String message) {
        return new DynFailure(kind, message, null, Duration.ZERO, Word.NONE);
    }

    static DynFailure of(Kind kind, String message, Throwable cause) {
        return new DynFailure(kind, message, cause, Duration.ZERO, Word.NONE);
    }

    static DynFailure notDone(String message) {
        return of(Kind.NOT_DONE, message);
    }

    static DynFailure unclear(String message) {
        return of(Kind.UNCLEAR, message);
    }

    DynFailure retryAfter(Duration delay) {
        return new DynFailure(kind, text(), getCause(), delay, word);
    }

    /** The same, as a word of the service. */
    DynFailure answered() {
        return new DynFailure(kind, text(), getCause(), retryAfter, Word.SOME);
    }

    /** The same, as the word of the service that the account has made too many requests. */
    DynFailure throttled() {
        return new DynFailure(kind, text(), getCause(), retryAfter, Word.TOO_MANY);
    }

    /** The same, since the service told of records that cannot be managed. */
    DynFailure unreadable() {
        return new DynFailure(kind, text(), getCause(), retryAfter, Word.UNREADABLE);
    }

    /** Whether it is since the service told of records that cannot be managed. */
    public boolean isUnreadable() {
        return word == Word.UNREADABLE;
    }

    /** Whether it is since the account has made too many requests. */
    public boolean isThrottled() {
        return word == Word.TOO_MANY;
    }

    /** Whether it is marked as a word of the service. */
    public boolean isAnswered() {
        return word != Word.NONE;
    }

    /** What is known of its effect. */
    public Kind kind() {
        return kind;
    }

    /** When to come again; zero if nothing says so. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** The message, never null. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
