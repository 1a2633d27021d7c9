package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.event.ProbeEvidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The probes that are kept as the evidence of the next change of a target's health. Pure. */
final class EvidenceRow {

    private EvidenceRow() {}

    /** The probes of a row that contradicts the settled health; a row of the other kind begins anew. */
    static List<ProbeEvidence> with(TargetHealth target, Turn turn, Input.ProbeEnded input) {
        Health health = target.health();
        Verdict settled = health == Health.HEALTHY
                ? Verdict.HEALTHY
                : health == Health.UNHEALTHY ? Verdict.UNHEALTHY : Verdict.INCONCLUSIVE;
        Verdict verdict = target.lastResult().verdict();
        boolean counted = target.failures() > 0 && verdict == Verdict.HEALTHY; // isolated failures still add up
        if (verdict == settled && !counted) {
            return List.of();
        }
        List<ProbeEvidence> longer = new ArrayList<>(target.row());
        if (!counted && !longer.isEmpty() && longer.get(0).result().verdict() != verdict) {
            longer.clear();
        }
        if (longer.size() == Limits.EVIDENCE) {
            longer.remove(1); // the first one tells when it began
        }
        longer.add(new ProbeEvidence(
                turn.wallAt(input.startedNanos()),
                turn.spec.targets.get(input.target()).target().host(),
                target.lastResult(),
                Duration.ofNanos(turn.now - input.startedNanos())));
        return List.copyOf(longer);
    }
}
