package io.github.dnsfailover.testkit;

import com.sun.net.httpserver.HttpExchange;
import io.github.dnsfailover.testkit.Route53Server.Alias;
import io.github.dnsfailover.testkit.Route53Server.Fault;
import io.github.dnsfailover.testkit.Route53Server.Operation;
import io.github.dnsfailover.testkit.Route53Xml.InvalidException;
import io.github.dnsfailover.testkit.Route53Xml.ZoneLine;
import io.github.dnsfailover.testkit.Route53Zone.RejectedException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes Route 53's requests and answers them, with whatever is to go wrong. Thread-safe: one lock guards everything.
 */
final class Route53Answers {

    private static final Pattern SETS = Pattern.compile("/2013-04-01/hostedzone/([^/]+)/rrset/?");
    private static final Pattern CHANGE = Pattern.compile("/2013-04-01/change/([^/]+)");
    private static final String ZONES = "/2013-04-01/hostedzonesbyname";

    /** Makes sets public, aliases with the addresses that a function gives. */
    @FunctionalInterface
    interface Publisher {
        void publish(List<Route53Set> sets, Function<Alias, List<String>> targets);
    }

    /** An answer; status 0 ends the connection without one. */
    private record Answer(int status, String body) {}

    private final Route53Server.Builder settings;
    private final Publisher publisher;
    private final List<Consumer<Operation>> listeners = new CopyOnWriteArrayList<>();
    private volatile Function<Operation, Fault> plan = operation -> Fault.NONE;

    private final Object lock = new Object();
    private final Route53Zone zone;
    private final Map<String, List<String>> targets = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private final Map<String, Route53Zone> pending = new LinkedHashMap<>();
    private Route53Zone standing; // what has propagated
    private final Map<Operation, Integer> requests = new EnumMap<>(Operation.class);
    private final List<String> comments = new ArrayList<>();
    private boolean oldErrorForm;
    private int changes;
    private long busyUntil;
    private double tokens;
    private long refilledAt;

    Route53Answers(Route53Zone zone, Route53Server.Builder settings, Publisher publisher) {
        this.zone = zone;
        this.standing = zone.copy();
        this.settings = settings;
        this.publisher = publisher;
        this.tokens = settings.burst;
        this.refilledAt = settings.nanoTime.getAsLong();
        this.busyUntil = refilledAt;
    }

    void plan(Function<Operation, Fault> value) {
        plan = value;
    }

    void onRequest(Consumer<Operation> listener) {
        listeners.add(listener);
    }

    void oldErrorForm() {
        synchronized (lock) {
            oldErrorForm = true;
        }
    }

    void target(String dnsName, List<String> addresses) {
        synchronized (lock) {
            targets.put(Route53Set.bare(dnsName), addresses);
            publish();
        }
    }

    void edit(Consumer<Route53Zone> edit) {
        synchronized (lock) {
            edit.accept(zone);
            edit.accept(standing);
            pending.values().forEach(edit);
            publish();
        }
    }

    List<Route53Set> sets(String name, String type) {
        synchronized (lock) {
            return zone.at(name, type);
        }
    }

    int requests(Operation operation) {
        synchronized (lock) {
            return requests.getOrDefault(operation, 0);
        }
    }

    List<String> comments() {
        synchronized (lock) {
            return List.copyOf(comments);
        }
    }

    private void publish() {
        publisher.publish(List.copyOf(standing.all()), this::addressesBehind);
    }

    private List<String> addressesBehind(Alias alias) {
        List<String> addresses = new ArrayList<>(targets.getOrDefault(alias.dnsName(), List.of()));
        for (String family : List.of("A", "AAAA")) {
            standing.behind(alias, family).forEach(set -> addresses.addAll(set.values()));
        }
        return addresses;
    }

