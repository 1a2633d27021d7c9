package io.github.dnsfailover.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.notify.Alert.Line;
import io.github.dnsfailover.notify.Alert.Report;
import io.github.dnsfailover.notify.Alert.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** What is posted: one body, or one for each pool where the receiver keeps them apart. Pure. */
final class WebhookBody {

    /** Version of our own schema; it rises when a field changes its meaning or goes, not when one is added. */
    static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ESCAPED = 6; // a character beyond ASCII as JSON may write it
    private static final int POOLS_IN_CHAT = 5;
    private static final int SLACK_HEADER = 150; // characters, by Slack's reference of blocks
    private static final int SLACK_SECTION = 3_000;
    private static final int SLACK_MESSAGE = 40_000; // nothing is said of the whole; the text alone may be so long
    private static final int TEAMS_REPORT = 4_000;
    private static final int TEAMS_MESSAGE =
            14_000; // Teams counts to 28 KB after it has made two bytes of each character
    private static final int OTHERS = 2_000;
    private static final int OURS = 1 << 20; // what servers take unless told otherwise (nginx: 1 MB)

    private WebhookBody() {}

    /** Whether JSON can be written; fails with a LinkageError if Jackson is not there. */
    static boolean ready() {
        return JSON.getFactory() != null;
    }

    /**
     * What goes together.
     *
     * @param pools whose reports have arrived when all of it has
     * @param posts one after the other
     */
    record Body(Set<String> pools, List<byte[]> posts) {}

    private static List<Body> whole(Alert alert, ObjectNode root) {
        Set<String> pools = alert.reports().stream().map(Report::pool).collect(Collectors.toSet());
        return List.of(new Body(pools, List.of(bytes(root))));
    }

    /** Room for the number of pools that are left out, with its name. */
    private static final int LEFT_OUT = 32;

    /** Our own schema, see {@code docs/alerts.md}; pools for which there is no room are told in short, or counted. */
    static List<Body> ours(Alert alert) {
        ObjectNode root = object();
        root.put("version", VERSION);
        root.put("id", alert.id());
        root.put("at", alert.at().toString());
        root.put("source", alert.source());
        root.put("status", word(alert.status()));
        root.put("subject", alert.subject());
        ArrayNode pools = root.putArray("pools");
        int room = OURS - weight(root) - LEFT_OUT;
        int leftOut = 0;
        for (Report report : alert.reports()) {
            ObjectNode pool = inFull(report);
            if (weight(pool) > room) {
                pool = inShort(report);
            }
            if (weight(pool) > room) {
                leftOut++;
            } else {
                pools.add(pool);
                room -= weight(pool) + 1;
            }
        }
        if (leftOut > 0) {
            root.put("left_out", leftOut);
        }
        return whole(alert, root);
    }

    private static ObjectNode inShort(Report report) {
        ObjectNode pool = object();
        pool.put("pool", report.pool());
        pool.put("status", word(report.status()));
        pool.put("at", report.at().toString());
        pool.put("subject", report.subject());
        return pool;
    }

    private static ObjectNode inFull(Report report) {
        ObjectNode pool = inShort(report);
        report.names().forEach(pool.putArray("names")::add);
        pool.set("facts", facts(report));
        ArrayNode lines = pool.putArray("lines");
        report.lines().stream()
                .filter(line -> !line.value().isEmpty())
                .forEach(line -> lines.addObject().put("label", line.label()).put("value", line.value()));
        report.history().forEach(pool.putArray("history")::add);
        return pool;
    }

    /** As many pools at length as fit, by the measure of what is sent; with none of them everything fits. */
    private static List<Body> fitting(Alert alert, int limit, IntFunction<ObjectNode> withInFull) {
        int inFull = Math.min(POOLS_IN_CHAT, alert.reports().size());
        ObjectNode root = withInFull.apply(inFull);
        while (weight(root) > limit && inFull > 0) {
            inFull--;
            root = withInFull.apply(inFull);
        }
        return whole(alert, root);
    }

    /** The length as JSON of ASCII characters, which is no less than what a receiver may make of it. */
    private static int weight(ObjectNode root) {
        int weight = 0;
        String json = json(root);
        for (int i = 0; i < json.length(); i++) {
            weight += json.charAt(i) < 0x80 ? 1 : ESCAPED;
        }
        return weight;
    }

