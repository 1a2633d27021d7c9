package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** The state store cannot be read or written. Nothing is written to DNS until it can be read. Said once until it works again. */
public final class StateStoreFailed implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final String detail;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param detail what it said
     */
    public StateStoreFailed(String pool, Instant at, String detail) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
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

    /** What it said. */
    public String detail() {
        return detail;
    }

    @Override
    public String summary() {
        return "state store: " + detail;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