    /** One request; the exchange is closed whatever happens. */
    void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Answer answer = answer(exchange, body);
            if (answer.status() == 0) {
                return; // closing without an answer ends the connection
            }
            byte[] octets = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(answer.status(), octets.length);
            exchange.getResponseBody().write(octets);
        }
    }

    private Answer answer(HttpExchange exchange, byte[] body) {
        String path = exchange.getRequestURI().getRawPath();
        String method = exchange.getRequestMethod();
        Matcher sets = SETS.matcher(path);
        Matcher change = CHANGE.matcher(path);
        Operation operation;
        if (sets.matches()) {
            operation = method.equals("POST") ? Operation.CHANGE : Operation.LIST;
        } else if (change.matches()) {
            operation = Operation.GET_CHANGE;
        } else if (path.equals(ZONES)) {
            operation = Operation.LIST_ZONES;
        } else {
            return error(404, "UnknownOperationException", "no such operation: " + method + " " + path);
        }
        listeners.forEach(listener -> listener.accept(operation));
        Fault fault = plan.apply(operation);
        synchronized (lock) {
            requests.merge(operation, 1, Integer::sum);
            String header = exchange.getRequestHeaders().getFirst("Authorization");
            String scope = "AWS4-HMAC-SHA256 Credential=" + settings.accessKey + "/";
            if (header == null || !header.startsWith(scope) || !header.contains("/us-east-1/route53/aws4_request")) {
                return error(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
            }
            if (fault == Fault.THROTTLED || !takeToken()) {
                return error(400, "Throttling", "Rate exceeded");
            }
            if (fault == Fault.DENIED) {
                return error(403, "AccessDenied", "User is not authorized to perform this operation");
            }
            if (fault == Fault.ERROR_BEFORE) {
                return error(500, "InternalError", "We encountered an internal error. Please try again.");
            }
            if (fault == Fault.LOST_BEFORE) {
                return new Answer(0, "");
            }
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            Answer answer = switch (operation) {
                case CHANGE -> change(sets.group(1), body, fault);
                case LIST -> list(sets.group(1), query);
                case GET_CHANGE -> getChange(change.group(1));
                case LIST_ZONES -> listZones(query);
            };
            return spoiled(answer, fault);
        }
    }

    private static Answer spoiled(Answer answer, Fault fault) {
        return switch (fault) {
            case ERROR_AFTER -> error(500, "InternalError", "We encountered an internal error. Please try again.");
            case LOST_AFTER, LATE -> new Answer(0, "");
            case GATEWAY_LATE -> new Answer(504, "<html><body>Gateway Time-out</body></html>");
            case GARBLED ->
                new Answer(
                        answer.status(),
                        answer.body().substring(0, answer.body().length() / 2));
            default -> answer;
        };
    }

    private boolean takeToken() {
        if (settings.burst == Integer.MAX_VALUE) {
            return true;
        }
        long now = settings.nanoTime.getAsLong();
        tokens = Math.min(settings.burst, tokens + (now - refilledAt) / 1e9 * settings.perSecond);
        refilledAt = now;
        boolean there = tokens >= 1;
        tokens -= there ? 1 : 0;
        return there;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private Answer change(String id, byte[] body, Fault fault) {
        Route53Xml.Batch batch;
        try {
            batch = Route53Xml.batch(body);
        } catch (InvalidException e) {
            return error(400, "InvalidInput", e.reason());
        }
        if (!id.equals(settings.zoneId)) {
            return noSuchZone(id);
        }
        if (fault == Fault.ZONE_BUSY || settings.nanoTime.getAsLong() - busyUntil < 0) {
            return error(
                    400,
                    "PriorRequestNotComplete",
                    "The request was rejected because Route 53 was still processing a prior request.");
        }
        if (fault == Fault.LATE || fault == Fault.GATEWAY_LATE) {
            settings.later.after(settings.lateBy, () -> takeLate(batch));
            return new Answer(0, "");
        }
        try {
            return new Answer(200, take(batch));
        } catch (RejectedException e) {
            return oldErrorForm
                    ? new Answer(400, Route53Xml.oldInvalidChangeBatch(e.reasons()))
                    : error(400, "InvalidChangeBatch", e.reasons().toString());
        }
    }

    private void takeLate(Route53Xml.Batch batch) {
        synchronized (lock) {
            try {
                take(batch);
            } catch (RejectedException e) {
                // It does not fit any more; nobody waits for an answer.
            }
        }
    }

    private String take(Route53Xml.Batch batch) throws RejectedException {
        zone.change(batch.changes());
        changes++;
        comments.add(batch.comment());
        busyUntil = settings.nanoTime.getAsLong() + settings.changeTakes.toNanos();
        String id = "C" + changes;
        known.add(id);
        pending.put(id, zone.copy());
        if (settings.propagation.isZero()) {
            propagated(id);
        } else {
            settings.later.after(settings.propagation, () -> propagated(id));
        }
        return Route53Xml.change("ChangeResourceRecordSetsResponse", id, false, batch.comment());
    }

    private void propagated(String id) {
        synchronized (lock) {
            standing = Objects.requireNonNull(pending.remove(id));
            publish();
        }
    }

    private Answer getChange(String id) {
        if (!known.contains(id)) {
            return error(404, "NoSuchChange", "A change with id " + id + " does not exist");
        }
        return new Answer(200, Route53Xml.change("GetChangeResponse", id, !pending.containsKey(id), ""));
    }

    private Answer list(String id, Map<String, String> query) {
        if (!id.equals(settings.zoneId)) {
            return noSuchZone(id);
        }
        String name = query.getOrDefault("name", "");
        String type = query.getOrDefault("type", "");
        if (name.isEmpty() && !type.isEmpty()) {
            return error(400, "InvalidInput", "StartRecordType without StartRecordName");
        }
        String from = name.isEmpty()
                ? ""
                : Route53Set.order(Route53Set.bare(name), type) + query.getOrDefault("identifier", "");
        return new Answer(200, Route53Xml.list(List.copyOf(zone.from(from)), pageSize(query)));
    }

    private int pageSize(Map<String, String> query) {
        String asked = query.getOrDefault("maxitems", "");
        return asked.isEmpty() ? settings.pageSize : Math.min(settings.pageSize, Integer.parseInt(asked));
    }

    private Answer listZones(Map<String, String> query) {
        List<ZoneLine> all = new ArrayList<>(settings.otherZones);
        all.add(new ZoneLine(settings.zoneId, settings.zone.toString(), false));
        all.sort(Comparator.comparing((ZoneLine line) -> order(line.name())).thenComparing(ZoneLine::id));
        String from = query.getOrDefault("dnsname", "");
        String fromId = query.getOrDefault("hostedzoneid", "");
        List<ZoneLine> found = all.stream()
                .filter(line -> from.isEmpty() || isAtOrAfter(line, Route53Set.bare(from), fromId))
                .toList();
        return new Answer(200, Route53Xml.zones(found, Math.min(100, pageSize(query)), from));
    }

    private static boolean isAtOrAfter(ZoneLine line, String from, String fromId) {
        int byName = order(line.name()).compareTo(order(from));
        return byName > 0 || (byName == 0 && line.id().compareTo(fromId) >= 0);
    }

    private static String order(String bare) {
        List<String> labels = new ArrayList<>(List.of(bare.split("\\.", -1)));
        Collections.reverse(labels);
        return String.join(".", labels);
    }

    private static Answer noSuchZone(String id) {
        return error(404, "NoSuchHostedZone", "No hosted zone found with ID: " + id);
    }

    private static Answer error(int status, String code, String message) {
        return new Answer(status, Route53Xml.error(code, message));
    }
}
