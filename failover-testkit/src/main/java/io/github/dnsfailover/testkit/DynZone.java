package io.github.dnsfailover.testkit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.testkit.DynServer.SerialStyle;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A zone at {@link DynServer}: what is published, its serial, the numbers of its records. Guarded by the server's lock.
 */
final class DynZone {

    private static final long FIRST_RECORD_ID = 318_905_321L;

    /** What keeps edits out until it is over. */
    record Task(long id, Instant began, Instant ends) {
        boolean isOver(Instant now) {
            return !now.isBefore(ends);
        }
    }

    /** A record, told by its set and value. */
    private record Value(RecordKey key, String value) {}

    private final MemoryZone memory;
    private final SerialStyle style;
    private final Map<Value, Long> recordIds = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private long nextRecordId = FIRST_RECORD_ID;
    private long serial;
    private boolean frozen;
    private Task task = new Task(0, Instant.EPOCH, Instant.EPOCH);

    DynZone(MemoryZone memory, SerialStyle style, Instant now) {
        this.memory = memory;
        this.style = style;
        this.serial = style == SerialStyle.INCREMENT ? memory.current().serial() : next(now);
    }

    MemoryZone memory() {
        return memory;
    }

    DnsName name() {
        return memory.name();
    }

    /** Without the final dot. */
    String text() {
        String text = memory.name().toString();
        return text.substring(0, text.length() - 1);
    }

    long serial() {
        return serial;
    }

    List<String> notes() {
        return notes;
    }

    boolean isFrozen() {
        return frozen;
    }

    void freeze(boolean value) {
        frozen = value;
    }

    Task task() {
        return task;
    }

    void begin(Task value) {
        task = value;
    }

    /** The zone has changed: a new serial by the zone's style, and new numbers for its records. */
    void published(Instant now) {
        serial = Math.max(serial + 1, next(now));
        recordIds.clear();
    }

    private long next(Instant now) {
        return switch (style) {
            case INCREMENT -> serial + 1;
            case EPOCH -> now.getEpochSecond();
            case DAY -> Long.parseLong(written(now, "yyyyMMdd")) * 100;
            case MINUTE -> Long.parseLong(written(now, "yyMMddHHmm"));
        };
    }

    private static String written(Instant now, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(now);
    }

    /** The number of a published record; 0 for one that is only queued. */
    long recordId(RecordKey key, String value) {
        if (!memory.get(key).values().contains(value)) {
            return 0;
        }
        return recordIds.computeIfAbsent(new Value(key, value), record -> nextRecordId++);
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("zone", text())
                .put("zone_type", "Primary")
                .put("serial", serial)
                .put("serial_style", style.name().toLowerCase(Locale.ROOT));
    }
}
