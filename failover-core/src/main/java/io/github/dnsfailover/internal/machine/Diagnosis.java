package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.event.ProbeEvidence;
import io.github.dnsfailover.internal.event.Made;
import io.github.dnsfailover.internal.machine.Outstanding.Worth;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** The health of targets and endpoints: when targets are probed, and what the results make of them. Immutable. */
public final class Diagnosis extends Part<Diagnosis> {

    private TargetHealth[] targets;
    private EndpointHealth[] endpoints;

    /** What is known of the IPv6 addresses of each endpoint apart from it; meaningful only if it may lose them. */
    private EndpointHealth[] ipv6;

    private final long startedAt;
    private boolean settled;

    Diagnosis(PoolSpec spec, long now, Instant wall) {
        targets = new TargetHealth[spec.targets.size()];
        Arrays.setAll(targets, i -> new TargetHealth());
        endpoints = new EndpointHealth[spec.endpoints.size()];
        Arrays.setAll(endpoints, i -> new EndpointHealth(now, wall));
        ipv6 = endpoints.clone();
        startedAt = now;
    }

    // What it says

    public TargetHealth target(int index) {
        return targets[index];
    }

    public EndpointHealth endpoint(int index) {
        return endpoints[index];
    }

    /** The opinion of the IPv6 addresses of an endpoint that may lose them. */
    EndpointHealth ipv6(int index) {
        return ipv6[index];
    }

    /** Whether every endpoint's health was known once, or the time for that is over. */
    boolean isSettled() {
        return settled;
    }

    /** When it is decided at the latest, whether every health is known by then or not. */
    long settledBy(PoolSpec spec) {
        return startedAt + spec.settleLimit;
    }

    /** Whether the endpoint's checks prove it at this moment. */
    boolean isProven(PoolSpec spec, int endpoint, long now) {
        return Opinion.isProven(spec, this, endpoint, false, now);
    }

    // When targets are probed

    /** The first probes are spread over one re-check, so that many pools do not start as one burst. */
    Diagnosis spreadFirstProbes(Turn turn) {
        return spread(turn, turn.spec.recheck, target -> true);
    }

    /**
     * Spreads probes that fell due together while the process stood still, so that it does not come back with a burst.
     */
    Diagnosis spreadDueProbes(Turn turn) {
        return spread(
                turn,
                calm(turn),
                target -> turn.reached(targets[target].schedule().next()));
    }

    /** The pace at which probes come back after a break. */
    private static long calm(Turn turn) {
        return Math.min(turn.spec.interval, Limits.SANE.toNanos());
    }

    private Diagnosis spread(Turn turn, long span, IntPredicate which) {
        Diagnosis next = this;
        for (int i = 0; i < targets.length; i++) {
            next = which.test(i) ? next.dueAt(i, turn.now + turn.within(span)) : next;
        }
        return next;
    }

    Diagnosis startDueProbes(Turn turn, Sight sight) {
        Diagnosis next = this;
        for (int i = 0; i < targets.length; i++) {
            next = next.giveUpOverdueProbes(turn, i);
            TargetHealth target = next.targets[i];
            boolean due = target.schedule().isIdle()
                    ? turn.reachedOrWake(target.schedule().next())
                    : mayConfirm(turn, sight, target) && turn.reachedOrWake(target.confirmAt(turn.spec));
            if (due) {
                next = next.start(turn, sight, i);
            }
        }
        return next;
    }

    private static boolean mayConfirm(Turn turn, Sight sight, TargetHealth target) {
        return !sight.isCutOff() && target.mayConfirm(turn.spec);
    }

    private Diagnosis start(Turn turn, Sight sight, int index) {
        long deadline = turn.now + turn.spec.timeout + Limits.PROBE_START.toNanos();
        Outstanding probe = new Outstanding(turn.newId(), turn.now, deadline);
        TargetHealth target = targets[index].on(targets[index].schedule().begun(probe));
        turn.effects.add(new Effect.StartProbe(probe.id(), index));
        turn.wakeAt(deadline);
        if (mayConfirm(turn, sight, target)) {
            turn.wakeAt(target.confirmAt(turn.spec));
        }
        return with(index, target);
    }

