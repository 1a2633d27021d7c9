package io.github.dnsfailover.dns;

import java.util.Objects;

/** Name and type: what identifies a record set in a zone. Immutable. */
public final class RecordKey implements Comparable<RecordKey> {

    private final DnsName name;
    private final RecordType type;

    private RecordKey(DnsName name, RecordType type) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = Objects.requireNonNull(type, "type");
    }

    /** The key of a name and a type. */
    public static RecordKey of(DnsName name, RecordType type) {
        return new RecordKey(name, type);
    }

    /**
     * The key of a name given as text and a type.
     *
     * @throws IllegalArgumentException if the text is no domain name
     */
    public static RecordKey of(String name, RecordType type) {
        return new RecordKey(DnsName.of(name), type);
    }

    /** The name. */
    public DnsName name() {
        return name;
    }

    /** The type. */
    public RecordType type() {
        return type;
    }

    /** Compares by name, then by type. */
    @Override
    public int compareTo(RecordKey other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : type.compareTo(other.type);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordKey key && type == key.type && name.equals(key.name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type);
    }

    /** The name and the type, as in {@code www.example.com. A}. */
    @Override
    public String toString() {
        return name + " " + type;
    }
}
