package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult.Verdict;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** What failed at an endpoint, in words; where one family alone fails, that comes first. */
final class FailureText {

    private FailureText() {}

    /** The last results of the targets that are unhealthy; empty if none is. */
    static String of(PoolSpec spec, int endpoint, Diagnosis diagnosis) {
        List<String> failing = new ArrayList<>();
        for (int i = 0; i < spec.targets.size(); i++) {
            if (isOf(spec, i, endpoint) && diagnosis.target(i).health() == Health.UNHEALTHY) {
                failing.add(spec.targets.get(i).target().host() + ": "
                        + diagnosis.target(i).lastResult().detail());
            }
        }
        String list = String.join("; ", failing);
        if (onlyOneFails(spec, endpoint, diagnosis, Inet6Address.class, Inet4Address.class)) {
            return "IPv6 fails, IPv4 does not (" + list + ")";
        }
        if (onlyOneFails(spec, endpoint, diagnosis, Inet4Address.class, Inet6Address.class)) {
            return "IPv4 fails, IPv6 does not (" + list + ")";
        }
        return list;
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
