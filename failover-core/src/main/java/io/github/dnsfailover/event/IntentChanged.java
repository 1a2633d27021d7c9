package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** What operators said has changed. */
public final class IntentChanged implements FailoverEvent {

    /** What happened to an intent. */
    public enum Change {
        /** It was said, and stands. */
        SAID,
        /** Its time is over. */
        EXPIRED,
        /** It was lifted. */
        CLEARED,
        /** It was found in the state store. */
        LOADED
    }

    private final String pool;
    private final Instant at;
    private final Change change;
    private final String intent;
    private final String detail;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param change what happened to the intent
     * @param intent the intent
     * @param detail why, where that is known
     */
    public IntentChanged(String pool, Instant at, Change change, String intent, String detail) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.change = Objects.requireNonNull(change, "change");
        this.intent = Objects.requireNonNull(intent, "intent");
        this.detail = Objects.requireNonNull(detail, "detail");
    }

    @Override
    public String pool() {
        return pool;
    }

    @Override
    public Instant at() {
        return at;
    }

    @Override
    public Severity severity() {
        return Severity.NOTICE;
    }

    /** What happened to the intent. */
    public Change change() {
        return change;
    }

    /** The intent. */
    public String intent() {
        return intent;
    }

    /** Why, where that is known. */
    public String detail() {
        return detail;
    }

    @Override
    public String summary() {
        return "intent " + change + ": " + intent + (detail.isEmpty() ? "" : ": " + detail);
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
