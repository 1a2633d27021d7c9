package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** No endpoint is healthy. */
public final class AllEndpointsDown implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final String response;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param response what the engine does about it
     */
    public AllEndpointsDown(String pool, Instant at, String response) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.response = Objects.requireNonNull(response, "response");
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

    /** What the engine does about it. */
    public String response() {
        return response;
    }

    @Override
    public String summary() {
        return "every endpoint is unhealthy; " + response;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
