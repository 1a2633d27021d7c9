package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
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
    private final Sight sight;
    private final LongPredicate reached;
    private final BooleanSupplier mayGoUnvouched;

    /**
     * Looks at a state.
     *
     * @param reached whether an instant has come; it may ask for a step when it has
     * @param mayGoUnvouched whether control targets need not have passed since the last failure; it may ask them
     */
    Withdrawing(PoolSpec spec, PoolState state, Merits merits, LongPredicate reached, BooleanSupplier mayGoUnvouched) {
        this.spec = spec;
        this.diagnosis = state.diagnosis();
        this.custody = state.custody();
        this.sight = state.sight();
        this.mayGoUnvouched = mayGoUnvouched;
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
            return diagnosis.isSettled() && isDeadAlone(endpoint) && isNotOurFault(endpoint);
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

    /** What was settled a while ago, in a freeze say, need not be so any more. */
    private boolean isNotOurFault(int endpoint) {
        if (sight.isIpv6CutOff() || Opinion.isIpv6Stale(spec, diagnosis, endpoint)) {
            return false;
        }
        return Opinion.isIpv6VouchedFor(spec, diagnosis, sight, endpoint) || mayGoUnvouched.getAsBoolean();
    }

    private boolean mayComeBack(int endpoint) {
        boolean asked = merits.said().failback().isPresent() || merits.isSaidUp(endpoint);
        return asked || hasSoaked(diagnosis.ipv6(endpoint));
    }

    private boolean hasSoaked(EndpointHealth ipv6) {
        return spec.soak >= 0 && reached.test(ipv6.since() + (spec.soak << ipv6.relapses()));
    }
}
