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
    private final boolean answered;

    private DynFailure(Kind kind, String message, @Nullable Throwable cause, Duration retryAfter, boolean answered) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
        this.answered = answered;
    }

    static DynFailure of(Kind kind, String message) {
        return new DynFailure(kind, message, null, Duration.ZERO, false);
    }

    static DynFailure of(Kind kind, String message, Throwable cause) {
        return new DynFailure(kind, message, cause, Duration.ZERO, false);
    }

    static DynFailure notDone(String message) {
        return of(Kind.NOT_DONE, message);
    }

    static DynFailure unclear(String message) {
        return of(Kind.UNCLEAR, message);
    }

    DynFailure retryAfter(Duration delay) {
        return new DynFailure(kind, text(), getCause(), delay, answered);
    }

    /** The same, as a word of the service. */
    DynFailure answered() {
        return new DynFailure(kind, text(), getCause(), retryAfter, true);
    }

    /** Whether it is marked as a word of the service. */
    public boolean isAnswered() {
        return answered;
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
