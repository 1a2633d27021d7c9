package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.event.CheckMisbehaved;
import io.github.dnsfailover.event.FailuresReported;
import java.time.Duration;

/** When targets are probed. Functions on a turn. */
final class Probing {

    private Probing() {}

    /** The first probes are spread over one re-check, so that many pools do not start as one burst. */
    static void spreadFirstProbes(Turn turn) {
        for (int i = 0; i < turn.state.targets.length; i++) {
            turn.target(i).nextProbe = turn.now + turn.within(turn.spec.recheck);
        }
    }

    static void startDueProbes(Turn turn) {
        for (int i = 0; i < turn.state.targets.length; i++) {
            giveUpOverdueProbes(turn, i);
            TargetState target = turn.state.targets[i];
            if (target.probes.isEmpty()) {
                if (turn.reachedOrWake(target.nextProbe)) {
                    start(turn, i);
                }
            } else if (mayConfirm(turn, target) && turn.reachedOrWake(confirmAt(turn, target))) {
                start(turn, i);
            }
        }
    }

    private static void start(Turn turn, int index) {
        TargetState target = turn.target(index);
        long deadline = turn.now + turn.spec.timeout + Limits.PROBE_START.toNanos();
        Outstanding probe = new Outstanding(turn.newId(), turn.now, deadline, false);
        target.begin(probe);
        turn.effects.add(new Effect.StartProbe(probe.id(), index));
        turn.wakeAt(deadline);
        if (mayConfirm(turn, target)) {
            turn.wakeAt(confirmAt(turn, target));
        }
    }

    private static void giveUpOverdueProbes(Turn turn, int index) {
        for (Outstanding probe : turn.state.targets[index].probes) {
            if (turn.reachedOrWake(probe.deadline())) {
                long again = turn.now + turn.spec.timeout; // should no answer come even to that
                turn.effects.add(new Effect.AbandonProbe(probe.id(), index));
                turn.target(index).replace(probe, probe.overdueAt(again));
                turn.wakeAt(again);
            }
        }
    }

    /**
     * A probe that is slow may be hung, so others are started beside it: as many as it takes to settle the matter. Without
     * that, each would wait for the one before to time out, and {@code fall} failures would cost as many timeouts. Once one
     * of them has passed there is nothing to confirm.
     */
    private static boolean mayConfirm(Turn turn, TargetState target) {
        boolean cleared = target.everPassed && target.probes.get(0).began() - target.lastPass < 0;
        int open = Math.min(turn.spec.failuresNeeded - target.failed, Limits.CONFIRMING_PROBES);
        return target.health != Health.UNHEALTHY
                && target.inconclusive == 0
                && target.probes.size() < open
                && !cleared
                && !turn.state.cutOff;
    }

    /** Staggered, so that the last one begins when failures of them all span long enough. */
    private static long confirmAt(Turn turn, TargetState target) {
        long suspect = target.probes.get(0).began() + turn.spec.timeout / Limits.SUSPECT_FRACTION;
        long staggered = target.lastBegan + turn.spec.stagger;
        return suspect - staggered > 0 ? suspect : staggered;
    }

    /** After the process stood still: failures of probes that were under way say nothing about their targets. */
    static void taintOutstanding(Turn turn) {
        for (int i = 0; i < turn.state.targets.length; i++) {
            if (!turn.state.targets[i].probes.isEmpty()) {
                TargetState target = turn.target(i);
                target.probes = target.probes.stream().map(Outstanding::taint).toList();
            }
        }
    }

    /** Spreads probes that fell due together while the process stood still, so that it does not come back with a burst. */
    static void spreadDueProbes(Turn turn) {
        for (int i = 0; i < turn.state.targets.length; i++) {
            if (turn.reached(turn.state.targets[i].nextProbe)) {
                turn.target(i).nextProbe = turn.now + turn.within(Math.min(turn.spec.interval, Limits.SANE.toNanos()));
            }
        }
    }

    static void ended(Turn turn, Input.ProbeEnded input) {
        TargetState target = new TargetState(turn.state.targets[input.target()]);
        Outstanding probe = target.end(input.id());
        if (probe == null) {
            return; // an old probe that was given up
        }
        turn.state.targets[input.target()] = target;
        HealthResult result = input.result();
        if (result.verdict() == Verdict.UNHEALTHY) {
            result = asFarAsTrusted(turn, input, target.health, probe.tainted());
            target = turn.target(input.target()); // anew: its earlier failures may have been forgotten just now
        }
        target.lastResult = result;
        if (result.verdict() == Verdict.HEALTHY) {
            target.brokenReported = false; // a probe that was given up is a failure too, and would be told each time
        }
        Judging.count(turn, input, target, result);
        schedule(turn, target, input.startedNanos());
    }

    /** A failure, unless something here may be its cause. */
    private static HealthResult asFarAsTrusted(Turn turn, Input.ProbeEnded input, Health settled, boolean tainted) {
        String detail = input.result().detail();
        if (tainted) {
            return HealthResult.inconclusive("the process stood still; " + detail);
        }
        if (turn.state.cutOff) {
            return HealthResult.inconclusive("every control target fails too; " + detail);
        }
        if (!turn.spec.wasStarved(input.stalledNanos())) {
            return input.result();
        }
        String why = "this process was kept from running for "
                + Duration.ofNanos(input.stalledNanos()).toMillis() + " ms of a probe";
        if (settled != Health.UNHEALTHY) { // else the failure would have changed nothing
            Vantage.starved(turn, why);
        }
        return HealthResult.inconclusive(why + "; " + detail);
    }

    private static void schedule(Turn turn, TargetState target, long startedNanos) {
        boolean quick = target.inconclusive == 0 ? target.inDoubt() : target.inconclusive <= Limits.QUICK_INCONCLUSIVE;
        long next = quick ? turn.now + turn.spec.recheck : startedNanos + turn.jittered(interval(turn, target));
        target.nextProbe = next - turn.now < 0 ? turn.now : next;
    }

    private static long interval(Turn turn, TargetState target) {
        boolean longDown = target.health == Health.UNHEALTHY
                && turn.reached(target.downSince + Limits.LONG_DOWN_IN_INTERVALS * turn.spec.interval);
        return longDown ? turn.spec.intervalWhenDown : turn.spec.interval;
    }

    /** What the application met decides nothing, it only lets the checks look sooner. */
    static void bringForward(Turn turn, Input.FailuresReported input) {
        String id = turn.spec.endpoints.get(input.endpoint()).id();
        turn.emit(new FailuresReported(turn.pool(), turn.wall, id, input.detail()));
        for (int i = 0; i < turn.state.targets.length; i++) {
            TargetState target = turn.state.targets[i];
            boolean meant = turn.spec.targets.get(i).endpoint() == input.endpoint();
            if (meant && target.health != Health.UNHEALTHY && !turn.reached(target.nextProbe)) {
                turn.target(i).nextProbe = turn.now;
            }
        }
    }

    static void broken(Turn turn, Input.CheckBroken input) {
        TargetState target = turn.state.targets[input.target()];
        if (!target.brokenReported) {
            turn.target(input.target()).brokenReported = true;
            String id = turn.spec
                    .endpoints
                    .get(turn.spec.targets.get(input.target()).endpoint())
                    .id();
            turn.emit(new CheckMisbehaved(turn.pool(), turn.wall, id, input.detail()));
        }
    }
}
