package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Health;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The settled opinion on an endpoint changed. */
public final class HealthChanged implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final String endpoint;
    private final Health from;
    private final Health to;
    private final String detail;
    private final List<ProbeEvidence> evidence;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param endpoint id of the endpoint
     * @param from the opinion until now
     * @param to the opinion from now on
     * @param detail what the last probe said, each address told apart
     * @param evidence the probes that caused it, the oldest first
     */
    public HealthChanged(
            String pool,
            Instant at,
            String endpoint,
            Health from,
            Health to,
            String detail,
            List<ProbeEvidence> evidence) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
        this.from = Objects.requireNonNull(from, "from");
        this.to = Objects.requireNonNull(to, "to");
        this.detail = Objects.requireNonNull(detail, "detail");
        this.evidence = List.copyOf(evidence);
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
        return to == Health.UNHEALTHY ? Severity.WARNING : Severity.DETAIL;
    }

    /** Id of the endpoint. */
    public String endpoint() {
        return endpoint;
    }

    /** The opinion until now. */
    public Health from() {
        return from;
    }

    /** The opinion from now on. */
    public Health to() {
        return to;
    }

    /** What the last probe said, each address told apart. */
    public String detail() {
        return detail;
    }

    /** The probes that caused it, the oldest first. */
    public List<ProbeEvidence> evidence() {
        return evidence;
    }

    @Override
    public String summary() {
        return "endpoint " + endpoint + " is " + to + ", was " + from + (detail.isEmpty() ? "" : ": " + detail);
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
