package io.github.dnsfailover.internal.machine;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The scopes for which neither the state store nor the election tells this engine who leads, and the dead places that
 * clients are led to there. Pools of such a scope read their records themselves: another engine may have moved them.
 * Immutable.
 */
public final class Isolation extends Part<Isolation> {

    /** Where clients are led to a dead place, by pool; without those where they are not. */
    private Map<String, String> deadPlaces = Map.of();

    /** The isolated scopes, and since when a dead place is known in each; empty while none is. */
    private SortedMap<String, OptionalLong> scopes = Collections.emptySortedMap();

    Isolation() {}

    Isolation seen(EngineInput.DeadPlaceSeen input) {
        Map<String, String> all = new HashMap<>(deadPlaces);
        if (input.text().isEmpty()) {
            all.remove(input.pool());
        } else {
            all.put(input.pool(), input.text());
        }
        Isolation next = copy();
        next.deadPlaces = Map.copyOf(all);
        return next;
    }

    Isolation continued(EngineTurn turn, Predicate<String> isolated) {
        SortedMap<String, OptionalLong> now = new TreeMap<>();
        turn.spec.scopes().stream().filter(isolated).forEach(scope -> now.put(scope, stranded(turn, scope)));
        if (now.equals(scopes)) {
            return this;
        }
        Isolation next = copy();
        next.scopes = Collections.unmodifiableSortedMap(now);
        return next;
    }

    private OptionalLong stranded(EngineTurn turn, String scope) {
        OptionalLong since = scopes.getOrDefault(scope, OptionalLong.empty());
        return text(turn.spec, scope).isEmpty()
                ? OptionalLong.empty()
                : since.isEmpty() ? OptionalLong.of(turn.now) : since;
    }

    /** Whether nothing tells this engine who leads a scope. */
    boolean isIn(String scope) {
        return scopes.containsKey(scope);
    }

    /** The dead places of an isolated scope, once there was time for a read; empty if there are none. */
    String told(EngineTurn turn, String scope) {
        OptionalLong since = scopes.getOrDefault(scope, OptionalLong.empty());
        boolean told = since.isPresent() && turn.reachedOrWake(since.getAsLong() + Limits.STRANDED_GRACE.toNanos());
        return told ? text(turn.spec, scope) : "";
    }

    /** The first dead place, and how many more there are; empty if there is none. */
    private String text(EngineSpec spec, String scope) {
        List<String> dead = spec.inScope(scope).stream()
                .filter(deadPlaces::containsKey)
                .map(deadPlaces::get)
                .toList();
        return dead.isEmpty()
                ? ""
                : dead.get(0) + (dead.size() == 1 ? "" : "; so it is with " + (dead.size() - 1) + " more");
    }
}
