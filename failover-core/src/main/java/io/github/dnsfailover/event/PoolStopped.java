package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** The engine was closed; DNS stays as it is. */
public final class PoolStopped implements FailoverEvent {

    private final String pool;
    private final Instant at;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     */
    public PoolStopped(String pool, Instant at) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
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
        return Severity.DETAIL;
    }

    @Override
    public String summary() {
        return "stopped; DNS stays as it is";
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
