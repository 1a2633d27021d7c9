package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** The engine trusts its own view again. */
public final class VantageSane implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final Duration lasted;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param lasted for how long it did not
     */
    public VantageSane(String pool, Instant at, Duration lasted) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.lasted = Objects.requireNonNull(lasted, "lasted");
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

    /** For how long it did not. */
    public Duration lasted() {
        return lasted;
    }

    @Override
    public String summary() {
        return "sees again after " + lasted.toSeconds() + " s";
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
