package io.github.dnsfailover.client;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Published;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tells a process that serves as an endpoint of a pool whether the records lead clients to it.
 *
 * <pre>{@code
 * Serving serving = Serving.of(engine, www, "cloudhelix");
 * if (serving.state().isLeft()) {
 *     ... // take no writes
 * }
 * }</pre>
 *
 * <p>Thread-safe, and cheap enough for each request: it answers from memory.
 */
public final class Serving {

    /** Where a place stands. */
    public enum State {
        /** The records lead here. */
        PUBLISHED,
        /**
         * The records lead elsewhere, but resolvers that keep to the TTL may still lead here: until the horizon, and as
         * long as it is not proved that every authoritative server gives the change, but for ten minutes at most.
         */
        LEAVING,
        /** The records lead elsewhere and the horizon is over; or they never led here. */
        LEFT,
        /** It is not known what the records give at this moment. No reason to stop serving. */
        UNKNOWN;

        /** Whether the records are known to lead elsewhere: leaving or left. */
        public boolean isLeft() {
            return this == LEAVING || this == LEFT;
        }
    }

    /** A leader that dies before it has proved a change leaves it unproved; by then servers have it, or never will. */
    private static final Duration LONGEST_PROOF = Duration.ofMinutes(10);

    private final EngineView engine;
    private final EndpointPool pool;
    private final String endpoint;

    private Serving(EngineView engine, EndpointPool pool, String endpoint) {
        this.engine = engine;
        this.pool = pool;
        this.endpoint = endpoint;
    }

    /**
     * For the process that serves as this endpoint.
     *
     * @param endpoint the endpoint's id
     * @throws IllegalArgumentException if the pool is none of the engine's, or has no such endpoint
     */
    public static Serving of(FailoverEngine engine, EndpointPool pool, String endpoint) {
        return of(EngineView.of(engine), pool, endpoint);
    }

    static Serving of(EngineView engine, EndpointPool pool, String endpoint) {
        requireKnown(engine, pool, endpoint);
        return new Serving(engine, pool, endpoint);
    }

    /** Refuses a pool that is none of the engine's, and an endpoint that is none of the pool's. */
    static void requireKnown(EngineView engine, EndpointPool pool, String endpoint) {
        if (engine.pools().stream().noneMatch(each -> each.pool().equals(pool.pool()))) {
            throw new IllegalArgumentException("pool: " + pool.pool() + " is none of the engine's");
        }
        List<String> ids = pool.endpoints().stream().map(Endpoint::id).toList();
        if (!ids.contains(endpoint)) {
            throw new IllegalArgumentException(
                    "endpoint: " + endpoint + " is none of pool " + pool.pool() + "'s " + ids);
        }
    }

    /** Where it stands at this moment. */
    public State state() {
        Optional<Published> published = engine.published(pool.pool());
        return published.isEmpty()
                ? State.UNKNOWN
                : state(published.get(), endpoint, engine.runtime().now());
    }

    /** The pool that it serves for. */
    EndpointPool pool() {
        return pool;
    }

    /** What it goes by: time as the engine has it. */
    long nanoTime() {
        return engine.runtime().nanoTime();
    }

    /** Pure. */
    static State state(Published published, String endpoint, Instant now) {
        if (published.has(endpoint)) {
            return State.PUBLISHED;
        }
        boolean unproved = published
                .move()
                .filter(move -> !move.proved()) // the horizon is the least then: it runs from the last server's turn
                .filter(move -> now.isBefore(move.accepted().plus(LONGEST_PROOF)))
                .filter(move -> move.left().stream().anyMatch(left -> left.id().equals(endpoint)))
                .isPresent();
        boolean held = published.horizon().filter(now::isBefore).isPresent();
        return unproved || held ? State.LEAVING : State.LEFT;
    }

    @Override
    public String toString() {
        return pool.pool() + "/" + endpoint;
    }
}
