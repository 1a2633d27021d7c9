package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import java.time.Duration;

/** What here, and not at the endpoint, may have made a probe fail. */
final class Doubt {

    private Doubt() {}

    /**
     * What it is; empty if nothing is. A process that was kept from running is told, and what failed before says
     * nothing then.
     */
    static String of(PoolStep step, Input.ProbeEnded input, Outstanding probe) {
        if (probe.worth() == Outstanding.Worth.NO_FAILURE) {
            return "the process stood still";
        }
        if (step.sight.isCutOff()) {
            return "every control target fails too";
        }
        PoolSpec spec = step.turn.spec;
        if (spec.targets.get(input.target()).apart() && step.sight.isIpv6CutOff()) {
            return "every control target of IPv6 fails too";
        }
        if (!spec.wasStarved(input.stalledNanos())) {
            return "";
        }
        String why = "this process was kept from running for "
                + Duration.ofNanos(input.stalledNanos()).toMillis() + " ms of a probe";
        if (step.diagnosis.target(input.target()).health() != Health.UNHEALTHY) { // else it would have changed nothing
            step.diagnosis = step.diagnosis.failuresForgotten();
            step.sight = step.sight.doubted();
            step.turn.tell(new EngineInput.Starved(why, spec.untilNextEnd()));
        }
        return why;
    }
}
