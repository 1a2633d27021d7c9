package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** The application met a burst of failures of an endpoint, so its next probes come at once. */
public final class FailuresReported implements FailoverEvent {

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
     * @param detail how many failures, and what the last one was
     */
    public FailuresReported(String pool, Instant at, String endpoint, String detail) {
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
        return Severity.DETAIL;
    }

    /** Id of the endpoint. */
    public String endpoint() {
        return endpoint;
    }

    /** How many failures, and what the last one was. */
    public String detail() {
        return detail;
    }

    @Override
    public String summary() {
        return endpoint + " is probed at once: " + detail;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
