package io.github.dnsfailover;

import io.github.dnsfailover.internal.text.ForeignText;
import java.util.Objects;

/**
 * What one probe found. The engine measures how long it took.
 *
 * <pre>{@code
 * HealthResult.healthy()
 * HealthResult.unhealthy("HTTP 503")                // counts against the target
 * HealthResult.inconclusive("too many open files") // counts for nothing: the fault is on our own side
 * }</pre>
 *
 * <p>Immutable.
 */
public final class HealthResult {

    /** The three things a probe can say. */
    public enum Verdict {
        /** The target serves. */
        HEALTHY,
        /** The target was asked and does not serve as it should. */
        UNHEALTHY,
        /** Nothing was learned about the target: the fault is on the prober's own side. */
        INCONCLUSIVE
    }

    private static final int LONGEST_DETAIL = 500; // a detail is for people; a page of HTML is not
    private static final HealthResult HEALTHY = new HealthResult(Verdict.HEALTHY, "", false);

    private final Verdict verdict;
    private final String detail;
    private final boolean refused;

    private HealthResult(Verdict verdict, String detail, boolean refused) {
        Objects.requireNonNull(detail, "detail");
        this.verdict = verdict;
        this.refused = refused;
        this.detail = ForeignText.line(detail, LONGEST_DETAIL);
    }

    /** The target serves. */
    public static HealthResult healthy() {
        return HEALTHY;
    }

    /** The target serves; the detail is shown to people. */
    public static HealthResult healthy(String detail) {
        return new HealthResult(Verdict.HEALTHY, detail, false);
    }

    /**
     * The target does not serve; the detail says in a few words why. It must hold no secret. Line breaks and other
     * control characters become spaces, and what is longer than 500 characters is cut.
     */
    public static HealthResult unhealthy(String detail) {
        return new HealthResult(Verdict.UNHEALTHY, detail, false);
    }

    /** The prober itself could not ask; never counts against the target. */
    public static HealthResult inconclusive(String detail) {
        return new HealthResult(Verdict.INCONCLUSIVE, detail, false);
    }

    /**
     * The target was not asked because probes may not go where it leads, see {@link Target#allows}: inconclusive, and
     * the engine tells of it by {@link Trouble.Kind#TARGET_REFUSED}.
     */
    public static HealthResult refused(String detail) {
        return new HealthResult(Verdict.INCONCLUSIVE, detail, true);
    }

    /** What the probe says. */
    public Verdict verdict() {
        return verdict;
    }

    /** Why, in a few words; may be empty. */
    public String detail() {
        return detail;
    }

    /** Whether the target was not asked because probes may not go where it leads. */
    public boolean isRefused() {
        return refused;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HealthResult result
                && verdict == result.verdict
                && refused == result.refused
                && detail.equals(result.detail);
    }

    @Override
    public int hashCode() {
        return 31 * verdict.hashCode() + detail.hashCode();
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? verdict.toString() : verdict + " (" + detail + ")";
    }
}
