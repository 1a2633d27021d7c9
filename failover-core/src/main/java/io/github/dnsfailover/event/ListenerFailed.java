package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** A listener threw. Said once until it takes an event without throwing; never said to that listener. */
public final class ListenerFailed implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final String listener;
    private final String detail;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param listener class of the listener
     * @param detail what it threw
     */
    public ListenerFailed(String pool, Instant at, String listener, String detail) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.listener = Objects.requireNonNull(listener, "listener");
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
        return Severity.WARNING;
    }

    /** Class of the listener. */
    public String listener() {
        return listener;
    }

    /** What it threw. */
    public String detail() {
        return detail;
    }

    @Override
    public String summary() {
        return "listener " + listener + " threw " + detail;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
