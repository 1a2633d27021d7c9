package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.dns.RecordSet;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** A read told what became of a change whose outcome was unknown. */
public final class UnknownResolved implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final boolean applied;
    private final List<RecordSet> found;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param applied whether the change stands
     * @param found what stands there
     */
    public UnknownResolved(String pool, Instant at, boolean applied, List<RecordSet> found) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.applied = applied;
        this.found = List.copyOf(found);
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

    /** Whether the change stands. */
    public boolean applied() {
        return applied;
    }

    /** What stands there. */
    public List<RecordSet> found() {
        return found;
    }

    @Override
    public String summary() {
        return "the change of unknown outcome was " + (applied ? "" : "not ") + "made";
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
