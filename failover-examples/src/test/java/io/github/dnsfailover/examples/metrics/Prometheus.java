package io.github.dnsfailover.examples.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dnsfailover.examples.Installed;
import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.examples.Waiting;
import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A real Prometheus at a loopback port, with data of its own, that scrapes each second. Confined to one thread. */
final class Prometheus implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String address;
    private final Program program;

    /**
     * Starts it, and waits until it is ready.
     *
     * @param rules what its file of rules holds
     * @param ports what it scrapes
     */
    Prometheus(Path folder, String rules, List<Integer> ports) throws IOException {
        String file = Installed.require("prometheus", "what it scrapes and its alerts");
        address = "127.0.0.1:" + FreePort.find();
        Files.writeString(folder.resolve("rules.yml"), rules);
        Files.writeString(folder.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 1s
                  evaluation_interval: 1s
                rule_files:
                  - rules.yml
                scrape_configs:
                  - job_name: shop
                    static_configs:
                      - targets: [%s]
                """.formatted(
                        ports.stream().map(port -> "'127.0.0.1:" + port + "'").collect(Collectors.joining(", "))));
        program = Program.start(
                folder.resolve("log"),
                List.of(
                        file,
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=data",
                        "--web.listen-address=" + address,
                        "--log.level=warn"));
        Waiting.await(() -> "prometheus answers", START_LIMIT, () -> isReady());
    }

    private boolean isReady() {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://" + address + path))
                            .timeout(ANSWER)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The labels of what a query finds, each with its value, such as {@code {pool="www"} 1}. */
    List<String> query(String query) throws IOException {
        JsonNode answer = json.readTree(get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .body());
        List<String> found = new ArrayList<>();
        for (JsonNode each : answer.path("data").path("result")) {
            found.add(each.path("metric") + " " + each.path("value").path(1).asText());
        }
        return found;
    }

    /** The names of the alerts that fire. */
    Set<String> firing() {
        try {
            Set<String> names = new TreeSet<>();
            for (JsonNode alert :
                    json.readTree(get("/api/v1/alerts").body()).path("data").path("alerts")) {
                if (alert.path("state").asText().equals("firing")) {
                    names.add(alert.path("labels").path("alertname").asText());
                }
            }
            return names;
        } catch (IOException e) {
            throw new AssertionError("prometheus does not answer", e);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
