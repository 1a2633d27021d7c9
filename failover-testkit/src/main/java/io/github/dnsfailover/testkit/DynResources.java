package io.github.dnsfailover.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.testkit.DynZone.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a request in a session comes to at {@link DynServer}. Guarded by the server's lock. */
final class DynResources {

    /** What the resources need to know of their server. */
    record Surroundings(
            List<DynZone> zones,
            Supplier<Instant> now,
            LongSupplier ids,
            Duration provisionTime,
            boolean showsQueued,
            boolean emptyForMissing,
            BooleanSupplier shouts) {}

    /**
     * A request, taken apart.
     *
     * @param path the parts below /REST/
     */
    record Ask(String method, List<String> path, boolean detail, JsonNode body) {

        String part(int index) {
            return index < path.size() ? path.get(index) : "";
        }

        String resource() {
            return part(0);
        }

        boolean isEdit() {
            boolean record = resource().endsWith("Record");
            return (record && !method.equals("GET"))
                    || (resource().equals("Zone") && !part(1).isEmpty() && method.equals("PUT"));
        }
    }

    private final Surroundings around;

    DynResources(Surroundings around) {
        this.around = around;
    }

    DynAnswer answer(Ask ask, DynSession session) {
        return switch (ask.resource()) {
            case "Session" -> session(ask);
            case "Zone" -> zone(ask, session);
            case "ZoneChanges" -> changes(ask, session);
            case "Task" -> task(ask);
            default -> records(ask, session);
        };
    }

    /** Login and logout are the server's own business. */
    private static DynAnswer session(Ask ask) {
        return ask.method().equals("PUT")
                ? DynAnswer.success(nothing(), "keepalive: session kept alive")
                : DynAnswer.success(nothing(), "isalive: User session is still active");
    }

    private DynAnswer zone(Ask ask, DynSession session) {
        if (ask.part(1).isEmpty()) {
            ArrayNode places = JsonNodeFactory.instance.arrayNode();
            around.zones().forEach(zone -> places.add("/REST/Zone/" + zone.text() + "/"));
            return DynAnswer.success(places, "get: Your " + places.size() + " zones");
        }
        DynZone zone = find(ask.part(1));
        if (zone == null) {
            return noSuchZone();
        }
        if (ask.method().equals("GET")) {
            return DynAnswer.success(zone.json(), "get: Your zone, " + zone.text());
        }
        if (isTrue(ask.body().path("freeze"))) {
            zone.freeze(true);
            return DynAnswer.success(nothing(), "freeze: Your zone is now frozen");
        }
        if (isTrue(ask.body().path("thaw"))) {
            zone.freeze(false);
            return DynAnswer.success(nothing(), "thaw: Your zone is now thawed, you may edit normally");
        }
        return isTrue(ask.body().path("publish"))
                ? publish(ask, zone, session)
                : DynAnswer.failure(400, "MISSING_DATA", "publish: required field missing");
    }

    private static boolean isTrue(JsonNode node) {
        return node.asText("").equals("true");
    }

    private DynAnswer publish(Ask ask, DynZone zone, DynSession session) {
        if (isBlocked(zone)) {
            return blocked(zone);
        }
        List<DynSession.Edit> edits = session.edits(zone);
        if (!edits.isEmpty()) {
            try {
                zone.memory().edit(draft -> {
                    edits.forEach(edit -> edit.effect().accept(draft));
                    return draft;
                });
            } catch (IllegalStateException e) {
                return DynAnswer.failure(
                        400, "ILLEGAL_OPERATION", "publish: " + e.getMessage(), "publish: nothing was published");
            }
            zone.published(around.now().get());
            zone.notes().add(ask.body().path("notes").asText(""));
            edits.clear();
        }
        ObjectNode data = zone.json();
        Task task = begin(zone, around.provisionTime());
        data.put("task_id", Long.toString(task.id())); // a string, as it was recorded
        return DynAnswer.success(data, "publish: " + zone.text() + " published");
    }

    /** A task that keeps edits out for a while. */
    Task begin(DynZone zone, Duration time) {
        Instant now = around.now().get();
        Task task = new Task(around.ids().getAsLong(), now, now.plus(time));
        zone.begin(task);
        return task;
    }

