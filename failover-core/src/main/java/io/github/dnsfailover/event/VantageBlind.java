package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** The engine does not trust its own view: it moves nothing and gives up the lead. */
public final class VantageBlind implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final String detail;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param detail why
     */
    public VantageBlind(String pool, Instant at, String detail) {
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

    /** Why. */
    public String detail() {
        return detail;
    }

    @Override
    public String summary() {
        return "blind: " + detail;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
