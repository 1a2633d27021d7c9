package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult.Verdict;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** What failed at an endpoint, in words; where one family alone fails, that comes first. */
final class FailureText {

    private FailureText() {}

    /** The last results of the targets that are unhealthy; empty if none is. */
    static String of(PoolSpec spec, int endpoint, Diagnosis diagnosis) {
        String list = failing(spec, diagnosis, i -> isOf(spec, i, endpoint));
        if (onlyOneFails(spec, endpoint, diagnosis, Inet6Address.class, Inet4Address.class)) {
            return "IPv6 fails, IPv4 does not (" + list + ")";
        }
        if (onlyOneFails(spec, endpoint, diagnosis, Inet4Address.class, Inet6Address.class)) {
            return "IPv4 fails, IPv6 does not (" + list + ")";
        }
        return list;
    }

    /** The last results of the targets that tell of IPv6 apart from the endpoint and are unhealthy. */
    static String ofIpv6(PoolSpec spec, int endpoint, Diagnosis diagnosis) {
        return failing(
                spec,
                diagnosis,
                i -> isOf(spec, i, endpoint) && spec.targets.get(i).apart());
    }

    private static String failing(PoolSpec spec, Diagnosis diagnosis, IntPredicate which) {
        List<String> failing = new ArrayList<>();
        for (int i = 0; i < spec.targets.size(); i++) {
            if (which.test(i) && diagnosis.target(i).health() == Health.UNHEALTHY) {
                failing.add(spec.targets.get(i).target().host() + ": "
                        + diagnosis.target(i).lastResult().detail());
            }
        }
        return String.join("; ", failing);
    }

    /** The last result of each target that did not pass. */
    static String ofLastResults(PoolSpec spec, int endpoint, Diagnosis diagnosis) {
        List<String> results = new ArrayList<>();
        for (int i = 0; i < spec.targets.size(); i++) {
            boolean passed = diagnosis.target(i).lastResult().verdict() == Verdict.HEALTHY;
            if (isOf(spec, i, endpoint) && !passed) {
                results.add(spec.targets.get(i).target().host() + ": "
                        + diagnosis.target(i).lastResult());
            }
        }
        return String.join("; ", results);
    }

    private static boolean isOf(PoolSpec spec, int target, int endpoint) {
        return spec.targets.get(target).endpoint() == endpoint;
    }

    private static boolean onlyOneFails(
            PoolSpec spec,
            int endpoint,
            Diagnosis diagnosis,
            Class<? extends InetAddress> failing,
            Class<? extends InetAddress> passing) {
        boolean fails = false;
        boolean otherFails = false;
        boolean otherPasses = false;
        for (int i = 0; i < spec.targets.size(); i++) {
            TargetHealth target = diagnosis.target(i);
            boolean down = target.health() == Health.UNHEALTHY;
            if (isOf(spec, i, endpoint)) {
                fails |= down && isIn(failing, spec, i);
                otherFails |= down && isIn(passing, spec, i);
                otherPasses |= target.health() == Health.HEALTHY && !target.isFailing() && isIn(passing, spec, i);
            }
        }
        return fails && !otherFails && otherPasses;
    }

    private static boolean isIn(Class<? extends InetAddress> family, PoolSpec spec, int target) {
        return spec.targets
                .get(target)
                .target()
                .address()
                .filter(family::isInstance)
                .isPresent();
    }
}
