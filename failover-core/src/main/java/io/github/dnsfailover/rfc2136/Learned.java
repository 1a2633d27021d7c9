package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a provider has learned of its server. Thread-safe.
 *
 * <p>The values that were known to stand when last asked, so that a read which brings the same needs no second
 * question: each is a line in the log of most servers. What is remembered here is never written on; {@link
 * Rfc2136Provider#apply} compares at the server. And whether the server compares at all.
 */
final class Learned {

    /** Pools of thousands of names; beyond it, all are asked about again. */
    private static final int MOST = 20_000;

    private final Map<RecordKey, RecordSet> sets = new ConcurrentHashMap<>();
    private volatile boolean compares;

    /** Whether the server was seen to say no to a demand that is never met. */
    boolean compares() {
        return compares;
    }

    void thatItCompares() {
        compares = true;
    }

    boolean cover(List<RecordSet> read) {
        return read.stream().allMatch(set -> {
            RecordSet known = sets.get(set.key());
            return known != null && known.sameValues(set);
        });
    }

    void add(List<RecordSet> standing) {
        if (sets.size() + standing.size() > MOST) {
            sets.clear();
        }
        standing.forEach(set -> sets.put(set.key(), set));
    }

    void forget(Collection<RecordKey> keys) {
        keys.forEach(sets::remove);
    }
}
