package io.github.dnsfailover.check;

import java.util.BitSet;
import java.util.StringJoiner;

/** The HTTP statuses that a check accepts. Immutable. */
final class StatusSet {

    static final StatusSet SUCCESS = new StatusSet(new BitSet()).and(200, 299);
    static final StatusSet NONE = new StatusSet(new BitSet());

    private static final int LOWEST = 100;
    private static final int HIGHEST = 599;

    private final BitSet statuses;

    private StatusSet(BitSet statuses) {
        this.statuses = statuses;
    }

    /** This set with the statuses from {@code first} to {@code last}, both included. */
    StatusSet and(int first, int last) {
        if (first < LOWEST || last > HIGHEST || first > last) {
            String given = first == last ? Integer.toString(first) : first + " to " + last;
            throw new IllegalArgumentException("accept: " + given + "; statuses from 100 to 599 are allowed");
        }
        BitSet more = (BitSet) statuses.clone();
        more.set(first, last + 1);
        return new StatusSet(more);
    }

    boolean isEmpty() {
        return statuses.isEmpty();
    }

    boolean contains(int status) {
        return status >= 0 && statuses.get(status);
    }

    /** As in {@code 2xx, 301, 401-403}. */
    @Override
    public String toString() {
        StringJoiner out = new StringJoiner(", ");
        for (int first = statuses.nextSetBit(0); first >= 0; ) {
            int end = statuses.nextClearBit(first);
            boolean hundred = first % 100 == 0 && end - first >= 100;
            int last = hundred ? first + 99 : end - 1;
            if (hundred) {
                out.add(first / 100 + "xx");
            } else {
                out.add(first == last ? Integer.toString(first) : first + "-" + last);
            }
            first = statuses.nextSetBit(last + 1);
        }
        return out.toString();
    }
}
