package io.github.dnsfailover.internal.wire;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Record sets to and from dnsjava's records. */
public final class Records {

    private static final long LONGEST_TTL_SECONDS = Integer.MAX_VALUE;

    private Records() {}

    /**
     * dnsjava's number of a type.
     *
     * @throws IllegalArgumentException for {@link RecordType#ALIAS}, of which no message of DNS speaks
     */
    public static int type(RecordType type) {
        return switch (type) {
            case A -> Type.A;
            case AAAA -> Type.AAAA;
            case CNAME -> Type.CNAME;
            case TXT -> Type.TXT;
            case ALIAS -> throw new IllegalArgumentException("type: " + type + " is none of DNS");
        };
    }

    /** One record for each value of a set. */
    public static List<Record> of(RecordSet set, long ttlSeconds) {
        Name name = Messages.name(set.key().name());
        List<Record> records = new ArrayList<>();
        for (String value : set.values()) {
            records.add(record(name, set.key().type(), ttlSeconds, value));
        }
        return records;
    }

    private static Record record(Name name, RecordType type, long ttlSeconds, String value) {
        if (type == RecordType.TXT) {
            // dnsjava reads escapes in the text that it is given; ours is the bare text.
            return new TXTRecord(name, DClass.IN, ttlSeconds, value.replace("\\", "\\\\"));
        }
        try {
            return Record.fromString(name, type(type), DClass.IN, ttlSeconds, value, Name.root);
        } catch (IOException e) {
            throw new AssertionError("a canonical value is valid for dnsjava too: " + value, e);
        }
    }

    /**
     * The set that records of one name and type make.
     *
     * <p>Unequal TTLs count as the lowest (RFC 2181 section 5.2), one beyond 2^31-1 counts as zero (section 8).
     *
     * @param records at least one
     * @throws IllegalArgumentException if a record holds what no {@link RecordSet} can; the message shows the record
     */
    public static RecordSet set(RecordKey key, List<Record> records) {
        long ttlSeconds = Long.MAX_VALUE;
        List<String> values = new ArrayList<>();
        for (Record record : records) {
            long own = record.getTTL() > LONGEST_TTL_SECONDS ? 0 : record.getTTL();
            ttlSeconds = Math.min(ttlSeconds, own);
            values.add(value(record));
        }
        try {
            return RecordSet.of(key, Duration.ofSeconds(ttlSeconds), values);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    key + " holds " + records.get(0).rdataToString() + ", which cannot be managed: " + e.getMessage(),
                    e);
        }
    }

    private static String value(Record record) {
        if (record instanceof TXTRecord txt) {
            List<byte[]> strings = txt.getStringsAsByteArrays();
            if (strings.size() != 1) {
                throw new IllegalArgumentException(txt.getName() + " TXT holds " + txt.rdataToString() + ", "
                        + strings.size() + " character-strings; only TXT records of one can be managed");
            }
            return new String(strings.get(0), StandardCharsets.ISO_8859_1);
        }
        return record.rdataToString();
    }
}
