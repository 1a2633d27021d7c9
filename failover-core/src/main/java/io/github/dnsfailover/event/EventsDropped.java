package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** A listener was too slow for its queue. */
public final class EventsDropped implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final long count;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param count how many events it missed
     */
    public EventsDropped(String pool, Instant at, long count) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.count = count;
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

    /** How many events it missed. */
    public long count() {
        return count;
    }

    @Override
    public String summary() {
        return count + " events were dropped for a slow listener";
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
