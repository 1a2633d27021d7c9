package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The opposite of another check, for conditions that must not hold: a maintenance page, a standby that says it is the
 * primary.
 *
 * <pre>{@code
 * CombinedCheck.allOf(web, InvertedCheck.of(HttpCheck.get("/maintenance").host("www.example.com").build()))
 * }</pre>
 *
 * <p><b>Trap.</b> A dead target fails the inner check and is healthy here. So it hardly ever stands alone: combine it
 * with a check that proves life.
 *
 * <p>What is inconclusive stays so, and an exception of the inner check goes through, so that a broken check is never a
 * healthy target. Immutable, and thread-safe if the inner check is.
 */
public final class InvertedCheck implements HealthCheck {

    private final HealthCheck check;

    private InvertedCheck(HealthCheck check) {
        this.check = check;
    }

    /** The opposite of this check. */
    public static InvertedCheck of(HealthCheck check) {
        return new InvertedCheck(Objects.requireNonNull(check, "check"));
    }

    @Override
    public HealthResult check(Target target, Duration timeout) throws Exception {
        @Nullable HealthResult result = check.check(target, timeout);
        if (result == null) {
            return HealthResult.inconclusive("the check returned null");
        }
        return switch (result.verdict()) {
            case HEALTHY -> HealthResult.unhealthy("passes, and must not: " + check);
            case UNHEALTHY -> HealthResult.healthy(result.detail());
            case INCONCLUSIVE -> result;
        };
    }

    @Override
    public String toString() {
        return "not " + check;
    }
}
