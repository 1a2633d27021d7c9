package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** The state store works again. */
public final class StateStoreRecovered implements FailoverEvent {

    private final String pool;
    private final Instant at;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     */
    public StateStoreRecovered(String pool, Instant at) {
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
        return Severity.NOTICE;
    }

    @Override
    public String summary() {
        return "state store works again";
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
