package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.event.CheckMisbehaved;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.ProbeEvidence;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** When targets are probed, and what the results make of an endpoint's health. Functions on a turn. */
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
            TargetState target = turn.state.targets[i];
            if (target.probeId != 0) {
                if (turn.reachedOrWake(target.probeDeadline)) {
                    turn.effects.add(new Effect.AbandonProbe(target.probeId, i));
                    turn.target(i).probeDeadline =
                            turn.now + turn.spec.timeout; // asked again then, should no answer come
                    turn.wakeAt(turn.now + turn.spec.timeout);
                }
            } else if (turn.reachedOrWake(target.nextProbe)) {
                TargetState changed = turn.target(i);
                changed.probeId = turn.newId();
                changed.probeDeadline = turn.now + turn.spec.timeout + Limits.PROBE_START.toNanos();
                changed.tainted = false;
                turn.effects.add(new Effect.StartProbe(changed.probeId, i));
                turn.wakeAt(changed.probeDeadline);
            }
        }
    }

    /** After the process stood still: failures of probes that were under way say nothing about their targets. */
    static void taintOutstanding(Turn turn) {
        for (int i = 0; i < turn.state.targets.length; i++) {
            if (turn.state.targets[i].probeId != 0) {
                turn.target(i).tainted = true;
            }
        }
    }

    static void ended(Turn turn, Input.ProbeEnded input) {
        if (turn.state.targets[input.target()].probeId != input.id()) {
            return; // an old probe that was given up
        }
        TargetState target = turn.target(input.target());
        target.probeId = 0;
        boolean saysNothing = target.tainted && input.result().verdict() == Verdict.UNHEALTHY;
        HealthResult result = saysNothing
                ? HealthResult.inconclusive(
                        "the process stood still; " + input.result().detail())
                : input.result();
        target.lastResult = result;
        if (result.verdict() == Verdict.HEALTHY) {
            target.brokenReported = false;
        }
        Health before = target.health;
        count(turn, target, input, result);
        schedule(turn, target, input.startedNanos());
        if (before != target.health) {
            judge(turn, turn.spec.targets.get(input.target()).endpoint(), target);
            target.row = List.of();
        }
    }

    private static void count(Turn turn, TargetState target, Input.ProbeEnded input, HealthResult result) {
        switch (result.verdict()) {
            case HEALTHY -> {
                target.inconclusive = 0;
                target.failed = 0;
                target.passed = target.health == Health.HEALTHY ? 0 : target.passed + 1;
                target.lastPass = input.startedNanos();
                target.everPassed = true;
                addEvidence(turn, target, input, result);
                if (target.health != Health.HEALTHY
                        && target.passed >= turn.spec.pool.timings().rise()) {
                    target.health = Health.HEALTHY;
                    target.passed = 0;
                }
            }
            case UNHEALTHY -> {
                target.inconclusive = 0;
                target.passed = 0;
                if (target.failed == 0) {
                    target.firstFailure = input.startedNanos();
                }
                target.failed++;
                addEvidence(turn, target, input, result);
                boolean enough = target.failed >= turn.spec.pool.timings().fall();
                boolean longEnough = input.startedNanos() - target.firstFailure >= turn.spec.unhealthySpan;
                if (target.health != Health.UNHEALTHY && enough && longEnough) {
                    target.health = Health.UNHEALTHY;
                }
            }
            case INCONCLUSIVE -> target.inconclusive++;
        }
    }

    /** The probes of a row that contradicts the settled health; a row of the other kind begins anew. */
    private static void addEvidence(Turn turn, TargetState target, Input.ProbeEnded input, HealthResult result) {
        Verdict settled = target.health == Health.HEALTHY
                ? Verdict.HEALTHY
                : target.health == Health.UNHEALTHY ? Verdict.UNHEALTHY : Verdict.INCONCLUSIVE;
        if (result.verdict() == settled) {
            target.row = List.of();
            return;
        }
        List<ProbeEvidence> row = new ArrayList<>(target.row);
        if (!row.isEmpty() && row.get(0).result().verdict() != result.verdict()) {
            row.clear();
        }
        if (row.size() == Limits.EVIDENCE) {
            row.remove(1); // the first one tells when it began
        }
        row.add(new ProbeEvidence(
                turn.wallAt(input.startedNanos()),
                turn.spec.targets.get(input.target()).target().host(),
                result,
                Duration.ofNanos(turn.now - input.startedNanos())));
        target.row = List.copyOf(row);
    }

    private static void schedule(Turn turn, TargetState target, long startedNanos) {
        boolean quick = target.inconclusive == 0 ? target.inDoubt() : target.inconclusive <= Limits.QUICK_INCONCLUSIVE;
        long next = quick ? turn.now + turn.spec.recheck : startedNanos + turn.jittered(turn.spec.interval);
        target.nextProbe = next - turn.now < 0 ? turn.now : next;
    }

    /** Makes one opinion of an endpoint out of those on its targets. */
    private static void judge(Turn turn, int endpoint, TargetState cause) {
        EndpointState before = turn.state.endpoints[endpoint];
        Health after = combined(turn, endpoint);
        if (before.health() == after) {
            return;
        }
        String detail = detail(turn, endpoint);
        turn.state.endpoints[endpoint] = new EndpointState(after, turn.now, turn.wall, detail);
        String id = turn.spec.endpoints.get(endpoint).id();
        turn.emit(new HealthChanged(turn.pool(), turn.wall, id, before.health(), after, detail, cause.row));
    }

    private static Health combined(Turn turn, int endpoint) {
        boolean anySuffices = turn.spec.endpoints.get(endpoint).isAnyAddressEnough();
        Health decisive = anySuffices ? Health.HEALTHY : Health.UNHEALTHY;
        boolean unknown = false;
        for (int i = 0; i < turn.state.targets.length; i++) {
            if (turn.spec.targets.get(i).endpoint() == endpoint) {
                Health health = turn.state.targets[i].health;
                if (health == decisive) {
                    return decisive;
                }
                unknown |= health == Health.UNKNOWN;
            }
        }
        Health other = anySuffices ? Health.UNHEALTHY : Health.HEALTHY;
        return unknown ? Health.UNKNOWN : other;
    }

    /** The last results in words; where one family alone fails, that comes first. */
    static String detail(Turn turn, int endpoint) {
        List<String> failing = new ArrayList<>();
        int fails4 = 0;
        int fails6 = 0;
        int passes4 = 0;
        int passes6 = 0;
        for (int i = 0; i < turn.state.targets.length; i++) {
            PoolSpec.TargetSpec spec = turn.spec.targets.get(i);
            if (spec.endpoint() == endpoint) {
                TargetState target = turn.state.targets[i];
                boolean fails = target.health == Health.UNHEALTHY;
                boolean is4 = spec.target()
                        .address()
                        .filter(Inet4Address.class::isInstance)
                        .isPresent();
                boolean is6 = spec.target()
                        .address()
                        .filter(Inet6Address.class::isInstance)
                        .isPresent();
                fails4 += fails && is4 ? 1 : 0;
                fails6 += fails && is6 ? 1 : 0;
                boolean passes = target.health == Health.HEALTHY && target.failed == 0;
                passes4 += passes && is4 ? 1 : 0;
                passes6 += passes && is6 ? 1 : 0;
                if (fails) {
                    failing.add(spec.target().host() + ": " + target.lastResult.detail());
                }
            }
        }
        String list = String.join("; ", failing);
        if (fails6 > 0 && fails4 == 0 && passes4 > 0) {
            return "IPv6 fails, IPv4 does not (" + list + ")";
        }
        if (fails4 > 0 && fails6 == 0 && passes6 > 0) {
            return "IPv4 fails, IPv6 does not (" + list + ")";
        }
        return list;
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

    /** Whether the endpoint's checks prove it at this moment: passed within the freshness bound, and not in doubt since. */
    static boolean isProven(Turn turn, int endpoint) {
        Endpoint spec = turn.spec.endpoints.get(endpoint);
        boolean any = false;
        boolean all = true;
        for (int i = 0; i < turn.state.targets.length; i++) {
            if (turn.spec.targets.get(i).endpoint() == endpoint) {
                TargetState target = turn.state.targets[i];
                boolean proven = target.health == Health.HEALTHY
                        && target.failed == 0
                        && target.everPassed
                        && turn.now - target.lastPass <= turn.spec.freshness;
                any |= proven;
                all &= proven;
            }
        }
        return spec.isAnyAddressEnough() ? any : all;
    }
}