    static ObjectNode facts(Report report) {
        ObjectNode facts = object();
        report.facts().forEach(facts::put);
        return facts;
    }

    /** Blocks of plain text, in which nothing is markup; in the text for notifications three characters are escaped. */
    static List<Body> slack(Alert alert) {
        return fitting(alert, SLACK_MESSAGE, inFull -> slack(alert, inFull));
    }

    private static ObjectNode slack(Alert alert, int inFull) {
        ObjectNode root = object();
        root.put(
                "text",
                alert.subject().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        ArrayNode blocks = root.putArray("blocks");
        plain(blocks.addObject().put("type", "header"), Words.line(alert.subject(), SLACK_HEADER));
        for (Report report : alert.reports().subList(0, inFull)) {
            plain(blocks.addObject().put("type", "section"), cut(words(alert, report), SLACK_SECTION));
        }
        if (alert.reports().size() > inFull) {
            plain(blocks.addObject().put("type", "section"), others(alert, inFull));
        }
        return root;
    }

    private static void plain(ObjectNode block, String text) {
        block.putObject("text").put("type", "plain_text").put("text", text).put("emoji", false);
    }

    /**
     * An Adaptive Card of text runs, in which nothing is markup, as the workflow "when a webhook request is received"
     * posts it.
     */
    static List<Body> teams(Alert alert) {
        return fitting(alert, TEAMS_MESSAGE, inFull -> teams(alert, inFull));
    }

    private static ObjectNode teams(Alert alert, int inFull) {
        ObjectNode root = object().put("type", "message");
        ObjectNode card = root.putArray("attachments")
                .addObject()
                .put("contentType", "application/vnd.microsoft.card.adaptive")
                .putObject("content");
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put("type", "AdaptiveCard");
        card.put("version", "1.4");
        ArrayNode body = card.putArray("body");
        run(body, alert.subject()).put("weight", "Bolder").put("size", "Medium");
        for (Report report : alert.reports().subList(0, inFull)) {
            cutToWeight(words(alert, report), TEAMS_REPORT)
                    .lines()
                    .forEach(line -> run(body, line.isEmpty() ? " " : line));
        }
        if (alert.reports().size() > inFull) {
            run(body, others(alert, inFull));
        }
        return root;
    }

    private static ObjectNode run(ArrayNode body, String text) {
        ArrayNode inlines = body.addObject().put("type", "RichTextBlock").putArray("inlines");
        return inlines.addObject().put("type", "TextRun").put("text", text);
    }

    /** One line for each pool that is not told of at length. */
    private static String others(Alert alert, int inFull) {
        List<Report> others = alert.reports().subList(inFull, alert.reports().size());
        StringBuilder text =
                new StringBuilder((inFull > 0 ? "And " : "") + others.size() + (inFull > 0 ? " more:" : " pools:"));
        others.forEach(report -> text.append('\n').append(report.subject()));
        return cutToWeight(text.toString(), OTHERS);
    }

    /** The beginning of a text, by the measure of {@link #weight}. */
    static String cutToWeight(String text, int limit) {
        int weight = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int units = Character.charCount(c);
            weight += c >= 0x80 ? units * ESCAPED : c == '"' || c == '\\' || c < ' ' ? 2 : 1;
            if (weight > limit) {
                return text.substring(0, i);
            }
            i += units;
        }
        return text;
    }

    static String words(Alert alert, Report report) {
        StringBuilder text = new StringBuilder(alert.reports().size() > 1 ? report.subject() + "\n" : "");
        for (Line line : report.lines()) {
            text.append(line.label())
                    .append(line.label().isEmpty() ? "" : ": ")
                    .append(line.value())
                    .append('\n');
        }
        report.history().forEach(line -> text.append(line).append('\n'));
        return text.toString().strip();
    }

    private static String cut(String text, int limit) {
        return text.length() <= limit
                ? text
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, limit - 1)));
    }

    private static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static byte[] bytes(ObjectNode root) {
        return json(root).getBytes(StandardCharsets.UTF_8);
    }

    private static String json(ObjectNode root) {
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts is always JSON", e);
        }
    }
}
