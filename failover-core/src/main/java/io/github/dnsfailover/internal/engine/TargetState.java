package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.event.ProbeEvidence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one target. Copied before it is changed within a step, and never changed after the step. */
final class TargetState {

    static final HealthResult NEVER_PROBED = HealthResult.inconclusive("not probed yet");

    Health health = Health.UNKNOWN;

    /** When it became unhealthy; meaningful only while it is. */
    long downSince;

    /** Passed probes in a row, as far as anybody counts them. */
    int passed;

    /** Failed probes that no run of passed ones has forgiven. */
    int failed;

    /** Whether the last probe that said something failed. */
    boolean failing;

    int inconclusive;

    /** When the first of the failed probes began. */
    long firstFailure;

    /** When the latest of them began; probes that run side by side may end in another order. */
    long lastFailure;

    /** When the last passed probe began; meaningful only if {@link #everPassed}. */
    long lastPass;

    boolean everPassed;
    HealthResult lastResult = NEVER_PROBED;

    /** The probes of the present row, the oldest first; empty in steady health. */
    List<ProbeEvidence> row = List.of();

    /** The probes under way, the oldest first; more than one only while a slow one is being confirmed. */
    List<Outstanding> probes = List.of();

    /** When the latest probe began; meaningful only while one is under way. */
    long lastBegan;

    /** When the next probe is due once none is under way. */
    long nextProbe;

    /** Whether a broken check was reported and no probe has ended well since. */
    boolean brokenReported;

    TargetState() {}

    TargetState(TargetState other) {
        health = other.health;
        downSince = other.downSince;
        passed = other.passed;
        failed = other.failed;
        failing = other.failing;
        inconclusive = other.inconclusive;
        firstFailure = other.firstFailure;
        lastFailure = other.lastFailure;
        lastPass = other.lastPass;
        everPassed = other.everPassed;
        lastResult = other.lastResult;
        row = other.row;
        probes = other.probes;
        lastBegan = other.lastBegan;
        nextProbe = other.nextProbe;
        brokenReported = other.brokenReported;
    }

    /** Whether the next probe should come soon: the health is not settled, or is being contradicted. */
    boolean inDoubt() {
        return health == Health.UNKNOWN
                || (health == Health.HEALTHY && failing)
                || (health == Health.UNHEALTHY && passed > 0);
    }

    void begin(Outstanding probe) {
        lastBegan = probe.began();
        if (probes.isEmpty()) {
            probes = List.of(probe);
        } else {
            List<Outstanding> more = new ArrayList<>(probes);
            more.add(probe);
            probes = List.copyOf(more);
        }
    }

    /** Takes a probe from those under way; null if it is none of them. */
    @Nullable
    Outstanding end(long id) {
        for (Outstanding probe : probes) {
            if (probe.id() == id) {
                probes = probes.stream().filter(other -> other.id() != id).toList();
                return probe;
            }
        }
        return null;
    }

    void replace(Outstanding before, Outstanding after) {
        probes = probes.stream()
                .map(probe -> probe.id() == before.id() ? after : probe)
                .toList();
    }
}
