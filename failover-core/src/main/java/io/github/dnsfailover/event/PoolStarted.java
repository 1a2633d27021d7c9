package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** A pool was started. */
public final class PoolStarted implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final String convergence;
    private final String provider;
    private final List<String> warnings;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param convergence how soon after faults the record is right, term by term
     * @param provider what the provider is called
     * @param warnings settings that are allowed but dangerous
     */
    public PoolStarted(String pool, Instant at, String convergence, String provider, List<String> warnings) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.convergence = Objects.requireNonNull(convergence, "convergence");
        this.provider = Objects.requireNonNull(provider, "provider");
        this.warnings = List.copyOf(warnings);
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
        return warnings.isEmpty() ? Severity.DETAIL : Severity.WARNING;
    }

    /** How soon after faults the record is right, term by term. */
    public String convergence() {
        return convergence;
    }

    /** What the provider is called. */
    public String provider() {
        return provider;
    }

    /** Settings that are allowed but dangerous. */
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public String summary() {
        return "started on " + provider + (warnings.isEmpty() ? "" : "; beware: " + String.join("; ", warnings));
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
