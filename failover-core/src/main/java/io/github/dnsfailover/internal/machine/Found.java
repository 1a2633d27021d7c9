package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.RecordSet;
import java.util.List;
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

    /** Whether something stands where the mark belongs that is no mark. */
    boolean isNoMarkAtAll() {
        return ownership == Ownership.OTHER_OWNER && mark == null;
    }

    /** What stands where the mark belongs. */
    RecordSet markSet() {
        return sets.get(sets.size() - 1);
    }

    /** The same, as if no mark stood there. */
    Found withoutMark(Ownership as) {
        return new Found(sets, null, lineup, exact, as, detail);
    }

    /** Whose the records are without a look at the mark. */
    Ownership unmarked(PoolSpec spec) {
        return unmarked(spec, sets, exact);
    }

    static Ownership unmarked(PoolSpec spec, List<RecordSet> sets, boolean exact) {
        return exact
                ? Ownership.UNMARKED_MEMBERS
                : hasValues(spec, sets) ? Ownership.UNMARKED_FOREIGN : Ownership.EMPTY;
    }

    boolean hasValues(PoolSpec spec) {
        return hasValues(spec, sets);
    }

    private static boolean hasValues(PoolSpec spec, List<RecordSet> sets) {
        return sets.subList(0, spec.servingKeys()).stream().anyMatch(set -> !set.isEmpty());
    }
}
