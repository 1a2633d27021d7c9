package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.Trouble;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which endpoints this engine sees unhealthy, to be said beside the lead, and for how long it has seen others than
 * whoever leads: then one of the two sees the world through a path that is broken. Immutable.
 */
final class Views extends Part<Views> {

    private static final int LONGEST_LIST = 600; // what stands beside the lead is read by all each second

    /** The endpoints that are unhealthy, written pool/endpoint, by pool. */
    private SortedMap<String, List<String>> down = Collections.emptySortedMap();

    /** Since when each is seen by one of the two only, in nanoseconds, by scope and endpoint. */
    private SortedMap<String, SortedMap<String, Long>> differing = Collections.emptySortedMap();

    /** Where clients are led to a dead place, by pool; without those where they are not. */
    private Map<String, String> deadPlaces = Map.of();

    Views() {}

    Views seen(EngineInput.HealthSeen input) {
        TreeMap<String, List<String>> all = new TreeMap<>(down);
        all.put(
                input.pool(),
                input.unhealthy().stream().map(id -> input.pool() + "/" + id).toList());
        Views next = copy();
        next.down = Collections.unmodifiableSortedMap(all);
        return next;
    }

    Views seen(EngineInput.DeadPlaceSeen input) {
        Map<String, String> all = new HashMap<>(deadPlaces);
        if (input.text().isEmpty()) {
            all.remove(input.pool());
        } else {
            all.put(input.pool(), input.text());
        }
        Views next = copy();
        next.deadPlaces = Map.copyOf(all);
        return next;
    }

    /** The first dead place of a scope that clients are led to, and how many more there are; empty if there is none. */
    String deadPlaces(EngineSpec spec, String scope) {
        List<String> dead = spec.inScope(scope).stream()
                .filter(deadPlaces::containsKey)
                .map(deadPlaces::get)
                .toList();
        return dead.isEmpty()
                ? ""
                : dead.get(0) + (dead.size() == 1 ? "" : "; so it is with " + (dead.size() - 1) + " more");
    }

    /** What this engine says of a scope: as much as there is room for. */
    List<String> down(EngineSpec spec, String scope) {
        List<String> said = new ArrayList<>();
        int length = 0;
        for (String endpoint : all(spec, scope)) {
            length += endpoint.length() + 1;
            if (length > LONGEST_LIST) {
                said.add(Candidate.MORE);
                return said;
            }
            said.add(endpoint);
        }
        return said;
    }

    private SortedSet<String> all(EngineSpec spec, String scope) {
        SortedSet<String> all = new TreeSet<>();
        spec.inScope(scope).forEach(pool -> all.addAll(down.getOrDefault(pool, List.of())));
        return all;
    }

    /** Compares with what leaders say; whoever is blind has no view. */
    Views compared(EngineTurn turn, Leads leads, boolean blind) {
        TreeMap<String, SortedMap<String, Long>> all = new TreeMap<>();
        for (String scope : turn.spec.scopes()) {
            SortedSet<String> now = blind ? Collections.emptySortedSet() : differences(turn.spec, leads, scope);
            if (!now.isEmpty()) {
                SortedMap<String, Long> before = differing.getOrDefault(scope, Collections.emptySortedMap());
                TreeMap<String, Long> since = new TreeMap<>();
                now.forEach(endpoint -> since.put(endpoint, before.getOrDefault(endpoint, turn.now)));
                all.put(scope, since);
            }
        }
        if (all.equals(differing)) {
            return this;
        }
        Views next = copy();
        next.differing = Collections.unmodifiableSortedMap(all);
        return next;
    }

    /** Another version of the pools may have other endpoints, so it is compared with nothing. */
    private SortedSet<String> differences(EngineSpec spec, Leads leads, String scope) {
        Optional<Candidate> other = leads.led(scope)
                .leader()
                .filter(leader -> !leader.self())
                .map(Leader::says)
                .filter(says -> says.configuration().equals(spec.configuration(scope)));
        if (other.isEmpty()) {
            return Collections.emptySortedSet();
        }
        SortedSet<String> own = all(spec, scope);
        SortedSet<String> theirs = new TreeSet<>(other.get().down());
        SortedSet<String> differences = new TreeSet<>(theirs);
        differences.removeAll(own);
        if (!theirs.contains(Candidate.MORE)) {
            own.removeAll(theirs);
            differences.addAll(own);
        }
        differences.remove(Candidate.MORE);
        return differences;
    }

    List<Wrong> wrongs(EngineTurn turn, Leads leads) {
        List<Wrong> wrongs = new ArrayList<>();
        differing.forEach((scope, since) -> {
            List<String> lasting = since.entrySet().stream()
                    .filter(each -> turn.reachedOrWake(each.getValue() + turn.spec.viewsDiffer(scope)))
                    .map(each -> word(turn.spec, scope, each.getKey()))
                    .toList();
            String leader = leads.led(scope).leader().map(Leader::name).orElse("");
            if (!lasting.isEmpty()) {
                wrongs.add(new Wrong(
                        Trouble.Kind.VIEWS_DIFFER,
                        scope,
                        "",
                        turn.spec.inScope(scope),
                        String.join(", ", lasting) + "; by " + leader + ", which leads, it is not so",
                        Severity.NOTICE,
                        false));
            }
        });
        return wrongs;
    }

    private String word(EngineSpec spec, String scope, String endpoint) {
        return endpoint + (all(spec, scope).contains(endpoint) ? " is UNHEALTHY here" : " is not UNHEALTHY here");
    }
}
