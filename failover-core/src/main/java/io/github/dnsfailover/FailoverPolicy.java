package io.github.dnsfailover;

import java.util.List;

/**
 * Chooses which endpoints to publish.
 *
 * <p>A pure function: it reads no clock, keeps no state, calls no one, and does not block; the engine calls it on its
 * one thread, often. Thresholds, freshness, failback, hold-down and leadership are the engine's business: a policy
 * only chooses. What it throws becomes an event, and nothing changes.
 *
 * <pre>{@code
 * FailoverPolicy onlyTheBest = view -> view.serving().isEmpty()
 *         ? new Decision.Hold("nothing may serve")
 *         : new Decision.Publish(view.serving().subList(0, 1), "the best");
 * }</pre>
 */
@FunctionalInterface
public interface FailoverPolicy {

    /** Chooses. */
    Decision decide(PoolView view);

    /** One endpoint: the best that may serve. The default. */
    static FailoverPolicy orderedPriority() {
        return view -> {
            for (EndpointView endpoint : view.endpoints()) {
                if (endpoint.mayServe()) {
                    return new Decision.Publish(
                            List.of(endpoint.endpoint()), endpoint.endpoint().id() + " is the best that may serve");
                }
            }
            return new Decision.Hold("no endpoint may serve");
        };
    }

    /**
     * Every endpoint that may serve.
     *
     * @param minimum when fewer may serve, while one that is published still does, the record is held as it is: a few
     *     places must not get the load of all
     * @throws IllegalArgumentException if the minimum is below 1
     */
    static FailoverPolicy serveAllHealthy(int minimum) {
        if (minimum < 1) {
            throw new IllegalArgumentException("minimum: " + minimum + "; at least 1 is needed");
        }
        return view -> {
            List<Endpoint> serving = view.serving();
            if (serving.isEmpty()) {
                return new Decision.Hold("no endpoint may serve");
            }
            boolean publishedServes = view.endpoints().stream().anyMatch(e -> e.published() && e.mayServe());
            if (serving.size() < minimum && publishedServes) {
                return new Decision.Hold(serving.size() + " of at least " + minimum + " may serve");
            }
            return new Decision.Publish(serving, serving.size() + " may serve");
        };
    }
}
