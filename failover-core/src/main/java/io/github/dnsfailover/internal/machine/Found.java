package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.RecordSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a read found, understood. Immutable.
 *
 * @param sets one set for each key of the pool, in its order
 * @param mark the mark if there is one that can be read
 * @param lineup the endpoints whose values are there, for every name
 * @param exact whether nothing but the values of those endpoints is there
 * @param ownership whose the records are
 * @param detail what differs, if they are not ours
 */
public record Found(
        List<RecordSet> sets, @Nullable Mark mark, Lineup lineup, boolean exact, Ownership ownership, String detail) {

    /** Whose the records are, as far as a single read can tell. */
    public enum Ownership {
        /** Our mark stands beside the values that it was written with. */
        OURS,
        /** Our mark stands there, but beside other values; or its text was garbled. */
        EDITED,
        /** No mark, and only values of the pool's endpoints. */
        UNMARKED_MEMBERS,
        /** No mark and no records at all. */
        EMPTY,
        /** No mark, and values that are not of the pool. */
        UNMARKED_FOREIGN,
        /** The mark of another owner, environment or pool, or something there that is no mark of ours. */
        OTHER_OWNER,
        /** Our mark, by a newer engine. */
        NEWER_ENGINE
    }

    /** The endpoints that are published. */
    public List<Integer> published() {
        return lineup.endpoints();
    }

    /**
     * Whether an engine whose pool has other endpoints wrote it: our mark stands beside the values that it was written
     * with, and they are not those of any endpoints of this pool.
     */
    boolean isOfOtherEndpoints(PoolSpec spec) {
        return ownership == Ownership.OURS && !exact && hasValues(spec);
    }

    /** The endpoints that have any of the values that stand there; none if one stands there that no endpoint has. */
    List<Integer> owners(PoolSpec spec) {
        TreeSet<Integer> owners = new TreeSet<>();
        for (RecordSet set : sets.subList(0, spec.servingKeys())) {
            for (String value : set.values()) {
                List<Integer> having = IntStream.range(0, spec.endpoints.size())
                        .filter(e ->
                                spec.endpoints.get(e).values(set.key().type()).contains(value))
                        .boxed()
                        .toList();
                if (having.isEmpty()) {
                    return List.of();
                }
                owners.addAll(having);
            }
        }
        return List.copyOf(owners);
    }

    /** Whether something stands where the mark belongs that is no mark. */
    boolean isNoMarkAtAll() {
        return ownership == Ownership.OTHER_OWNER && mark == null;
    }

    /** Whether nothing is to be set right. */
    boolean isWhole(PoolSpec spec) {
        return exact && Publication.difference(spec, this, lineup) == Publication.Difference.NONE;
    }

    boolean isSomebodyElses() {
        return ownership == Ownership.OTHER_OWNER || ownership == Ownership.NEWER_ENGINE;
    }

    /** Whether a mark of others stands there; a leader among several follows a newer engine's instead. */
    boolean hasForeignMark(PoolSpec spec) {
        boolean alone = spec.identity.instances() == Leadership.Instances.ONE;
        return ownership == Ownership.OTHER_OWNER || (alone && ownership == Ownership.NEWER_ENGINE);
    }

    /** What stands where the mark belongs. */
    RecordSet markSet() {
        return sets.get(sets.size() - 1);
    }

    /** The same, as if no mark stood there. */
    Found withoutMark(Ownership as) {
        return new Found(sets, null, lineup, exact, as, detail);
    }

    /**
     * What should stand there by the mark, if that may, else as before. A mark names endpoints, and says nothing of
     * their families.
     */
    Lineup marked(PoolSpec spec, Lineup before) {
        return Optional.ofNullable(mark)
                .map(there -> spec.indexes(there.at()))
                .filter(endpoints -> Publication.fit(spec, endpoints))
                .filter(endpoints -> !endpoints.equals(before.endpoints()))
                .map(Lineup::whole)
                .orElse(before);
    }

    /** Whose the records are without a look at the mark. */
    Ownership unmarked(PoolSpec spec) {
        return unmarked(spec, sets, exact || isMarklessMix(spec, sets, lineup));
    }

    /** @param mine whether nothing is there but what endpoints of the pool have */
    static Ownership unmarked(PoolSpec spec, List<RecordSet> sets, boolean mine) {
        return mine ? Ownership.UNMARKED_MEMBERS : hasValues(spec, sets) ? Ownership.UNMARKED_FOREIGN : Ownership.EMPTY;
    }

    /**
     * Whether some names or families lead to one endpoint and others to another, where changes are made in parts: such
     * is what a change leaves that was broken off, by whichever engine. Somebody's hand would have moved them all.
     */
    boolean isMix(PoolSpec spec) {
        boolean mayBeOurs = ownership == Ownership.EDITED || ownership == Ownership.UNMARKED_FOREIGN;
        return mayBeOurs && spec.writesInParts() && isMixOfMembers(spec, sets, lineup);
    }

    /** Without a mark nobody can say who broke it off; but nothing of others is there. */
    static boolean isMarklessMix(PoolSpec spec, List<RecordSet> sets, Lineup lineup) {
        return spec.markKey == null && spec.writesInParts() && isMixOfMembers(spec, sets, lineup);
    }

    private static boolean isMixOfMembers(PoolSpec spec, List<RecordSet> sets, Lineup lineup) {
        List<RecordSet> serving = sets.subList(0, spec.servingKeys());
        return lineup.endpoints().isEmpty()
                && hasValues(spec, sets)
                && serving.stream()
                        .allMatch(set -> set.values().stream()
                                .allMatch(value -> spec.endpoints.stream()
                                        .anyMatch(endpoint -> endpoint.values(
                                                        set.key().type())
                                                .contains(value))));
    }

    /** Whether something else stands there than what endpoints of the pool have. */
    boolean hasStrangers(PoolSpec spec) {
        return !exact && hasValues(spec);
    }

    boolean hasValues(PoolSpec spec) {
        return hasValues(spec, sets);
    }

    private static boolean hasValues(PoolSpec spec, List<RecordSet> sets) {
        return sets.subList(0, spec.servingKeys()).stream().anyMatch(set -> !set.isEmpty());
    }
}
