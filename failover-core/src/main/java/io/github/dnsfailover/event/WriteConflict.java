package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.dns.RecordSet;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** A change was refused, since the records were not as they were when it was planned. It is planned anew. */
public final class WriteConflict implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final List<RecordSet> actual;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param actual what stands there
     */
    public WriteConflict(String pool, Instant at, List<RecordSet> actual) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.actual = List.copyOf(actual);
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

    /** What stands there. */
    public List<RecordSet> actual() {
        return actual;
    }

    @Override
    public String summary() {
        return "write conflict, found " + actual;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
