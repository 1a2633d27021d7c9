package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** The mark says that another owner, environment, pool or newer engine manages the records: nothing is written. */
public final class ForeignOwner implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final String mark;
    private final String detail;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param mark the mark as found
     * @param detail what differs
     */
    public ForeignOwner(String pool, Instant at, String mark, String detail) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.mark = Objects.requireNonNull(mark, "mark");
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

    /** The mark as found. */
    public String mark() {
        return mark;
    }

    /** What differs. */
    public String detail() {
        return detail;
    }

    @Override
    public String summary() {
        return "not ours: " + detail + "; mark " + mark;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
