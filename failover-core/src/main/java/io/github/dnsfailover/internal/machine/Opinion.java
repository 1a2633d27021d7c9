package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What the targets of an endpoint make of it: of the endpoint itself, and apart from that of its IPv6 addresses if
 * these may be withdrawn. Pure.
 */
final class Opinion {

    private Opinion() {}

    /**
     * The opinion of some targets of an endpoint.
     *
     * @param apart whether it is the IPv6 addresses that are asked about
     */
    static Health of(PoolSpec spec, Diagnosis diagnosis, int endpoint, boolean apart) {
        boolean anySuffices = spec.endpoints.get(endpoint).isAnyAddressEnough();
        Health decisive = anySuffices ? Health.HEALTHY : Health.UNHEALTHY;
        boolean unknown = false;
        for (int i = 0; i < spec.targets.size(); i++) {
            if (counts(spec, i, endpoint, apart)) {
                if (diagnosis.target(i).health() == decisive) {
                    return decisive;
                }
                unknown |= diagnosis.target(i).health() == Health.UNKNOWN;
            }
        }
        Health other = anySuffices ? Health.UNHEALTHY : Health.HEALTHY;
        return unknown ? Health.UNKNOWN : other;
    }

    /** Whether the health of all IPv6 addresses that may be withdrawn is known. */
    static boolean isIpv6Known(PoolSpec spec, Diagnosis diagnosis) {
        for (int e = 0; e < spec.endpoints.size(); e++) {
            if (Families.mayWithdraw(spec, e) && diagnosis.ipv6(e).health() == Health.UNKNOWN) {
                return false;
            }
        }
        return true;
    }

    /** Whether their checks prove it at this moment. */
    static boolean isProven(PoolSpec spec, Diagnosis diagnosis, int endpoint, boolean apart, long now) {
        return holds(spec, endpoint, apart, i -> diagnosis.target(i).isProven(now, spec.freshness));
    }

    /**
     * Whether the IPv6 addresses of an endpoint alone are dead: the others have passed probes that began after that
     * was known, or a place that dies as a whole would lose IPv6 first.
     */
    static boolean isIpv6DeadAlone(PoolSpec spec, Diagnosis diagnosis, int endpoint) {
        EndpointHealth ipv6 = diagnosis.ipv6(endpoint);
        return ipv6.health() == Health.UNHEALTHY
                && holds(spec, endpoint, false, i -> diagnosis.target(i).hasPassedSince(ipv6.since()));
    }

    /** Whether control targets of IPv6 vouch for the last failures of its IPv6 addresses. */
    static boolean isIpv6VouchedFor(PoolSpec spec, Diagnosis diagnosis, Sight sight, int endpoint) {
        return ofDeadIpv6(spec, diagnosis, endpoint)
                .allMatch(i -> sight.vouchesFor(spec, i, diagnosis.target(i).lastFailure()));
    }

    /** Whether something that is known against its IPv6 addresses is from before this machine lost IPv6 last. */
    static boolean isIpv6Stale(PoolSpec spec, Diagnosis diagnosis, int endpoint) {
        return ofDeadIpv6(spec, diagnosis, endpoint)
                .anyMatch(i -> diagnosis.target(i).isStale());
    }

    private static IntStream ofDeadIpv6(PoolSpec spec, Diagnosis diagnosis, int endpoint) {
        return IntStream.range(0, spec.targets.size())
                .filter(i ->
                        counts(spec, i, endpoint, true) && diagnosis.target(i).health() == Health.UNHEALTHY);
    }

    private static boolean holds(PoolSpec spec, int endpoint, boolean apart, IntPredicate target) {
        boolean any = false;
        boolean all = true;
        for (int i = 0; i < spec.targets.size(); i++) {
            if (counts(spec, i, endpoint, apart)) {
                boolean holds = target.test(i);
                any |= holds;
                all &= holds;
            }
        }
        return spec.endpoints.get(endpoint).isAnyAddressEnough() ? any : all;
    }

    /** Whether no target of these endpoints is in doubt; what tells of IPv6 alone never makes the pool move. */
    static boolean areCalm(PoolSpec spec, Diagnosis diagnosis, List<Integer> endpoints) {
        for (int i = 0; i < spec.targets.size(); i++) {
            PoolSpec.TargetSpec target = spec.targets.get(i);
            boolean meant = endpoints.contains(target.endpoint()) && !target.apart();
            if (meant && (diagnosis.target(i).isFailing() || diagnosis.target(i).health() == Health.UNKNOWN)) {
                return false;
            }
        }
        return true;
    }

    private static boolean counts(PoolSpec spec, int target, int endpoint, boolean apart) {
        PoolSpec.TargetSpec which = spec.targets.get(target);
        return which.endpoint() == endpoint && which.apart() == apart;
    }

    /** Tells the process which endpoints are unhealthy, if these are others than before. */
    static void tellIfOthers(Turn turn, Diagnosis before, Diagnosis now) {
        boolean others = false;
        for (int e = 0; e < turn.spec.endpoints.size(); e++) {
            others |= isUnhealthy(before, e) != isUnhealthy(now, e);
        }
        if (others) {
            List<String> unhealthy = new ArrayList<>();
            for (int e = 0; e < turn.spec.endpoints.size(); e++) {
                if (isUnhealthy(now, e)) {
                    unhealthy.add(turn.spec.endpoints.get(e).id());
                }
            }
            turn.tell(new EngineInput.HealthSeen(turn.pool(), unhealthy));
        }
    }

    private static boolean isUnhealthy(Diagnosis diagnosis, int endpoint) {
        return diagnosis.endpoint(endpoint).health() == Health.UNHEALTHY;
    }
}
