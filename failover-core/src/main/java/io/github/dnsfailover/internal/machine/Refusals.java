package io.github.dnsfailover.internal.machine;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scopes in which changes that are needed were refused, or failed, for long: perhaps another instance has the better
 * key, right or clock. So this one gives up the lead for a time that doubles from case to case; unless nobody else
 * leads, for then it tries again until that time is over. Nobody is left without a leader, and nobody passes the lead
 * on in a circle. Immutable.
 */
final class Refusals extends Part<Refusals> {

    /**
     * One scope.
     *
     * @param count how often in a row
     * @param until when this engine may lead again anyway
     * @param insists whether it leads until then since nobody else does
     */
    private record Refused(String why, int count, long until, boolean insists) {}

    private SortedMap<String, Refused> scopes = Collections.emptySortedMap();

    Refusals() {}

    /** Why this engine should not lead a scope now; empty if it may. */
    String obstacle(String scope, long now) {
        Refused refused = scopes.get(scope);
        if (refused == null || refused.insists() || now - refused.until() >= 0) {
            return "";
        }
        return refused.why();
    }

    /** Changes fail: gives up the lead, unless this engine leads since nobody else does. */
    Refusals failing(EngineTurn turn, EngineInput.ChangeFails input) {
        Refused before = scopes.get(input.scope());
        boolean hasItsTurn = before != null && !turn.reached(before.until());
        if (!turn.spec.several() || hasItsTurn) {
            return this;
        }
        int count = before == null ? 1 : before.count() + 1;
        long longest = Limits.LONGEST_HANDOVER.toNanos();
        long doubled = Math.min(longest, Limits.FIRST_HANDOVER.toNanos() << Math.min(count - 1, 10));
        long pause = turn.spec.rank() > 0 ? Math.max(doubled, 2 * Limits.ranksWait(turn.spec)) : doubled;
        return with(input.scope(), new Refused(input.why(), count, turn.now + pause, false));
    }

    /** A change was made: everything before is forgotten. */
    Refusals made(String scope) {
        if (!scopes.containsKey(scope)) {
            return this;
        }
        TreeMap<String, Refused> left = new TreeMap<>(scopes);
        left.remove(scope);
        Refusals next = copy();
        next.scopes = Collections.unmodifiableSortedMap(left);
        return next;
    }

    /** Tries again where nobody else leads, and asks for a step when a pause is over. */
    Refusals continued(EngineTurn turn, Leads leads) {
        Refusals next = this;
        for (var each : scopes.entrySet()) {
            Refused refused = each.getValue();
            boolean stands = !turn.reachedOrWake(refused.until());
            if (stands && !refused.insists() && leads.isForsaken(turn, each.getKey())) {
                next = next.with(each.getKey(), new Refused(refused.why(), refused.count(), refused.until(), true));
            }
        }
        return next;
    }

    private Refusals with(String scope, Refused refused) {
        TreeMap<String, Refused> all = new TreeMap<>(scopes);
        all.put(scope, refused);
        Refusals next = copy();
        next.scopes = Collections.unmodifiableSortedMap(all);
        return next;
    }
}