    private Diagnosis giveUpOverdueProbes(Turn turn, int index) {
        Diagnosis next = this;
        for (Outstanding probe : targets[index].schedule().underWay()) {
            if (turn.reachedOrWake(probe.deadline())) {
                long again = turn.now + turn.spec.timeout; // should no answer come even to that
                turn.effects.add(new Effect.AbandonProbe(probe.id(), index));
                Schedule schedule = next.targets[index].schedule().overdueAt(probe, again);
                next = next.with(index, next.targets[index].on(schedule));
                turn.wakeAt(again);
            }
        }
        return next;
    }

    /** Targets of an endpoint that are not known to be dead are probed now. */
    Diagnosis hurried(Turn turn, int endpoint) {
        Diagnosis next = this;
        for (int i = 0; i < targets.length; i++) {
            boolean meant = turn.spec.targets.get(i).endpoint() == endpoint;
            if (meant
                    && targets[i].health() != Health.UNHEALTHY
                    && !turn.reached(targets[i].schedule().next())) {
                next = next.dueAt(i, turn.now);
            }
        }
        return next;
    }

    // What the results make of them

    Diagnosis checkBroken(Input.CheckBroken input) {
        return with(input.target(), targets[input.target()].brokenBy(input.detail()));
    }

    /**
     * Counts a probe that was under way.
     *
     * @param result what is believed of it, which may be less than what it said
     */
    Diagnosis probeEnded(Turn turn, Sight sight, Input.ProbeEnded input, HealthResult result) {
        int index = input.target();
        Outstanding probe = targets[index].schedule().underWay(input.id());
        if (probe == null) {
            return this;
        }
        TargetHealth ended = targets[index].ended(probe, result);
        Diagnosis next = switch (result.verdict()) {
            case HEALTHY -> with(index, ended.passed(turn, input)).settledIfRisen(turn, index);
            case UNHEALTHY ->
                ended.isForgivenAlready(turn, input)
                        ? with(index, ended.failed(turn, input))
                        : with(index, ended.failed(turn, input)).settledIfFallen(turn, sight, index);
            case INCONCLUSIVE -> with(index, ended.inconclusive());
        };
        return next.dueAt(index, next.targets[index].dueAfter(turn, input.startedNanos()));
    }

    private Diagnosis settledIfRisen(Turn turn, int index) {
        return targets[index].hasRisen(turn)
                ? with(index, targets[index].risen()).judged(turn, index)
                : this;
    }

    /** Enough failures, over long enough, and not only because this machine is cut off. */
    private Diagnosis settledIfFallen(Turn turn, Sight sight, int index) {
        TargetHealth target = targets[index];
        if (target.health() == Health.UNHEALTHY) {
            return this;
        }
        if (!isVouchedFor(turn, sight, index)) {
            turn.tell(new EngineInput.ControlsWanted(turn.spec.place.pool()));
            return this;
        }
        return target.hasFallen(turn) ? with(index, target.fallen(turn.now)).judged(turn, index) : this;
    }

    /** IPv6 fails alone easily, here as well as there: of that the last failure must be vouched for, too. */
    private boolean isVouchedFor(Turn turn, Sight sight, int index) {
        boolean apart = turn.spec.targets.get(index).apart();
        return sight.vouchesFor(turn.spec, index, apart ? targets[index].lastFailure() : targets[index].firstFailure());
    }

    /** A control target has passed: failures that waited for that count now. */
    Diagnosis settledWhereFallen(Turn turn, Sight sight) {
        Diagnosis next = this;
        for (int i = 0; i < targets.length; i++) {
            boolean waits = turn.spec.targets.get(i).apart() && !next.isVouchedFor(turn, sight, i);
            if (next.targets[i].failures() > 0 && !waits) { // what waits for IPv6 would ask again at each other pass
                next = next.settledIfFallen(turn, sight, i);
            }
        }
        return next;
    }

    /** This machine has lost IPv6: what that made fail says nothing of addresses that may be withdrawn. */
    Diagnosis ipv6Doubted(PoolSpec spec) {
        IntPredicate apart = target -> spec.targets.get(target).apart();
        return tainted(apart).failuresForgotten(apart).each(apart, TargetHealth::ipv6Lost);
    }

