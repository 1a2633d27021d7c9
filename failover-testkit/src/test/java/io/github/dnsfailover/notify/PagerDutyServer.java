package io.github.dnsfailover.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/**
 * The Events API v2 of PagerDuty, as its reference describes it: a trigger opens an incident for its dedup key, or is
 * added to the one that is open; a resolve closes it, and is ignored if there is none. Thread-safe.
 */
final class PagerDutyServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> SEVERITIES = Set.of("critical", "error", "warning", "info");
    private static final int LONGEST_KEY = 255;
    private static final int LONGEST_SUMMARY = 1_024;
    private static final int LARGEST_EVENT = 512 * 1_024;

    /** What somebody on call has in his list. */
    static final class Incident {

        private final String key;
        private final List<JsonNode> events = new ArrayList<>();
        private boolean open = true;

        private Incident(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }

        boolean isOpen() {
            return open;
        }

        /** The pools that the newest event names. */
        List<String> pools() {
            List<String> pools = new ArrayList<>();
            JsonNode payload = events.get(events.size() - 1).get("payload");
            payload.path("custom_details").path("pools").forEach(pool -> pools.add(pool.asText()));
            return pools.isEmpty() ? List.of(payload.get("component").asText()) : pools;
        }

        @Override
        public String toString() {
            return (open ? "open " : "over ") + key + ": " + events.size() + " events, " + summary();
        }

        /** What the phone says. */
        String summary() {
            return events.get(0).get("payload").get("summary").asText();
        }
    }

    private final MockWebServer server = new MockWebServer();
    private final Map<String, Incident> open = new LinkedHashMap<>();

    /** All there ever were, the oldest first. */
    private final List<Incident> incidents = new ArrayList<>();

    private int refuseNext;

    PagerDutyServer() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        server.start();
    }

    private synchronized MockResponse answer(RecordedRequest request) {
        if (refuseNext > 0) {
            refuseNext--;
            return new MockResponse.Builder().code(429).build();
        }
        try {
            String body = request.getBody().utf8();
            JsonNode event = JSON.readTree(body);
            return new MockResponse.Builder()
                    .code(isGood(event, body.length()) && take(event) ? 202 : 400)
                    .build();
        } catch (IOException e) {
            return new MockResponse.Builder().code(400).build();
        }
    }

    private static boolean isGood(JsonNode event, int length) {
        JsonNode payload = event.path("payload");
        return length <= LARGEST_EVENT
                && event.path("routing_key").asText().length() > 0
                && event.path("dedup_key").asText().length() <= LONGEST_KEY
                && payload.path("summary").asText().length() > 0
                && payload.path("summary").asText().length() <= LONGEST_SUMMARY
                && payload.path("source").asText().length() > 0
                && SEVERITIES.contains(payload.path("severity").asText());
    }

    private boolean take(JsonNode event) {
        String key = event.path("dedup_key").asText();
        switch (event.path("event_action").asText()) {
            case "trigger" ->
                open.computeIfAbsent(key, each -> {
                            Incident incident = new Incident(each);
                            incidents.add(incident);
                            return incident;
                        })
                        .events
                        .add(event);
            case "resolve" -> {
                Incident over = open.remove(key);
                if (over != null) {
                    over.open = false;
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Answers so many requests that there are too many. */
    synchronized void refuse(int requests) {
        refuseNext = requests;
    }

    synchronized List<Incident> incidents() {
        return List.copyOf(incidents);
    }

    /** A notifier that sends here. */
    WebhookNotifier notifier() {
        return WebhookNotifier.pagerDuty(() -> "R0UT1NG")
                .url(() -> server.url("/v2/enqueue").toString())
                .build();
    }

    @Override
    public void close() {
        server.close();
    }
}
