package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** The provider answers again. */
public final class ProviderRecovered implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final String provider;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param provider what the provider is called
     */
    public ProviderRecovered(String pool, Instant at, String provider) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.provider = Objects.requireNonNull(provider, "provider");
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

    /** What the provider is called. */
    public String provider() {
        return provider;
    }

    @Override
    public String summary() {
        return provider + " answers again";
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
