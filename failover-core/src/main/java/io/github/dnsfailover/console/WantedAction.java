package io.github.dnsfailover.console;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.OperatorIntent.Kind;
import io.github.dnsfailover.internal.text.WrittenDuration;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to say, each field of which is what it should be. Immutable.
 *
 * @param endpoint empty where the kind needs none
 * @param lifts what the visitor has seen that a clear lifts; empty for other kinds
 */
record WantedAction(
        Kind kind,
        String endpoint,
        String because,
        Optional<Duration> lasting,
        String version,
        boolean evenIfUnproven,
        List<String> lifts) {

    static final int LONGEST_REASON = 1_000;

    private static final Set<String> FIELDS =
            Set.of("kind", "endpoint", "because", "lasting", "version", "evenIfUnproven", "lifts");
    private static final Set<Kind> OF_ENDPOINTS = Set.of(Kind.DOWN, Kind.UP, Kind.PIN);
    private static final Set<Kind> OF_UNPROVEN = Set.of(Kind.UP, Kind.PIN);
    private static final Set<Kind> ONCE = Set.of(Kind.FAILBACK, Kind.CLEAR);

    WantedAction {
        lifts = List.copyOf(lifts);
    }

    /**
     * Reads one.
     *
     * @throws JsonFaultException if it is none for this pool; the message names the field
     */
    static WantedAction of(byte[] body, EndpointPool pool) throws JsonFaultException {
        Map<String, @Nullable Object> fields = JsonText.object(body);
        for (String name : fields.keySet()) {
            require(FIELDS.contains(name), name, "there is no such field");
        }
        Kind kind = kind(text(fields, "kind"));
        String because = text(fields, "because");
        require(!because.isBlank(), "because", "some text is needed");
        require(
                because.codePointCount(0, because.length()) <= LONGEST_REASON,
                "because",
                "at most " + LONGEST_REASON + " characters are allowed");
        String version = text(fields, "version");
        require(!version.isBlank(), "version", "the version of the pool that was looked at is needed");
        boolean unproven = truth(fields, "evenIfUnproven");
        require(!unproven || OF_UNPROVEN.contains(kind), "evenIfUnproven", "it goes with UP and PIN only");
        List<String> lifts = texts(fields, "lifts");
        require(lifts.isEmpty() || kind == Kind.CLEAR, "lifts", "it goes with CLEAR only");
        require(kind != Kind.CLEAR || fields.get("lifts") != null, "lifts", "what the clear lifts is needed");
        return new WantedAction(
                kind,
                endpoint(kind, textOrEmpty(fields, "endpoint"), pool),
                because,
                lasting(kind, textOrEmpty(fields, "lasting")),
                version,
                unproven,
                lifts);
    }

    private static Kind kind(String text) throws JsonFaultException {
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(text)) {
                return kind;
            }
        }
        throw new JsonFaultException("kind: one of " + Arrays.toString(Kind.values()) + " is needed");
    }

    private static String endpoint(Kind kind, String id, EndpointPool pool) throws JsonFaultException {
        if (!OF_ENDPOINTS.contains(kind)) {
            require(id.isEmpty(), "endpoint", "it goes with DOWN, UP and PIN only");
            return id;
        }
        boolean known = pool.endpoints().stream().anyMatch(each -> each.id().equals(id));
        require(known, "endpoint", "an endpoint of the pool is needed");
        return id;
    }

    private static Optional<Duration> lasting(Kind kind, String text) throws JsonFaultException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        require(!ONCE.contains(kind), "lasting", "a failback and a clear have no end");
        try {
            Duration time = WrittenDuration.of(text);
            OperatorIntent.freeze("any").lasting(time); // the rule is there
            return Optional.of(time);
        } catch (IllegalArgumentException e) {
            throw new JsonFaultException("lasting: a duration above zero and below 100 years is needed, as PT2H or 2h");
        }
    }

    private static String text(Map<String, @Nullable Object> fields, String name) throws JsonFaultException {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw new JsonFaultException(name + ": a text is needed");
    }

    private static String textOrEmpty(Map<String, @Nullable Object> fields, String name) throws JsonFaultException {
        return fields.get(name) == null ? "" : text(fields, name);
    }

    private static boolean truth(Map<String, @Nullable Object> fields, String name) throws JsonFaultException {
        Object value = fields.get(name);
        require(value == null || value instanceof Boolean, name, "true or false is needed");
        return Boolean.TRUE.equals(value);
    }

    private static List<String> texts(Map<String, @Nullable Object> fields, String name) throws JsonFaultException {
        Object value = fields.get(name);
        if (value == null) {
            return List.of();
        }
        require(value instanceof List<?>, name, "a list of texts is needed");
        return ((List<?>) value).stream().map(String.class::cast).toList();
    }

    private static void require(boolean holds, String field, String rule) throws JsonFaultException {
        if (!holds) {
            throw new JsonFaultException(field + ": " + rule);
        }
    }

    OperatorIntent intent(String pool, Visitor visitor) {
        OperatorIntent intent = switch (kind) {
            case FREEZE -> OperatorIntent.freeze(pool);
            case DOWN -> OperatorIntent.down(pool, endpoint);
            case UP -> OperatorIntent.up(pool, endpoint);
            case PIN -> OperatorIntent.pin(pool, endpoint);
            case FAILBACK -> OperatorIntent.failback(pool);
            case CLEAR -> OperatorIntent.clear(pool);
        };
        OperatorIntent said = intent.by(visitor.name()).because(because).ifStill(version);
        OperatorIntent ending = lasting.isPresent() ? said.lasting(lasting.get()) : said;
        return evenIfUnproven ? ending.evenIfUnproven() : ending;
    }
}
