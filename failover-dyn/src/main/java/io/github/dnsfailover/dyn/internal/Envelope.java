package io.github.dnsfailover.dyn.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The answer of the service: status, data, job and messages.
 *
 * <p>Read leniently, since two decades of servers wrote it: errors wrapped in an array of one element, messages
 * absent, a job without number or with one beyond 32 bits, numbers as text. Only the status is never guessed: a body
 * without one is no answer. Immutable.
 */
public final class Envelope {

    /**
     * What the service says of the request. The HTTP code says less: 200 was seen with failures, 307 with successes.
     */
    enum Status {
        SUCCESS,
        FAILURE,
        INCOMPLETE,
        RUNNING
    }

    /** One message; the code is empty where there is none. */
    private record Message(String info, String code, String level) {

        /** Warnings have codes too: old versions of the service warn of a field that they do not know. */
        boolean isError() {
            return !code.isEmpty() && !level.equals("WARN") && !level.equals("INFO");
        }
    }

    /** Answers nest some six deep. */
    private static final int DEEPEST = 50;

    /** One for each of 100,000 zones, and as many again: a tree of so many takes some 30 MB. */
    private static final int MOST_TOKENS = 200_000;

    /** A field that is there twice means whatever the reader likes: such a body is none of the service's. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxTokenCount(MOST_TOKENS)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private static final int LONGEST_SAYING = 200; // what people are shown of messages, whose number has no limit

    private final Status status;
    private final JsonNode data;
    private final OptionalLong job;
    private final List<Message> messages;
    private final String secret;

    private Envelope(Status status, JsonNode root, String secret) {
        this.status = status;
        this.secret = secret;
        this.data = root.path("data");
        this.job = number(root.path("job_id"));
        List<Message> list = new ArrayList<>();
        for (JsonNode message : root.path("msgs")) {
            list.add(new Message(
                    message.path("INFO").asText(""),
                    message.path("ERR_CD").asText(""),
                    message.path("LVL").asText("")));
        }
        this.messages = List.copyOf(list);
    }

    /**
     * Reads a body; empty if it is none of the service's answers.
     *
     * @param secret what was sent along and must not be shown if a message repeats it; may be empty
     */
    static Optional<Envelope> parse(String body, String secret) {
        JsonNode root = json(body);
        if (root.isArray() && !root.isEmpty()) {
            root = root.get(0);
        }
        String status = root.path("status").asText("").toUpperCase(Locale.ROOT);
        for (Status known : Status.values()) {
            if (known.name().equals(status)) {
                return Optional.of(new Envelope(known, root, secret));
            }
        }
        return Optional.empty();
    }

    private static JsonNode json(String body) {
        try {
            JsonNode root = JSON.readTree(body);
            return root == null ? MissingNode.getInstance() : root;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance(); // a page of a proxy, or the path of a job as plain text
        }
    }

    /** A number that may have been written as text; empty if it is none. */
    static OptionalLong number(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return OptionalLong.of(node.longValue());
        }
        String text = node.isTextual() ? node.textValue().trim() : "";
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    Status status() {
        return status;
    }

    boolean isSuccess() {
        return status == Status.SUCCESS;
    }

    /** Whether the service has spoken its last word. */
    boolean isFinal() {
        return status == Status.SUCCESS || status == Status.FAILURE;
    }

    /** What was asked for; a missing node if nothing came. */
    JsonNode data() {
        return data;
    }

    OptionalLong job() {
        return job;
    }

    /** Whether a message has this code. */
    boolean hasCode(String code) {
        return messages.stream().anyMatch(message -> message.code().equals(code));
    }

    /** Whether any of the messages has a code of these. */
    boolean hasCodeOf(List<String> codes) {
        return messages.stream().anyMatch(message -> codes.contains(message.code()));
    }

    /** Whether there are errors, and every one of them has a code of these. */
    boolean failsOnlyWith(List<String> codes) {
        List<Message> errors = messages.stream().filter(Message::isError).toList();
        return !errors.isEmpty() && errors.stream().allMatch(error -> codes.contains(error.code()));
    }

    /** Whether a message comes from this step of the service: it begins with its name and a colon. */
    boolean isFrom(String step) {
        return messages.stream().anyMatch(message -> message.info().startsWith(step + ":"));
    }

    /** Every failure that concerns the session has a message of the step "login". */
    boolean sessionIsLost() {
        return status == Status.FAILURE && isFrom("login");
    }

    /** Recorded as status "running" and as a failure. */
    boolean sessionIsBusy() {
        return !isSuccess() && says("already has a job running");
    }

    /** A task of the zone, such as serving the last change, keeps edits out. */
    boolean zoneIsBusy() {
        return status == Status.FAILURE && says("Operation blocked by current task");
    }

    boolean says(String text) {
        return messages.stream().anyMatch(message -> message.info().contains(text));
    }

    /** Status, codes and messages for people, cut to a length that fits an event. */
    String said() {
        String words = messages.stream()
                .map(message -> (message.code().isEmpty() ? "" : message.code() + " ") + message.info())
                .collect(Collectors.joining("; "));
        return status.name().toLowerCase(Locale.ROOT) + (words.isEmpty() ? "" : " (" + shown(words) + ")");
    }

    private String shown(String text) {
        String open = secret.isEmpty() ? text : text.replace(secret, "[secret]");
        String clean = open.replaceAll("[^ -~]", "?");
        return clean.length() <= LONGEST_SAYING ? clean : clean.substring(0, LONGEST_SAYING) + "...";
    }
}
