package io.github.dnsfailover.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.DynSession.Edit;
import io.github.dnsfailover.testkit.MemoryZone.Draft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The records of {@link DynServer}: reading them, and queueing edits in a session. A TTL holds for a whole set. Guarded
 * by the server's lock.
 */
final class DynRecords {

    private static final Map<RecordType, String> FIELDS = Map.of(
            RecordType.A, "address", RecordType.AAAA, "address", RecordType.CNAME, "cname", RecordType.TXT, "txtdata");
    private static final int MOST_ADDRESSES = 13;
    private static final long DEFAULT_TTL = 3600;

    private final DynZone zone;
    private final DynSession session;
    private final RecordKey key;
    private final Manner manner;

    /** How records are shown. */
    record Manner(boolean showsQueued, boolean shouts) {}

    DynRecords(DynZone zone, DynSession session, RecordKey key, Manner manner) {
        this.zone = zone;
        this.session = session;
        this.key = key;
        this.manner = manner;
    }

    static boolean knows(RecordType type) {
        return FIELDS.containsKey(type);
    }

    private RecordSet seen() {
        return manner.showsQueued()
                ? session.view(zone).get(key)
                : zone.memory().get(key);
    }

    private RecordSet queued() {
        return session.view(zone).get(key);
    }

    // reading

    DynAnswer list(boolean detail, boolean emptyForMissing) {
        RecordSet set = seen();
        if (set.isEmpty() && !emptyForMissing) {
            return missing("detail: Host is not in this zone");
        }
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (String value : set.values()) {
            if (detail) {
                rows.add(row(set, value));
            } else {
                rows.add("/REST/" + key.type() + "Record/" + zone.text() + "/" + fqdn() + "/"
                        + zone.recordId(key, value));
            }
        }
        return DynAnswer.success(rows, "detail: Found " + rows.size() + " records");
    }

    DynAnswer one(long id) {
        RecordSet set = seen();
        return set.values().stream()
                .filter(value -> zone.recordId(key, value) == id)
                .findFirst()
                .map(value -> DynAnswer.success(row(set, value), "get: Found the record"))
                .orElseGet(() -> missing("get: Host not found in this zone"));
    }

    private static DynAnswer missing(String info) {
        return DynAnswer.failure(404, "NOT_FOUND", "node: Not in zone", info);
    }

