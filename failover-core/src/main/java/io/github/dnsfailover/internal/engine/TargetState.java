package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.event.ProbeEvidence;
import java.util.List;

/** What is known of one target. Copied before it is changed within a step, and never changed after the step. */
final class TargetState {

    static final HealthResult NEVER_PROBED = HealthResult.inconclusive("not probed yet");

    Health health = Health.UNKNOWN;
    int passed;
    int failed;
    int inconclusive;

    /** When the first failed probe of the present row began. */
    long firstFailure;

    /** When the last passed probe began; meaningful only if {@link #everPassed}. */
    long lastPass;

    boolean everPassed;
    HealthResult lastResult = NEVER_PROBED;

    /** The probes of the present row, the oldest first; empty in steady health. */
    List<ProbeEvidence> row = List.of();

    /** 0 if no probe is under way. */
    long probeId;

    /** When the probe under way is overdue. */
    long probeDeadline;

    /** Whether the process stood still while the probe was under way, so that its failure says nothing. */
    boolean tainted;

    long nextProbe;

    /** Whether a broken check was reported and no probe has passed since. */
    boolean brokenReported;

    TargetState() {}

    TargetState(TargetState other) {
        health = other.health;
        passed = other.passed;
        failed = other.failed;
        inconclusive = other.inconclusive;
        firstFailure = other.firstFailure;
        lastPass = other.lastPass;
        everPassed = other.everPassed;
        lastResult = other.lastResult;
        row = other.row;
        probeId = other.probeId;
        probeDeadline = other.probeDeadline;
        tainted = other.tainted;
        nextProbe = other.nextProbe;
        brokenReported = other.brokenReported;
    }

    /** Whether the next probe should come soon: the health is not settled, or is being contradicted. */
    boolean inDoubt() {
        return health == Health.UNKNOWN
                || (health == Health.HEALTHY && failed > 0)
                || (health == Health.UNHEALTHY && passed > 0);
    }
}
