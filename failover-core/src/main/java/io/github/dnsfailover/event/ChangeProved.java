package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/** Every authoritative server gives the new answer. */
public final class ChangeProved implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final List<String> to;
    private final Instant detected;
    private final Instant decided;
    private final Instant accepted;
    private final Instant firstServer;
    private final Instant lastServer;
    private final Instant horizon;
    private final List<String> servers;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param to ids of the endpoints published now
     * @param detected when the last health that led to the change changed, or the need was seen
     * @param decided when it was decided
     * @param accepted when the provider had accepted it
     * @param firstServer when the first server gave the new answer
     * @param lastServer when the last server gave it
     * @param horizon when resolvers that keep to the TTL have forgotten the old answer
     * @param servers the servers asked
     */
    public ChangeProved(
            String pool,
            Instant at,
            List<String> to,
            Instant detected,
            Instant decided,
            Instant accepted,
            Instant firstServer,
            Instant lastServer,
            Instant horizon,
            List<String> servers) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.to = List.copyOf(to);
        this.detected = Objects.requireNonNull(detected, "detected");
        this.decided = Objects.requireNonNull(decided, "decided");
        this.accepted = Objects.requireNonNull(accepted, "accepted");
        this.firstServer = Objects.requireNonNull(firstServer, "firstServer");
        this.lastServer = Objects.requireNonNull(lastServer, "lastServer");
        this.horizon = Objects.requireNonNull(horizon, "horizon");
        this.servers = List.copyOf(servers);
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

    /** Ids of the endpoints published now. */
    public List<String> to() {
        return to;
    }

    /** When the last health that led to the change changed, or the need was seen. */
    public Instant detected() {
        return detected;
    }

    /** When it was decided. */
    public Instant decided() {
        return decided;
    }

    /** When the provider had accepted it. */
    public Instant accepted() {
        return accepted;
    }

    /** When the first server gave the new answer. */
    public Instant firstServer() {
        return firstServer;
    }

    /** When the last server gave it. */
    public Instant lastServer() {
        return lastServer;
    }

    /**
     * When resolvers that keep to the TTL have forgotten the old answer. An old alias has the TTLs of its target, which nobody
     * tells us: 60 s are assumed, as load balancers have.
     */
    public Instant horizon() {
        return horizon;
    }

    /** The servers asked. */
    public List<String> servers() {
        return servers;
    }

    @Override
    public String summary() {
        String all = servers.size() == 1 ? "the one server answers " : "all " + servers.size() + " servers answer ";
        // Rounded up: by then it is so.
        Instant second = horizon.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
        return all + to + "; resolvers that keep to the TTL follow until " + second;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
