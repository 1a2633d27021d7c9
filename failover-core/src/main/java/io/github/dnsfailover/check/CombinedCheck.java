package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.internal.wire.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several checks of one target: healthy if enough of them are.
 *
 * <pre>{@code
 * CombinedCheck.allOf(web, mail)
 * CombinedCheck.anyOf(overTls, inTheClear)
 * CombinedCheck.atLeast(2, one, two, three)
 * }</pre>
 *
 * <p>They are made one after the other on the calling thread, until the outcome is certain. Each gets an equal share of
 * the time that is left, so that one that hangs leaves time for the others; what a fast one does not use goes to the
 * rest. So give the pool a timeout for all of them together, and put the fast ones first.
 *
 * <p>An inconclusive part could have been either. So the result is healthy or unhealthy only if no inconclusive part
 * could have changed it; otherwise it is <b>inconclusive</b>. A part that throws an exception is unhealthy, one that
 * returns null is inconclusive, and an {@link Error} goes through.
 *
 * <p>Immutable, and thread-safe if its parts are. After an interrupt no further part is begun.
 */
public final class CombinedCheck implements HealthCheck {

    private final int needed;
    private final List<HealthCheck> parts;

    private CombinedCheck(int needed, List<HealthCheck> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("checks: none given");
        }
        if (needed < 1 || needed > parts.size()) {
            throw new IllegalArgumentException(
                    "atLeast: " + needed + "; 1 to " + parts.size() + " are allowed, the checks given");
        }
        this.needed = needed;
        this.parts = parts;
    }

    /**
     * Healthy if all of them are.
     *
     * @throws IllegalArgumentException if none is given
     */
    public static CombinedCheck allOf(HealthCheck... checks) {
        List<HealthCheck> parts = List.of(checks);
        return new CombinedCheck(parts.size(), parts);
    }

    /**
     * Healthy if one of them is.
     *
     * @throws IllegalArgumentException if none is given
     */
    public static CombinedCheck anyOf(HealthCheck... checks) {
        return new CombinedCheck(1, List.of(checks));
    }

    /**
     * Healthy if at least so many of them are.
     *
     * @throws IllegalArgumentException unless it is at least 1, and at most as many as are given
     */
    public static CombinedCheck atLeast(int healthy, HealthCheck... checks) {
        return new CombinedCheck(healthy, List.of(checks));
    }

    /**
     * Makes as many of the checks as it needs.
     *
     * @throws IllegalArgumentException if the timeout is zero, negative or longer than a day
     */
    @Override
    public HealthResult check(Target target, Duration timeout) {
        Arguments.timeout(timeout);
        Deadline deadline = Deadline.in(timeout);
        List<String> against = new ArrayList<>();
        int healthy = 0;
        int unhealthy = 0;
        boolean refused = false;
        for (int i = 0; i < parts.size(); i++) {
            HealthResult result = part(parts.get(i), target, deadline.share(parts.size() - i));
            if (Thread.currentThread().isInterrupted()) {
                return HealthResult.inconclusive("interrupted");
            }
            healthy += result.verdict() == Verdict.HEALTHY ? 1 : 0;
            unhealthy += result.verdict() == Verdict.UNHEALTHY ? 1 : 0;
            refused |= result.isRefused();
            if (result.verdict() != Verdict.HEALTHY) {
                against.add(parts.get(i) + ": " + result.detail());
            }
            if (healthy == needed) {
                return HealthResult.healthy();
            }
            if (unhealthy > parts.size() - needed) {
                return HealthResult.unhealthy(String.join("; ", against));
            }
        }
        String all = String.join("; ", against);
        return refused ? HealthResult.refused(all) : HealthResult.inconclusive(all);
    }

    private static HealthResult part(HealthCheck check, Target target, Deadline deadline) {
        Duration share = deadline.left();
        return share.isZero() ? HealthResult.inconclusive("no time left") : Outcome.of(check, target, share);
    }

    @Override
    public String toString() {
        String which = needed == parts.size() ? "all of " : needed == 1 ? "any of " : "at least " + needed + " of ";
        return which + parts.stream().map(HealthCheck::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
