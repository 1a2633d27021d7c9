package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What record sets mean, and which are wanted: pure functions of a pool's rules. */
public final class Publication {

    private static final List<RecordType> TYPES = List.of(RecordType.values());

    private Publication() {}

    /**
     * Understands what was read.
     *
     * @param fence the term that marks of ours may carry at most; negative if any will do
     */
    public static Found understand(PoolSpec spec, List<RecordSet> sets, long fence) {
        Lineup lineup = Lineup.in(spec, sets, e -> Families.mayWithdraw(spec, e));
        boolean exact = isExact(spec, sets, lineup);
        RecordSet last = sets.get(sets.size() - 1);
        if (spec.markKey == null || last.isEmpty()) {
            boolean mine = exact || Found.isMarklessMix(spec, sets, lineup);
            return new Found(sets, null, lineup, exact, Found.unmarked(spec, sets, mine), "");
        }
        List<String> texts = last.values();
        Optional<Mark> parsed = Mark.in(last);
        if (parsed.isEmpty()) {
            String why = texts.size() == 1 ? "the text is no mark: " : texts.size() + " texts where one mark belongs: ";
            String text = String.join("\" \"", texts);
            return new Found(sets, null, lineup, exact, Found.Ownership.OTHER_OWNER, why + text);
        }
        Mark mark = parsed.get();
        String stranger = stranger(spec, mark);
        if (!stranger.isEmpty()) {
            return new Found(sets, mark, lineup, exact, Found.Ownership.OTHER_OWNER, stranger);
        }
        if (fence >= 0 && mark.term() > fence) {
            String newer = "a newer engine leads with term " + mark.term() + ", this one has " + fence;
            return new Found(sets, mark, lineup, exact, Found.Ownership.NEWER_ENGINE, newer);
        }
        if (fence >= 0 && mark.isOfRival(fence, spec.identity.self())) {
            String rival = "another engine leads with the same term " + fence;
            return new Found(sets, mark, lineup, exact, Found.Ownership.NEWER_ENGINE, rival);
        }
        boolean asWritten = mark.set().equals(fingerprint(spec, sets));
        if (!asWritten) {
            return new Found(sets, mark, lineup, exact, Found.Ownership.EDITED, "");
        }
        Lineup written = exact ? lineup : Lineup.in(spec, sets, e -> Families.areBoth(spec, e)); // by other rules
        return new Found(sets, mark, written, isExact(spec, sets, written), Found.Ownership.OURS, "");
    }

    private static boolean isExact(PoolSpec spec, List<RecordSet> sets, Lineup lineup) {
        return !lineup.endpoints().isEmpty() && sameValues(spec, sets, wanted(spec, lineup));
    }

    private static String stranger(PoolSpec spec, Mark mark) {
        if (!mark.owner().equals(spec.identity.owner())) {
            return "owner " + mark.owner() + ", not " + spec.identity.owner();
        }
        if (!mark.environment().equals(spec.identity.environment())) {
            return "environment " + mark.environment() + ", not " + spec.identity.environment();
        }
        if (!mark.pool().equals(spec.fingerprint)) {
            return "another pool than " + spec.pool.pool();
        }
        return "";
    }

    /** The fingerprint of the values of the names; the mark is left out. */
    static String fingerprint(PoolSpec spec, List<RecordSet> sets) {
        return Mark.fingerprintOf(sets.subList(0, spec.servingKeys()));
    }

    /** The sets that publish these endpoints, key by key; without the mark. */
    static List<RecordSet> wanted(PoolSpec spec, Lineup lineup) {
        List<Integer> endpoints = lineup.endpoints();
        boolean known = endpoints.size() == 1 && lineup.withoutIpv6().isEmpty();
        return known ? spec.alone.get(endpoints.get(0)) : composed(spec, lineup);
    }

