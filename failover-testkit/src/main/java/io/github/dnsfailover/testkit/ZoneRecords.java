package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryZone.Draft;
import io.github.dnsfailover.testkit.MemoryZone.Foreign;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A draft of a {@link MemoryZone} as dnsjava's records, with the SOA and NS that every zone has at its apex. Confined
 * to one thread.
 */
final class ZoneRecords {

    private static final long APEX_TTL_SECONDS = 3600;

    private final Draft draft;
    private final Name apex;
    private final long serial;
    private final long negativeTtlSeconds;

    ZoneRecords(Draft draft, MemoryZone zone, long serial) {
        this.draft = draft;
        this.apex = name(zone.name());
        this.serial = serial;
        this.negativeTtlSeconds = zone.negativeTtl().toSeconds();
    }

    static Name name(DnsName name) {
        try {
            return Name.fromString(name.toString(), Name.root);
        } catch (TextParseException e) {
            throw new AssertionError(e);
        }
    }

    Name apex() {
        return apex;
    }

    SOARecord soa() {
        Name master = child("ns1");
        return new SOARecord(
                apex,
                DClass.IN,
                APEX_TTL_SECONDS,
                master,
                child("hostmaster"),
                serial,
                3600,
                600,
                86_400,
                negativeTtlSeconds);
    }

    private Name child(String label) {
        try {
            return Name.fromString(label, apex);
        } catch (TextParseException e) {
            throw new AssertionError(e);
        }
    }

    /** The types at a name, in the order of their numbers. */
    List<Integer> types(Name name) {
        List<Integer> types = new ArrayList<>();
        if (name.equals(apex)) {
            types.add(Type.SOA);
            types.add(Type.NS);
        }
        if (!mayStand(name)) {
            return types;
        }
        draft.types(own(name)).stream()
                .filter(type -> !type.equals(RecordType.ALIAS.name())) // its addresses are not of this zone
                .map(Type::value)
                .filter(type -> !types.contains(type))
                .forEach(types::add);
        types.sort(null);
        return types;
    }

    /** Whether a name lies above one that has records: it exists then, although it has none (RFC 8020). */
    boolean isEmptyNonTerminal(Name name) {
        return mayStand(name) && draft.hasWithin(own(name));
    }

    List<Record> records(Name name, int type) {
        if (!types(name).contains(type)) {
            return List.of();
        }
        if (type == Type.SOA) {
            return List.of(soa());
        }
        if (managed(type)) {
            RecordSet set = draft.get(RecordKey.of(own(name), RecordType.valueOf(Type.string(type))));
            return set.values().stream()
                    .map(value -> record(name, type, set.ttl(), value))
                    .toList();
        }
        if (type == Type.NS && !draft.types(own(name)).contains("NS")) {
            return List.of(new NSRecord(apex, DClass.IN, APEX_TTL_SECONDS, child("ns1")));
        }
        Foreign foreign = draft.foreign(own(name), Type.string(type));
        return foreign.rdata().stream()
                .map(rdata -> record(name, type, foreign.ttl(), rdata))
                .toList();
    }

    private static Record record(Name name, int type, Duration ttl, String value) {
        if (type == Type.TXT) {
            return new TXTRecord(name, DClass.IN, ttl.toSeconds(), value.replace("\\", "\\\\"));
        }
        try {
            return Record.fromString(name, type, DClass.IN, ttl.toSeconds(), value, Name.root);
        } catch (IOException e) {
            throw new IllegalArgumentException(name + " " + Type.string(type) + " " + value + ": " + e.getMessage(), e);
        }
    }

    /**
     * Sets the records of a name and type; none removes them. All get the TTL of the last (RFC 2181 section 5.2).
     *
     * @throws IllegalArgumentException if the zone cannot hold them
     */
    void put(Name name, int type, List<Record> records) {
        DnsName owner = own(name);
        if (records.isEmpty()) {
            draft.removeForeign(owner, Type.string(type));
            if (managed(type)) {
                draft.put(RecordSet.absent(RecordKey.of(owner, RecordType.valueOf(Type.string(type)))));
            }
            return;
        }
        Duration ttl = Duration.ofSeconds(records.get(records.size() - 1).getTTL());
        List<String> values = records.stream().map(ZoneRecords::value).toList();
        if (managed(type)) {
            draft.put(RecordSet.of(RecordKey.of(owner, RecordType.valueOf(Type.string(type))), ttl, values));
        } else {
            draft.put(new Foreign(owner, Type.string(type), ttl, values));
        }
    }

    private static String value(Record record) {
        if (record instanceof TXTRecord txt) {
            List<byte[]> strings = txt.getStringsAsByteArrays();
            if (strings.size() != 1) {
                throw new IllegalArgumentException("a TXT record of several character-strings");
            }
            return new String(strings.get(0), StandardCharsets.ISO_8859_1);
        }
        return record.rdataToString();
    }

    private static boolean managed(int type) {
        return Arrays.stream(RecordType.values()).anyMatch(managed -> Type.value(managed.name()) == type);
    }

    /** Whether the zone can hold it at all; whoever asks may ask for any octets (RFC 2181 section 11). */
    private static boolean mayStand(Name name) {
        try {
            return !own(name).toString().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static DnsName own(Name name) {
        return DnsName.of(name.toString());
    }
}