    /** Failures of probes that are under way say nothing about their targets. */
    Diagnosis tainted() {
        return tainted(target -> true);
    }

    private Diagnosis tainted(IntPredicate which) {
        return each(
                which.and(i -> !targets[i].schedule().isIdle()),
                target -> target.on(target.schedule().worthAtMost(Worth.NO_FAILURE)));
    }

    /** This machine was suspended, for longer than it knows: what was seen before is old, however it ended. */
    Diagnosis outdated(Turn turn) {
        Diagnosis next = each(target -> true, TargetHealth::outdated);
        return next.failuresForgotten().spread(turn, calm(turn), target -> true);
    }

    /** What failed here and is not yet settled says nothing. */
    Diagnosis failuresForgotten() {
        return failuresForgotten(target -> true);
    }

    private Diagnosis failuresForgotten(IntPredicate which) {
        IntPredicate inDoubt = i -> targets[i].health() != Health.UNHEALTHY && targets[i].failures() > 0;
        return each(which.and(inDoubt), TargetHealth::failuresForgotten);
    }

    private Diagnosis each(IntPredicate which, UnaryOperator<TargetHealth> change) {
        Diagnosis next = this;
        for (int i = 0; i < targets.length; i++) {
            next = which.test(i) ? next.with(i, change.apply(next.targets[i])) : next;
        }
        return next;
    }

    /** Makes one opinion of an endpoint out of those on its targets; the cause is the target that has just turned. */
    private Diagnosis judged(Turn turn, int cause) {
        int endpoint = turn.spec.targets.get(cause).endpoint();
        List<ProbeEvidence> row = targets[cause].row();
        Diagnosis next = with(cause, targets[cause].rowTold());
        boolean apart = turn.spec.targets.get(cause).apart();
        EndpointHealth before = apart ? ipv6[endpoint] : endpoints[endpoint];
        Health after = Opinion.of(turn.spec, this, endpoint, apart);
        if (before.health() == after) {
            return next;
        }
        if (apart) {
            next.ipv6 = ipv6.clone();
            next.ipv6[endpoint] = before.turned(after, turn, FailureText.ofIpv6(turn.spec, endpoint, this));
            return after == Health.UNHEALTHY ? next.hurried(turn, endpoint) : next;
        }
        String detail = FailureText.of(turn.spec, endpoint, this);
        next.endpoints = endpoints.clone();
        next.endpoints[endpoint] = before.turned(after, turn, detail);
        String id = turn.spec.endpoints.get(endpoint).id();
        turn.emit(new Made.HealthChanged(turn.pool(), turn.wall, id, before.health(), after, detail, row));
        return next;
    }

    /** Notes that every health is known, or that the time for that is over. */
    Diagnosis settled(Turn turn, boolean allKnown) {
        if (settled) {
            return this;
        }
        boolean known = allKnown && Opinion.isIpv6Known(turn.spec, this);
        if (!known && !turn.reachedOrWake(startedAt + turn.spec.settleLimit)) {
            return this;
        }
        Diagnosis next = copy();
        next.settled = true;
        return next;
    }

    // What is supposed, to see what would follow

    /** The same at a later instant, if the probes of all targets that are proven now go on passing. */
    Diagnosis supposedAsNow(PoolSpec spec, long now, long later) {
        return each(target -> targets[target].isProven(now, spec.freshness), target -> target.supposedPassing(later));
    }

    /** The same, if every address of an endpoint were dead. */
    Diagnosis supposedDead(PoolSpec spec, int endpoint, long at, Instant wall) {
        Diagnosis next =
                each(target -> spec.targets.get(target).endpoint() == endpoint, target -> target.supposedDead(at));
        EndpointHealth dead = new EndpointHealth(Health.UNHEALTHY, at, wall, "", endpoints[endpoint].relapses(), false);
        next.endpoints = endpoints.clone();
        next.endpoints[endpoint] = dead;
        return next;
    }

    private Diagnosis dueAt(int index, long instant) {
        TargetHealth target = targets[index];
        return with(index, target.on(target.schedule().nextAt(instant)));
    }

    private Diagnosis with(int index, TargetHealth target) {
        Diagnosis next = copy();
        next.targets = targets.clone();
        next.targets[index] = target;
        return next;
    }
}