    private boolean isBlocked(DynZone zone) {
        return zone.isFrozen() || !zone.task().isOver(around.now().get());
    }

    private static DynAnswer blocked(DynZone zone) {
        return zone.isFrozen()
                ? DynAnswer.failure(400, "ILLEGAL_OPERATION", "zone: This zone is frozen")
                : DynAnswer.failure(
                        400,
                        "ILLEGAL_OPERATION",
                        "zone: Operation blocked by current task",
                        "task_name: ProvisionZone",
                        "task_id: " + zone.task().id());
    }

    private DynAnswer changes(Ask ask, DynSession session) {
        DynZone zone = find(ask.part(1));
        if (zone == null) {
            return noSuchZone();
        }
        List<DynSession.Edit> edits = session.edits(zone);
        if (ask.method().equals("DELETE")) {
            int count = edits.size();
            edits.clear();
            return DynAnswer.success(nothing(), "discard: " + count + " zone changes discarded");
        }
        if (edits.isEmpty()) {
            return DynAnswer.success(nothing(), "publish: You have not made any changes to this zone");
        }
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        edits.forEach(edit -> rows.add(edit.shown()));
        return DynAnswer.success(rows, "get: Here are your changes");
    }

    private DynAnswer task(Ask ask) {
        for (DynZone zone : around.zones()) {
            Task task = zone.task();
            if (task.id() != 0 && Long.toString(task.id()).equals(ask.part(1))) {
                boolean over = task.isOver(around.now().get());
                ObjectNode data = JsonNodeFactory.instance
                        .objectNode()
                        .put("task_id", task.id())
                        .put("name", "ProvisionZone")
                        .put("zone_name", zone.text())
                        .put("status", over ? "complete" : "running")
                        .put("blocking", "Y")
                        .put("created_ts", Long.toString(task.began().getEpochSecond()));
                return DynAnswer.success(data, "get: Here is your task");
            }
        }
        return DynAnswer.failure(404, "NOT_FOUND", "task_id: No such task");
    }

    private DynAnswer records(Ask ask, DynSession session) {
        String resource = ask.resource();
        RecordKey key = key(ask);
        if (key == null || !DynRecords.knows(key.type())) {
            return DynAnswer.failure(
                    400,
                    "INVALID_REQUEST",
                    "Unknown resource " + resource + " (Requested URI: /REST/" + String.join("/", ask.path()) + ")");
        }
        DynZone zone = find(ask.part(1));
        if (zone == null) {
            return noSuchZone();
        }
        if (!key.name().isWithin(zone.name())) {
            return DynAnswer.failure(404, "NOT_FOUND", "node: Not in zone", "get: Host not found in this zone");
        }
        if (ask.isEdit() && isBlocked(zone)) {
            return blocked(zone);
        }
        DynRecords records = new DynRecords(
                zone,
                session,
                key,
                new DynRecords.Manner(around.showsQueued(), around.shouts().getAsBoolean()));
        long id = ask.part(3).matches("[0-9]{1,18}") ? Long.parseLong(ask.part(3)) : -1;
        return switch (ask.method()) {
            case "GET" -> id < 0 ? records.list(ask.detail(), around.emptyForMissing()) : records.one(id);
            case "POST" -> records.add(ask.body());
            case "PUT" -> id < 0 ? records.replace(ask.body()) : records.update(id, ask.body());
            case "DELETE" -> records.remove(id);
            default -> DynAnswer.failure(400, "INVALID_REQUEST", "Unknown method " + ask.method());
        };
    }

    private static @Nullable RecordKey key(Ask ask) {
        String resource = ask.resource();
        if (!resource.endsWith("Record")) {
            return null;
        }
        try {
            return DynRecords.key(resource.substring(0, resource.length() - "Record".length()), ask.part(2));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The zone of a name, with or without the final dot. */
    @Nullable
    DynZone find(String name) {
        for (DynZone zone : around.zones()) {
            if (!name.isEmpty() && zone.name().equals(DnsName.of(name))) {
                return zone;
            }
        }
        return null;
    }

    private static DynAnswer noSuchZone() {
        return DynAnswer.failure(404, "NOT_FOUND", "zone: No such zone");
    }

    private static ObjectNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }
}
