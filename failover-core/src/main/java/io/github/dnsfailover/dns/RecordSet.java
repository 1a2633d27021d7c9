package io.github.dnsfailover.dns;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * All records of one name and type, canonical by construction: values in the form that {@link RecordType} names,
 * sorted, without doubles; the TTL in whole seconds. A name without records of the type is the empty set, whose TTL
 * is zero.
 *
 * <p>Immutable. Equality takes the TTL in; {@link #sameValues} leaves it out.
 */
public final class RecordSet {

    private static final long LONGEST_TTL_SECONDS = Integer.MAX_VALUE; // RFC 2181 section 8

    private final RecordKey key;
    private final Duration ttl;
    private final List<String> values;

    private RecordSet(RecordKey key, Duration ttl, List<String> values) {
        this.key = key;
        this.ttl = ttl;
        this.values = values;
    }

    /**
     * A set of at least one value.
     *
     * @param ttl whole seconds, from 0 to 2^31-1 (RFC 2181 section 8); zero for {@link RecordType#ALIAS}
     * @throws IllegalArgumentException if a value does not fit the type, the TTL is out of range, there is no value,
     *     or a CNAME has several
     */
    public static RecordSet of(RecordKey key, Duration ttl, Collection<String> values) {
        Objects.requireNonNull(key, "key");
        List<String> canonical =
                values.stream().map(key.type()::canonical).sorted().distinct().toList();
        if (canonical.isEmpty()) {
            throw new IllegalArgumentException(
                    "values of " + key + ": none given; an absent set is RecordSet.absent(key)");
        }
        if (key.type() == RecordType.CNAME && canonical.size() > 1) {
            throw new IllegalArgumentException(
                    "values of " + key + ": " + canonical + "; a name has one CNAME only (RFC 2181 section 10.1)");
        }
        if (key.type() == RecordType.ALIAS && !ttl.isZero()) {
            throw new IllegalArgumentException(
                    "ttl of " + key + ": " + ttl + "; an alias has none of its own, which is written as zero");
        }
        return new RecordSet(key, wholeSeconds(ttl, key), canonical);
    }

    /** A set of the given values; see {@link #of(RecordKey, Duration, Collection)}. */
    public static RecordSet of(RecordKey key, Duration ttl, String... values) {
        return of(key, ttl, List.of(values));
    }

    /** The set of a name that has no record of the type. */
    public static RecordSet absent(RecordKey key) {
        return new RecordSet(Objects.requireNonNull(key, "key"), Duration.ZERO, List.of());
    }

    private static Duration wholeSeconds(Duration ttl, RecordKey key) {
        boolean inRange = !ttl.isNegative() && ttl.toSeconds() <= LONGEST_TTL_SECONDS;
        if (!inRange || !ttl.equals(Duration.ofSeconds(ttl.toSeconds()))) {
            throw new IllegalArgumentException(
                    "ttl of " + key + ": " + ttl + "; whole seconds from 0 to 2^31-1 are allowed (RFC 2181 section 8)");
        }
        return ttl;
    }

    /** Name and type. */
    public RecordKey key() {
        return key;
    }

    /** The TTL in whole seconds; zero if the set is empty. */
    public Duration ttl() {
        return ttl;
    }

    /** The values, canonical and sorted; empty if the name has no record of the type. */
    public List<String> values() {
        return values;
    }

    /** Whether there is no record. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Whether both hold the same values for the same key, whatever their TTLs. */
    public boolean sameValues(RecordSet other) {
        return key.equals(other.key) && values.equals(other.values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordSet set && sameValues(set) && ttl.equals(set.ttl);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, ttl, values);
    }

    /** As in {@code www.example.com. A 30 [192.0.2.22]}, or {@code www.example.com. AAAA absent}. */
    @Override
    public String toString() {
        return isEmpty() ? key + " absent" : key + " " + ttl.toSeconds() + " " + values;
    }
}
