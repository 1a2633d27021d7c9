package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a check that somebody else wrote comes to, by the contract of {@link HealthCheck}. */
final class Outcome {

    private Outcome() {}

    /**
     * The check's result; an exception is unhealthy, null and an interrupt are inconclusive, an {@link Error} goes
     * through.
     */
    static HealthResult of(HealthCheck check, Target target, Duration timeout) {
        try {
            @Nullable HealthResult result = check.check(target, timeout);
            return result != null ? result : HealthResult.inconclusive("the check returned null");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HealthResult.inconclusive("interrupted");
        } catch (Exception e) {
            return HealthResult.unhealthy(DetailText.said(e));
        }
    }
}
