package io.github.dnsfailover;

import io.github.dnsfailover.internal.machine.ReadyPolicy;

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
        return new ReadyPolicy.OrderedPriority();
    }

    /**
     * Every endpoint that may serve.
     *
     * @param minimum when fewer may serve, while one that is published still does, the record is held as it is: a few
     *     places must not get the load of all
     * @throws IllegalArgumentException if the minimum is below 1
     */
    static FailoverPolicy serveAllHealthy(int minimum) {
        return new ReadyPolicy.ServeAllHealthy(minimum);
    }
}