    /** The same, put together anew. */
    static List<RecordSet> composed(PoolSpec spec, Lineup lineup) {
        List<RecordSet> wanted = new ArrayList<>();
        for (RecordKey key : spec.keys.subList(0, spec.servingKeys())) {
            TreeSet<String> values = new TreeSet<>();
            for (int e : lineup.endpoints()) {
                values.addAll(lineup.values(spec, e, key.type()));
            }
            wanted.add(values.isEmpty() ? RecordSet.absent(key) : RecordSet.of(key, ttl(spec, key), values));
        }
        return List.copyOf(wanted);
    }

    private static Duration ttl(PoolSpec spec, RecordKey key) {
        return key.type() == RecordType.ALIAS
                ? Duration.ZERO
                : spec.pool.timings().ttl();
    }

    /**
     * Whether the values of these endpoints may stand in one set for each type; of a CNAME or an alias there is one
     * only.
     */
    static boolean fit(PoolSpec spec, List<Integer> endpoints) {
        if (endpoints.size() == 1) {
            return true; // the pool was built so
        }
        int most = spec.traits.valuesPerSet();
        for (RecordType type : TYPES) {
            int count = 0;
            for (int e : endpoints) {
                count += spec.endpoints.get(e).values(type).size();
            }
            boolean single = type == RecordType.CNAME || type == RecordType.ALIAS;
            if (count > (single ? 1 : most)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameValues(PoolSpec spec, List<RecordSet> sets, List<RecordSet> wanted) {
        for (int i = 0; i < spec.servingKeys(); i++) {
            if (!sets.get(i).sameValues(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** How what is there differs from what is wanted. */
    enum Difference {
        NONE,
        /** Only TTLs differ, or the mark is missing. */
        REPAIR,
        /** The same endpoints and nothing else, but some with IPv6 addresses and some without. */
        FAMILY,
        VALUES
    }

    static Difference difference(PoolSpec spec, Found found, Lineup lineup) {
        List<RecordSet> wanted = wanted(spec, lineup);
        if (!sameValues(spec, found.sets(), wanted)) {
            boolean same = found.exact() && found.published().equals(lineup.endpoints());
            return same ? Difference.FAMILY : Difference.VALUES;
        }
        boolean ttlMatters = spec.traits.setsTtl();
        for (int i = 0; i < spec.servingKeys() && ttlMatters; i++) {
            if (!found.sets().get(i).ttl().equals(wanted.get(i).ttl())) {
                return Difference.REPAIR;
            }
        }
        boolean markMissing = spec.markKey != null && found.ownership() != Found.Ownership.OURS;
        return markMissing ? Difference.REPAIR : Difference.NONE;
    }

    /**
     * What the mark of a change says besides the change.
     *
     * @param horizon until when earlier sets may be cached, without what this change replaces; null in a plan for
     *     people, which must not change from second to second
     */
    record Stamp(long generation, long term, @Nullable Horizon horizon, Instant wall) {

        private OptionalLong until(Duration replaced, Duration ownTtl) {
            return horizon == null
                    ? OptionalLong.empty()
                    : horizon.replaced(wall, replaced).inMark(wall, ownTtl);
        }
    }

    /** The transitions from what is there to these endpoints, the mark included. */
    static List<Transition> transitions(PoolSpec spec, Found found, Lineup lineup, Stamp stamp) {
        List<RecordSet> wanted = wanted(spec, lineup);
        boolean ttlMatters = spec.traits.setsTtl();
        Set<DnsName> losing = namesThatLoseAFamily(found.sets().subList(0, spec.servingKeys()), wanted);
        List<Transition> transitions = new ArrayList<>();
        for (int i = 0; i < spec.servingKeys(); i++) {
            RecordSet there = found.sets().get(i);
            boolean differs = ttlMatters ? !there.equals(wanted.get(i)) : !there.sameValues(wanted.get(i));
            boolean mustStay = !there.isEmpty() && losing.contains(there.key().name());
            if (differs || mustStay) {
                transitions.add(new Transition(there, differs ? wanted.get(i) : there));
            }
        }
        if (spec.markKey != null) {
            Duration ownTtl = spec.pool.timings().ttl();
            Mark mark = new Mark(
                    spec.identity.owner(),
                    spec.identity.environment(),
                    spec.fingerprint,
                    stamp.generation(),
                    stamp.term(),
                    Mark.fingerprintOf(wanted),
                    spec.ids(lineup.endpoints()),
                    spec.identity.self(),
                    spec.identity.self().isEmpty() ? "" : spec.configuration,
                    stamp.until(oldTtl(transitions, Duration.ZERO), ownTtl));
            RecordSet set = RecordSet.of(spec.markKey, ownTtl, mark.text());
            transitions.add(new Transition(found.sets().get(spec.servingKeys()), set));
        }
        return transitions;
    }

    /**
     * Names of which a family is deleted. What they keep becomes a condition of the change: somebody may be deleting
     * just that at this moment, and the name would be left without any address.
     */
    private static Set<DnsName> namesThatLoseAFamily(List<RecordSet> sets, List<RecordSet> wanted) {
        Set<DnsName> names = new HashSet<>();
        for (int i = 0; i < wanted.size(); i++) {
            if (!sets.get(i).isEmpty() && wanted.get(i).isEmpty()) {
                names.add(wanted.get(i).key().name());
            }
        }
        return names;
    }

    /** Whether every set of a change stands as desired. */
    static boolean stands(List<RecordSet> sets, List<Transition> transitions) {
        return transitions.stream().allMatch(t -> holds(sets, t.desired()));
    }

    /** Whether of a change some sets stand as desired, the others as expected, and nothing else. */
    static boolean standsInPart(List<RecordSet> sets, List<Transition> transitions) {
        boolean nothingElse = transitions.stream().allMatch(t -> holds(sets, t.desired()) || holds(sets, t.expected()));
        boolean someStand = transitions.stream().anyMatch(t -> holds(sets, t.desired()) && !holds(sets, t.expected()));
        return nothingElse && someStand && !stands(sets, transitions);
    }

    private static boolean holds(List<RecordSet> sets, RecordSet wanted) {
        return sets.stream().anyMatch(set -> set.sameValues(wanted));
    }

    /** Whether a read answered exactly what was asked. */
    public static boolean answers(PoolSpec spec, @Nullable List<RecordSet> sets) {
        if (sets == null || sets.size() != spec.keys.size()) {
            return false;
        }
        for (int i = 0; i < sets.size(); i++) {
            if (sets.get(i) == null || !sets.get(i).key().equals(spec.keys.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The TTL that resolvers may still hold of the sets that a change replaces. */
    public static Duration oldTtl(List<Transition> transitions, Duration negativeTtl) {
        Duration longest = Duration.ZERO;
        for (Transition t : transitions) {
            if (t.key().type() != RecordType.TXT) {
                Duration ttl = t.expected().isEmpty() ? negativeTtl : ttlSeen(t.expected());
                longest = ttl.compareTo(longest) > 0 ? ttl : longest;
            }
        }
        return longest;
    }

    private static Duration ttlSeen(RecordSet set) {
        return set.key().type() == RecordType.ALIAS ? Limits.ALIAS_TTL : set.ttl();
    }

    /**
     * The names that have an alias after a change. Their servers answer with whatever addresses the other name has,
     * which no set of the change tells.
     */
    public static Set<DnsName> aliased(List<Transition> transitions) {
        return transitions.stream()
                .map(Transition::desired)
                .filter(set -> set.key().type() == RecordType.ALIAS && !set.isEmpty())
                .map(set -> set.key().name())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What stands there once these transitions are made. */
    static List<RecordSet> after(List<RecordSet> sets, List<Transition> transitions) {
        List<RecordSet> result = new ArrayList<>(sets);
        for (Transition transition : transitions) {
            result.replaceAll(set -> set.key().equals(transition.key()) ? transition.desired() : set);
        }
        return result;
    }
}
