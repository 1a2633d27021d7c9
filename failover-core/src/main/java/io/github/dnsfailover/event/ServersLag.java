package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Some authoritative servers do not give the new answer yet; they are asked further, slowly. */
public final class ServersLag implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final List<String> to;
    private final List<String> servers;
    private final Duration waited;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param to ids of the endpoints published now
     * @param servers the servers that lag, each with what it said
     * @param waited time since the change was accepted
     */
    public ServersLag(String pool, Instant at, List<String> to, List<String> servers, Duration waited) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.to = List.copyOf(to);
        this.servers = List.copyOf(servers);
        this.waited = Objects.requireNonNull(waited, "waited");
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

    /** Ids of the endpoints published now. */
    public List<String> to() {
        return to;
    }

    /** The servers that lag, each with what it said. */
    public List<String> servers() {
        return servers;
    }

    /** Time since the change was accepted. */
    public Duration waited() {
        return waited;
    }

    @Override
    public String summary() {
        return servers + " do not answer " + to + " after " + waited.toSeconds() + " s";
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
