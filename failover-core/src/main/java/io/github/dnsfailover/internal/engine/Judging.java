package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.ProbeEvidence;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the results of probes make of the health of targets and endpoints. Functions on a turn. */
final class Judging {

    private Judging() {}

    /** Counts a result, and settles the target's health anew if that is due. */
    static void count(Turn turn, Input.ProbeEnded input, TargetState target, HealthResult result) {
        switch (result.verdict()) {
            case HEALTHY -> passed(turn, input, target, result);
            case UNHEALTHY -> failed(turn, input, target, result);
            case INCONCLUSIVE -> target.inconclusive++;
        }
    }

    private static void passed(Turn turn, Input.ProbeEnded input, TargetState target, HealthResult result) {
        target.inconclusive = 0;
        if (!target.everPassed || input.startedNanos() - target.lastPass > 0) {
            target.lastPass = input.startedNanos();
        }
        target.everPassed = true;
        if (target.failing && input.startedNanos() - target.firstFailure < 0) {
            return; // it began before the failures did: they are the newer evidence
        }
        int forgive = turn.spec.pool.timings().forgive();
        int rise = turn.spec.pool.timings().rise();
        target.failing = false;
        target.passed = Math.min(target.passed + 1, Math.max(rise, forgive));
        target.failed = target.passed >= forgive ? 0 : target.failed;
        addEvidence(turn, target, input, result);
        if (target.health != Health.HEALTHY && target.passed >= rise) {
            target.failed = 0;
            settle(turn, input.target(), target, Health.HEALTHY);
        }
    }

    private static void failed(Turn turn, Input.ProbeEnded input, TargetState target, HealthResult result) {
        target.inconclusive = 0;
        boolean overtaken = target.everPassed && input.startedNanos() - target.lastPass < 0;
        if (overtaken && turn.spec.pool.timings().forgive() == 1) {
            return; // a probe that began later has passed, and one pass forgives
        }
        boolean first = target.failed == 0;
        target.firstFailure = first ? input.startedNanos() : earlier(target.firstFailure, input.startedNanos());
        target.lastFailure = first ? input.startedNanos() : later(target.lastFailure, input.startedNanos());
        target.failed++;
        if (!overtaken) {
            target.passed = 0;
            target.failing = true;
        }
        addEvidence(turn, target, input, result);
        settleIfFallen(turn, input.target(), target);
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }

    /** Enough failures, over long enough, and not only because this machine is cut off. */
    private static void settleIfFallen(Turn turn, int index, TargetState target) {
        boolean enough = target.failed >= turn.spec.pool.timings().fall();
        boolean longEnough = target.lastFailure - target.firstFailure >= turn.spec.unhealthySpan;
        if (target.health == Health.UNHEALTHY) {
            return;
        }
        boolean alibi = Vantage.isConnectedSince(turn, target.firstFailure);
        if (enough && longEnough && alibi) {
            target.downSince = turn.now;
            settle(turn, index, target, Health.UNHEALTHY);
        } else if (!alibi) {
            Vantage.askControls(turn);
        }
    }

    /** A control target has passed: failures that waited for that count now. */
    static void settleFallen(Turn turn) {
        for (int i = 0; i < turn.state.targets.length; i++) {
            if (turn.state.targets[i].failed > 0) {
                settleIfFallen(turn, i, turn.target(i));
            }
        }
    }

    /** Every control target fails: what failed here in the meantime says nothing. */
    static void forgetFailures(Turn turn) {
        for (int i = 0; i < turn.state.targets.length; i++) {
            if (turn.state.targets[i].health != Health.UNHEALTHY && turn.state.targets[i].failed > 0) {
                TargetState target = turn.target(i);
                target.failed = 0;
                target.row = List.of();
            }
        }
    }

    private static void settle(Turn turn, int index, TargetState target, Health health) {
        target.health = health;
        judge(turn, turn.spec.targets.get(index).endpoint(), target);
        target.row = List.of();
    }

    /** The probes of a row that contradicts the settled health; a row of the other kind begins anew. */
    private static void addEvidence(Turn turn, TargetState target, Input.ProbeEnded input, HealthResult result) {
        Verdict settled = target.health == Health.HEALTHY
                ? Verdict.HEALTHY
                : target.health == Health.UNHEALTHY ? Verdict.UNHEALTHY : Verdict.INCONCLUSIVE;
        boolean counted = target.failed > 0 && result.verdict() == Verdict.HEALTHY; // isolated failures still add up
        if (result.verdict() == settled && !counted) {
            target.row = List.of();
            return;
        }
        List<ProbeEvidence> row = new ArrayList<>(target.row);
        if (!counted && !row.isEmpty() && row.get(0).result().verdict() != result.verdict()) {
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

    /** Makes one opinion of an endpoint out of those on its targets. */
    private static void judge(Turn turn, int endpoint, TargetState cause) {
        EndpointState before = turn.state.endpoints[endpoint];
        Health after = combined(turn, endpoint);
        if (before.health() == after) {
            return;
        }
        String detail = detail(turn, endpoint);
        turn.state.endpoints[endpoint] = before.turned(after, turn, detail);
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
                boolean passes = target.health == Health.HEALTHY && !target.failing;
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

    /** Whether the endpoint's checks prove it at this moment: passed within the freshness bound, and not in doubt since. */
    static boolean isProven(Turn turn, int endpoint) {
        Endpoint spec = turn.spec.endpoints.get(endpoint);
        boolean any = false;
        boolean all = true;
        for (int i = 0; i < turn.state.targets.length; i++) {
            if (turn.spec.targets.get(i).endpoint() == endpoint) {
                TargetState target = turn.state.targets[i];
                boolean proven = target.health == Health.HEALTHY
                        && !target.failing
                        && target.everPassed
                        && turn.now - target.lastPass <= turn.spec.freshness;
                any |= proven;
                all &= proven;
            }
        }
        return spec.isAnyAddressEnough() ? any : all;
    }
}
