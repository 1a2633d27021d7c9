package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** A check broke its contract: an Error, a null, or a call that does not end. Said once for each endpoint until a probe ends well. */
public final class CheckMisbehaved implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final String endpoint;
    private final String detail;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param endpoint id of the endpoint
     * @param detail what it did
     */
    public CheckMisbehaved(String pool, Instant at, String endpoint, String detail) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
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

    /** Id of the endpoint. */
    public String endpoint() {
        return endpoint;
    }

    /** What it did. */
    public String detail() {
        return detail;
    }

    @Override
    public String summary() {
        return "check of endpoint " + endpoint + " " + detail;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
