package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.dns.RecordSet;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The names hold values that are not of this pool: nothing is written until that has changed or the pool is told to adopt. */
public final class TakeOverRefused implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final List<RecordSet> found;
    private final String plan;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param found what was found
     * @param plan what would have been written
     */
    public TakeOverRefused(String pool, Instant at, List<RecordSet> found, String plan) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.found = List.copyOf(found);
        this.plan = Objects.requireNonNull(plan, "plan");
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

    /** What was found. */
    public List<RecordSet> found() {
        return found;
    }

    /** What would have been written. */
    public String plan() {
        return plan;
    }

    @Override
    public String summary() {
        return "take-over refused, found " + found + "; to replace it say takeOver(ADOPT), which would do: " + plan;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
