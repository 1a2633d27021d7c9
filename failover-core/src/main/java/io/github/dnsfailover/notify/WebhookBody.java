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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is posted: one body, or one for each pool where the receiver keeps them apart. Pure. */
final class WebhookBody {

    /** Version of our own schema; it rises when a field changes its meaning or goes, not when one is added. */
    static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int POOLS_IN_CHAT = 5;
    private static final int SLACK_HEADER = 150; // characters, by Slack's reference of blocks
    private static final int SLACK_SECTION = 3_000;
    private static final int TEAMS_REPORT = 3_500; // bytes: six of them stay below the 28 KB that Teams takes
    private static final int PAGER_DUTY_SUMMARY = 1_024;

    private WebhookBody() {}

    /** Our own schema, see {@code docs/alerts.md}. */
    static List<byte[]> ours(Alert alert) {
        ObjectNode root = object();
        root.put("version", VERSION);
        root.put("id", alert.id());
        root.put("at", alert.at().toString());
        root.put("source", alert.source());
        root.put("status", word(alert.status()));
        root.put("subject", alert.subject());
        ArrayNode pools = root.putArray("pools");
        for (Report report : alert.reports()) {
            ObjectNode pool = pools.addObject();
            pool.put("pool", report.pool());
            pool.put("status", word(report.status()));
            pool.put("at", report.at().toString());
            pool.put("subject", report.subject());
            report.names().forEach(pool.putArray("names")::add);
            pool.set("facts", facts(report));
            ArrayNode lines = pool.putArray("lines");
            report.lines().stream()
                    .filter(line -> !line.value().isEmpty())
                    .forEach(
                            line -> lines.addObject().put("label", line.label()).put("value", line.value()));
            report.history().forEach(pool.putArray("history")::add);
        }
        return List.of(bytes(root));
    }

    private static ObjectNode facts(Report report) {
        ObjectNode facts = object();
        report.facts().forEach(facts::put);
        return facts;
    }

    /** Blocks of plain text, in which nothing is markup; in the text for notifications three characters are escaped. */
    static List<byte[]> slack(Alert alert) {
        ObjectNode root = object();
        root.put(
                "text",
                alert.subject().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        ArrayNode blocks = root.putArray("blocks");
        plain(blocks.addObject().put("type", "header"), Words.line(alert.subject(), SLACK_HEADER));
        for (Report report : inChat(alert)) {
            plain(blocks.addObject().put("type", "section"), cut(words(alert, report), SLACK_SECTION));
        }
        if (alert.reports().size() > POOLS_IN_CHAT) {
            plain(blocks.addObject().put("type", "section"), cut(others(alert), SLACK_SECTION));
        }
        return List.of(bytes(root));
    }

    private static void plain(ObjectNode block, String text) {
        block.putObject("text").put("type", "plain_text").put("text", text).put("emoji", false);
    }

    /**
     * An Adaptive Card of text runs, in which nothing is markup, as the workflow "when a webhook request is received"
     * posts it.
     */
    static List<byte[]> teams(Alert alert) {
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
        for (Report report : inChat(alert)) {
            String text = Words.cutToBytes(words(alert, report), TEAMS_REPORT);
            text.lines().forEach(line -> run(body, line.isEmpty() ? " " : line));
        }
        if (alert.reports().size() > POOLS_IN_CHAT) {
            run(body, Words.cutToBytes(others(alert), TEAMS_REPORT));
        }
        return List.of(bytes(root));
    }

    private static ObjectNode run(ArrayNode body, String text) {
        ArrayNode inlines = body.addObject().put("type", "RichTextBlock").putArray("inlines");
        return inlines.addObject().put("type", "TextRun").put("text", text);
    }

    private static List<Report> inChat(Alert alert) {
        return alert.reports()
                .subList(0, Math.min(POOLS_IN_CHAT, alert.reports().size()));
    }

    /** One line for each pool that is not told of at length. */
    private static String others(Alert alert) {
        List<Report> others =
                alert.reports().subList(POOLS_IN_CHAT, alert.reports().size());
        StringBuilder text = new StringBuilder("And " + others.size() + " more:");
        others.forEach(report -> text.append('\n').append(report.subject()));
        return text.toString();
    }

    private static String words(Alert alert, Report report) {
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

    /**
     * Events v2: one event for each pool, since each is an incident of its own. A trouble triggers, the end of it
     * resolves; what is neither is no incident and is left out. A test triggers, and resolves itself.
     */
    static List<byte[]> pagerDuty(Alert alert, String routingKey) {
        List<byte[]> events = new ArrayList<>();
        for (Report report : alert.reports()) {
            switch (report.status()) {
                case TROUBLE, REMINDER -> events.add(event("trigger", alert, report, routingKey));
                case RECOVERY -> events.add(event("resolve", alert, report, routingKey));
                case TEST -> {
                    events.add(event("trigger", alert, report, routingKey));
                    events.add(event("resolve", alert, report, routingKey));
                }
                case NOTICE -> {}
            }
        }
        return events;
    }

    private static byte[] event(String action, Alert alert, Report report, String routingKey) {
        ObjectNode root = object();
        root.put("routing_key", routingKey);
        root.put("event_action", action);
        root.put("dedup_key", dedupKey(alert, report));
        ObjectNode payload = root.putObject("payload");
        payload.put("summary", Words.line(report.subject(), PAGER_DUTY_SUMMARY));
        payload.put("source", alert.source());
        payload.put("severity", report.status() == Status.TEST ? "info" : "critical");
        payload.put("timestamp", report.at().toString());
        payload.put("component", report.pool());
        payload.put("class", "dns failover");
        ObjectNode details = payload.putObject("custom_details");
        details.put("alert", alert.id());
        details.set("facts", facts(report));
        details.put("text", words(alert, report));
        return bytes(root);
    }

    /** At most 255 characters are allowed: a source may be longer, and is cut. */
    private static String dedupKey(Alert alert, Report report) {
        String test = report.status() == Status.TEST ? "test" : "pool/" + report.pool();
        return "dnsfailover/" + Words.line(alert.source(), 100) + "/" + test;
    }

    private static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static byte[] bytes(ObjectNode root) {
        try {
            return JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts is always JSON", e);
        }
    }
}
