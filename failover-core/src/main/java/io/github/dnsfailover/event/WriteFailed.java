package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.dns.DnsProviderException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** A change failed. */
public final class WriteFailed implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final DnsProviderException.Outcome outcome;
    private final String detail;
    private final Duration retryIn;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param outcome whether the zone may have changed
     * @param detail what the provider said
     * @param retryIn how long until the provider is called again at the earliest
     */
    public WriteFailed(String pool, Instant at, DnsProviderException.Outcome outcome, String detail, Duration retryIn) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.outcome = Objects.requireNonNull(outcome, "outcome");
        this.detail = Objects.requireNonNull(detail, "detail");
        this.retryIn = Objects.requireNonNull(retryIn, "retryIn");
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

    /** Whether the zone may have changed. */
    public DnsProviderException.Outcome outcome() {
        return outcome;
    }

    /** What the provider said. */
    public String detail() {
        return detail;
    }

    /** How long until the provider is called again at the earliest. */
    public Duration retryIn() {
        return retryIn;
    }

    @Override
    public String summary() {
        return "write failed (" + outcome + "): " + detail;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
