package io.github.dnsfailover;

import java.time.Duration;

/**
 * Finds out whether one target serves.
 *
 * <pre>{@code
 * HealthCheck queueIsShort = (target, timeout) -> admin.queueLength(target.host(), timeout) < 1_000
 *         ? HealthResult.healthy()
 *         : HealthResult.unhealthy("queue too long");
 * }</pre>
 *
 * <p>Implementations are thread-safe: several targets are probed at once. A call may block, should end within the
 * timeout, and should end early when its thread is interrupted.
 */
@FunctionalInterface
public interface HealthCheck {

    /**
     * Probes one target once.
     *
     * @param timeout when to give up. A call that has not returned by then counts as unhealthy. If the target has a
     *     name only, it counts as inconclusive: the JVM's look-up of a name knows no timeout, and a resolver that hangs
     *     is a fault on the prober's side. So a check of such a target must itself limit what it does after the
     *     look-up, and return unhealthy when the server is silent
     * @return what was found; a null counts as inconclusive
     * @throws Exception an exception counts as unhealthy with its message as detail, except where the fault is on the
     *     prober's side, which a check says by returning {@link HealthResult#inconclusive}; an {@link Error} counts as
     *     inconclusive
     */
    HealthResult check(Target target, Duration timeout) throws Exception;
}
