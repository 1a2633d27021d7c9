package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Which of the endpoints that are published show no IPv6 addresses: they are withdrawn while they alone are dead, come
 * back after a soak, and enter with a move only if they are proven. Looks only; lives for one step.
 */
final class Withdrawing {

    private final PoolSpec spec;
    private final Diagnosis diagnosis;
    private final Custody custody;
    private final Merits merits;
    private final LongPredicate reached;

    /** @param reached whether an instant has come; it may ask for a step when it has */
    Withdrawing(PoolSpec spec, PoolState state, Merits merits, LongPredicate reached) {
        this.spec = spec;
        this.diagnosis = state.diagnosis();
        this.custody = state.custody();
        this.merits = merits;
        this.reached = reached;
    }

    /** How to publish these endpoints, given what stands there. */
    Lineup lineup(Found found, List<Integer> endpoints) {
        Lineup there = found.lineup();
        if (!spec.pool.withdrawsFamily() && there.withoutIpv6().isEmpty()) {
            return Lineup.whole(endpoints);
        }
        List<Integer> without = new ArrayList<>(0);
        for (int e : endpoints) {
            if (Families.mayWithdraw(spec, e) ? isWithheld(there, e) : there.lacksIpv6(e) && !merits.isProven(e)) {
                without.add(e);
            }
        }
        return new Lineup(endpoints, without);
    }

    private boolean isWithheld(Lineup there, int endpoint) {
        if (merits.isAnsweredFor(endpoint)) {
            return false;
        }
        boolean proven = Opinion.isProven(spec, diagnosis, endpoint, true, merits.now());
        if (there.isWhole(endpoint)) {
            return diagnosis.isSettled() && isDeadAlone(endpoint);
        }
        if (custody.lineup().lacksIpv6(endpoint)) {
            return !proven || !mayComeBack(endpoint);
        }
        return !proven;
    }

    /** What is left must be able to serve all clients. */
    private boolean isDeadAlone(int endpoint) {
        return Opinion.isIpv6DeadAlone(spec, diagnosis, endpoint)
                && merits.health(endpoint) == Health.HEALTHY
                && merits.isProven(endpoint)
                && !merits.isSaidUp(endpoint);
    }

    private boolean mayComeBack(int endpoint) {
        boolean asked = merits.said().failback().isPresent() || merits.isSaidUp(endpoint);
        return asked || hasSoaked(diagnosis.ipv6(endpoint));
    }

    private boolean hasSoaked(EndpointHealth ipv6) {
        return spec.soak >= 0 && reached.test(ipv6.since() + (spec.soak << ipv6.relapses()));
    }
}