    private ObjectNode row(RecordSet set, String value) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("zone", zone.text());
        row.put("ttl", set.ttl().toSeconds());
        row.put("fqdn", fqdn());
        row.put("record_type", key.type().name());
        row.putObject("rdata").put(field(), shown(value));
        row.put("record_id", zone.recordId(key, value));
        return row;
    }

    private String fqdn() {
        String text = key.name().toString();
        return inCase(text.substring(0, text.length() - 1));
    }

    private String inCase(String name) {
        return manner.shouts() ? name.toUpperCase(Locale.ROOT) : name;
    }

    /** As recorded: TXT data comes back without quotes, with a backslash before what has a meaning in a zone file. */
    private String shown(String value) {
        return switch (key.type()) {
            case TXT -> value.replaceAll("([\\\\\";])", "\\\\$1");
            case CNAME -> inCase(value);
            default -> value;
        };
    }

    // writing

    DynAnswer add(JsonNode body) {
        List<String> values = new ArrayList<>(queued().values());
        String value;
        try {
            value = value(body);
        } catch (IllegalArgumentException e) {
            return bad(e);
        }
        if (values.contains(value)) {
            return DynAnswer.failure(
                    400, "TARGET_EXISTS", "make: Cannot duplicate existing record data", "add: Record not added");
        }
        boolean newNode = session.view(zone).types(key.name()).isEmpty();
        values.add(value);
        DynAnswer refused = queue(values, ttl(body));
        if (!refused.isSuccess()) {
            return refused;
        }
        ObjectNode row = row(queued(), value);
        row.put("record_id", 0);
        return newNode
                ? DynAnswer.success(row, "add_node: New node added to zone", "add: Record added")
                : DynAnswer.success(row, "add: Record added");
    }

    /** The whole set. */
    DynAnswer replace(JsonNode body) {
        if (queued().isEmpty()) {
            return missing("get: Host not found in this zone");
        }
        JsonNode rows = body.path(key.type() + "Records");
        if (!rows.isArray() || rows.isEmpty()) {
            return DynAnswer.failure(
                    400, "MISSING_DATA", key.type() + "Records: required field missing", "replace: not done");
        }
        List<String> values = new ArrayList<>();
        long ttl = 0;
        try {
            for (JsonNode row : rows) {
                values.add(value(row));
                ttl = ttl(row);
            }
        } catch (IllegalArgumentException e) {
            return bad(e);
        }
        DynAnswer refused = queue(values, ttl);
        return refused.isSuccess() ? list(true, true) : refused;
    }

    DynAnswer update(long id, JsonNode body) {
        RecordSet set = queued();
        List<String> values = new ArrayList<>(set.values());
        if (!values.removeIf(value -> id != 0 && zone.recordId(key, value) == id)) {
            return missing("get: Host not found in this zone");
        }
        try {
            values.add(value(body));
        } catch (IllegalArgumentException e) {
            return bad(e);
        }
        DynAnswer refused = queue(values, ttl(body));
        return refused.isSuccess()
                ? DynAnswer.success(row(queued(), values.get(values.size() - 1)), "update: Record updated")
                : refused;
    }

    /** One record, or, without a number, all of the type. */
    DynAnswer remove(long id) {
        RecordSet set = queued();
        List<String> rest = new ArrayList<>(set.values());
        boolean some = id < 0 ? !rest.isEmpty() : rest.removeIf(value -> zone.recordId(key, value) == id);
        if (!some) {
            return missing("get: Host not found in this zone");
        }
        DynAnswer refused = queue(id < 0 ? List.of() : rest, set.ttl().toSeconds());
        if (!refused.isSuccess()) {
            return refused;
        }
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        return id < 0
                ? DynAnswer.success(nothing, "delete: " + set.values().size() + " records deleted")
                : DynAnswer.success(nothing, "delete: Record will be deleted on zone publish");
    }

    private DynAnswer queue(List<String> values, long ttl) {
        if (values.size() > MOST_ADDRESSES && key.type() == RecordType.A) {
            return DynAnswer.failure(400, "ILLEGAL_OPERATION", "make: Too many records", "add: Record not added");
        }
        RecordSet set = values.isEmpty()
                ? RecordSet.absent(key)
                : RecordSet.of(key, Duration.ofSeconds(ttl == 0 ? DEFAULT_TTL : ttl), values);
        Draft after = session.view(zone);
        after.put(set);
        Set<String> types = after.types(key.name());
        if (types.contains("CNAME") && types.size() > 1) {
            return DynAnswer.failure(
                    400,
                    "ILLEGAL_OPERATION",
                    "make: A CNAME cannot stand beside other records",
                    "add: Record not added");
        }
        session.edits(zone).add(new Edit(draft -> draft.put(set), shown(set)));
        return DynAnswer.success(JsonNodeFactory.instance.objectNode());
    }

    /** As recorded: one object for each type, of which one is filled. */
    private ObjectNode shown(RecordSet set) {
        ObjectNode change = JsonNodeFactory.instance.objectNode();
        change.put("zone", zone.text());
        change.put("fqdn", fqdn());
        change.put("serial", zone.serial());
        change.put("ttl", set.ttl().toSeconds());
        change.put("rdata_type", key.type().name());
        ObjectNode rdata = change.putObject("rdata");
        for (RecordType type : FIELDS.keySet()) {
            ObjectNode filled = rdata.putObject("rdata_" + type.name().toLowerCase(Locale.ROOT));
            if (type == key.type() && !set.isEmpty()) {
                filled.put(FIELDS.get(type), shown(set.values().get(0)));
            }
        }
        return change;
    }

    private String value(JsonNode body) {
        JsonNode value = body.path("rdata").path(field());
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field() + ": required field missing");
        }
        String text = value.textValue();
        return key.type() == RecordType.TXT ? unquoted(text) : key.type().canonical(text);
    }

    private static String unquoted(String text) {
        String inner = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
        return RecordType.TXT.canonical(inner.replaceAll("\\\\(.)", "$1"));
    }

    private static long ttl(JsonNode body) {
        return body.path("ttl").asLong(0);
    }

    private DynAnswer bad(IllegalArgumentException why) {
        boolean address = field().equals("address");
        String text = address ? "address: Not a valid IP address" : field() + ": " + why.getMessage();
        return DynAnswer.failure(400, "INVALID_DATA", text, "add: Could not create " + key.type() + " record");
    }

    private String field() {
        return Objects.requireNonNull(FIELDS.get(key.type()), "type");
    }

    /** The key in a path; throws IllegalArgumentException if there is none. */
    static RecordKey key(String type, String fqdn) {
        return RecordKey.of(DnsName.of(fqdn), RecordType.valueOf(type));
    }
}
