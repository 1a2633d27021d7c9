package io.github.dnsfailover;

import java.util.List;
import java.util.Objects;

/** What a policy sees of a pool: its endpoints, the best first. Immutable. */
public final class PoolView {

    private final String pool;
    private final List<EndpointView> endpoints;

    /**
     * Makes a view, for tests of policies; the engine makes its own.
     *
     * @param endpoints by priority, the best first
     */
    public PoolView(String pool, List<EndpointView> endpoints) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.endpoints = List.copyOf(endpoints);
    }

    /** The pool's name. */
    public String pool() {
        return pool;
    }

    /** All endpoints by priority, of equals in the order of the pool. */
    public List<EndpointView> endpoints() {
        return endpoints;
    }

    /** Those that may be in the record after the next change, the best first. */
    public List<Endpoint> serving() {
        return endpoints.stream()
                .filter(EndpointView::mayServe)
                .map(EndpointView::endpoint)
                .toList();
    }

    @Override
    public String toString() {
        return pool + " " + endpoints;
    }
}
