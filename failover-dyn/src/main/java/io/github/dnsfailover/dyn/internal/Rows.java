package io.github.dnsfailover.dyn.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/** Record sets as the service writes them: one row for each record. Pure. */
public final class Rows {

    private static final Map<RecordType, String> FIELDS = new EnumMap<>(Map.of(
            RecordType.A, "address", RecordType.AAAA, "address", RecordType.CNAME, "cname", RecordType.TXT, "txtdata"));

    private Rows() {}

    /** The types that can be written and read here. */
    public static Set<RecordType> types() {
        return Collections.unmodifiableSet(FIELDS.keySet());
    }

    /** The resource of a type, as in {@code ARecord}. */
    static String resource(RecordType type) {
        return type + "Record";
    }

    /** Each record of a set as the body of a request that adds it. */
    static List<ObjectNode> of(RecordSet set) {
        List<ObjectNode> rows = new ArrayList<>();
        for (String value : set.values()) {
            ObjectNode row = ApiRequest.object();
            row.putObject("rdata").put(field(set.key()), written(set.key(), value));
            row.put("ttl", set.ttl().toSeconds()); // always: without it the zone's default would hold
            rows.add(row);
        }
        return rows;
    }

    /** The body of a request that puts a set in the place of whatever stands there. */
    static ObjectNode replacement(RecordSet set) {
        ObjectNode body = ApiRequest.object();
        ArrayNode rows = body.putArray(resource(set.key().type()) + "s");
        of(set).forEach(rows::add);
        return body;
    }

    /** One record, as the service tells it. */
    record Row(String value, long ttl) {}

    /**
     * The records in an answer with details.
     *
     * @throws IllegalArgumentException if a row is of another set, or no proper row
     */
    static List<Row> listed(RecordKey key, JsonNode answer) {
        List<Row> rows = new ArrayList<>();
        for (JsonNode row : answer) {
            requireOf(key, row);
            JsonNode value = row.path("rdata").path(field(key));
            if (!value.isTextual()) {
                throw new IllegalArgumentException("a row without " + field(key));
            }
            OptionalLong seconds = Envelope.number(row.path("ttl"));
            long ttl = seconds.orElseThrow(() -> new IllegalArgumentException("a row without a TTL in seconds"));
            rows.add(new Row(value.textValue(), ttl));
        }
        return rows;
    }

    /**
     * The set that the records are. Records of one set have one TTL; if they have not, the longest is taken, for which
     * resolvers may keep them.
     *
     * @throws IllegalArgumentException if they hold what a {@link RecordSet} cannot
     */
    static RecordSet set(RecordKey key, List<Row> rows) {
        List<String> values = new ArrayList<>();
        long ttl = 0;
        for (Row row : rows) {
            values.add(key.type() == RecordType.TXT ? TxtText.read(row.value()) : row.value());
            ttl = Math.max(ttl, row.ttl());
        }
        return values.isEmpty() ? RecordSet.absent(key) : RecordSet.of(key, Duration.ofSeconds(ttl), values);
    }

    /** A row that is not what was asked for must not be taken for nothing: that would read as "absent". */
    private static void requireOf(RecordKey key, JsonNode row) {
        if (row.isTextual()) {
            throw new IllegalArgumentException("it lists where the records are and not the records, which is the answer"
                    + " without detail=Y: the service does not know that, or something on the way drops the query");
        }
        String fqdn = row.path("fqdn").asText("");
        String type = row.path("record_type").asText("");
        if (fqdn.isEmpty()
                || !DnsName.of(fqdn).equals(key.name())
                || !type.equals(key.type().name())) {
            throw new IllegalArgumentException("a row of \"" + fqdn + " " + type + "\"");
        }
    }

    private static String field(RecordKey key) {
        return Objects.requireNonNull(FIELDS.get(key.type()), "type");
    }

    private static String written(RecordKey key, String value) {
        return key.type() == RecordType.TXT ? TxtText.write(value) : value;
    }
}
