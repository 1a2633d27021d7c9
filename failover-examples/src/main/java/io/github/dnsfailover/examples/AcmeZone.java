package io.github.dnsfailover.examples;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tiny vendor of the example: it holds one zone in memory, hands it out with a version, and stores a new one if
 * the version is still the same, as an HTTP API with ETag and If-Match would. Thread-safe.
 */
final class AcmeZone {

    /** What the vendor says when it does not want what it is asked for; nothing has changed then. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** The zone at one moment. Immutable. */
    record Copy(long version, Map<RecordKey, RecordSet> sets) {

        Copy {
            sets = Map.copyOf(sets);
        }

        RecordSet get(RecordKey key) {
            return sets.getOrDefault(key, RecordSet.absent(key));
        }

        List<RecordSet> get(List<RecordKey> keys) {
            return keys.stream().map(this::get).toList();
        }

        /** This copy with one set replaced, or removed if the new one is empty. */
        Copy with(RecordSet set) {
            Map<RecordKey, RecordSet> changed = new HashMap<>(sets);
            changed.remove(set.key());
            if (!set.isEmpty()) {
                changed.put(set.key(), set);
            }
            return new Copy(version, changed);
        }
    }

    private final DnsName name;
    private Copy current = new Copy(1, Map.of());

    AcmeZone(String name) {
        this.name = DnsName.of(name);
    }

    DnsName name() {
        return name;
    }

    synchronized Copy fetch() {
        return current;
    }

    /** Stores a changed copy, unless the zone has changed since it was fetched; whether it was stored. */
    synchronized boolean store(Copy changed) throws Refused {
        for (RecordKey key : changed.sets().keySet()) {
            require(key.name().isWithin(name), key.name() + " lies outside " + name);
            boolean alone = key.type() != RecordType.CNAME
                    || changed.sets().keySet().stream()
                            .noneMatch(other -> other.name().equals(key.name()) && other.type() != RecordType.CNAME);
            require(alone, key + " cannot stand beside other records");
        }
        if (changed.version() != current.version()) {
            return false;
        }
        current = new Copy(current.version() + 1, changed.sets());
        return true;
    }

    private static void require(boolean rule, String message) throws Refused {
        if (!rule) {
            throw new Refused(message);
        }
    }
}
