package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * A zone's record sets as its changes are played back; other types than the managed ones are left out. Confined to
 * one thread.
 */
final class ReplayedSets {

    private final MemoryZone.Draft sets;
    private long serial;

    ReplayedSets(MemoryZone.Version base) {
        serial = base.serial();
        sets = base.draft();
    }

    static ReplayedSets none() {
        return new ReplayedSets(MemoryZone.Version.EMPTY);
    }

    void add(Record record) {
        if (record instanceof SOARecord soa) {
            serial = soa.getSerial();
        }
        key(record).ifPresent(key -> {
            List<String> values = new ArrayList<>(sets.get(key).values());
            values.add(RealServer.value(record));
            sets.put(RecordSet.of(key, Duration.ofSeconds(record.getTTL()), values));
        });
    }

    void remove(Record record) {
        key(record).ifPresent(key -> {
            RecordSet before = sets.get(key);
            List<String> values = new ArrayList<>(before.values());
            values.remove(key.type().canonical(RealServer.value(record)));
            sets.put(values.isEmpty() ? RecordSet.absent(key) : RecordSet.of(key, before.ttl(), values));
        });
    }

    private static Optional<RecordKey> key(Record record) {
        String type = Type.string(record.getType());
        return Arrays.stream(RecordType.values())
                .filter(managed -> managed.name().equals(type))
                .findFirst()
                .map(managed -> RecordKey.of(record.getName().toString(), managed));
    }

    /** What the zone holds under the serial of the SOA record that was added last. */
    MemoryZone.Version version() {
        return sets.version(serial);
    }
}
