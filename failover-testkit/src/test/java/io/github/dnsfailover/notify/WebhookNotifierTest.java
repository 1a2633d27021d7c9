package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dnsfailover.notify.Alert.Status;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each request that a webhook makes, and what it makes of the answers. */
@Timeout(60)
class WebhookNotifierTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void startServer() throws Exception {
        server.start();
    }

    @AfterEach
    void endServer() {
        server.close();
    }

    private String url() {
        return server.url("/hook/T0K3N").toString();
    }

    private JsonNode posted(WebhookNotifier notifier, Alert alert) throws Exception {
        server.enqueue(new MockResponse.Builder().code(200).build());
        notifier.send(alert, Samples.NOW);
        return JSON.readTree(server.takeRequest().getBody().utf8());
    }

    @Test
    void ourSchemaIsPostedAndSigned() throws Exception {
        server.enqueue(new MockResponse.Builder().code(204).build());
        WebhookNotifier notifier =
                WebhookNotifier.json(this::url).secret("k3y"::toCharArray).build();

        notifier.send(Samples.trouble(), Samples.NOW);

        RecordedRequest request = server.takeRequest();
        String body = request.getBody().utf8();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo("/hook/T0K3N");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(request.getHeaders().get("X-Failover-Id")).isEqualTo(Samples.ID);
        assertThat(request.getHeaders().get("X-Failover-Signature"))
                .isEqualTo("t=1767225920,v1=" + hmac("k3y", "1767225920." + body));
        Golden.check(
                "webhook.json", JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(body)) + "\n");
    }

    private static String hmac(String key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        StringBuilder hex = new StringBuilder();
        for (byte each : mac.doFinal(text.getBytes(StandardCharsets.UTF_8))) {
            hex.append(String.format("%02x", each));
        }
        return hex.toString();
    }

    @Test
    void slackGetsPlainTextBlocksAndNoMarkup() throws Exception {
        Alert alert = Samples.alert(Samples.report("www", Status.TROUBLE, "<!channel> & <https://evil.example|click>"));

        JsonNode body = posted(WebhookNotifier.slack(this::url).build(), alert);

        assertThat(body.get("text").asText())
                .isEqualTo("[failover] &lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;");
        assertThat(body.findValuesAsText("type")).doesNotContain("mrkdwn");
        Golden.check("slack.json", JSON.writerWithDefaultPrettyPrinter().writeValueAsString(body) + "\n");
    }

    @Test
    void teamsGetsAnAdaptiveCardOfTextRuns() throws Exception {
        Alert alert = Samples.alert(Samples.report("www", Status.TROUBLE, "[click](https://evil.example)"));

        JsonNode body = posted(WebhookNotifier.teams(this::url).build(), alert);

        assertThat(body.findValuesAsText("type")).doesNotContain("TextBlock");
        Golden.check("teams.json", JSON.writerWithDefaultPrettyPrinter().writeValueAsString(body) + "\n");
    }

    @Test
    void chatsTakeWhatIsSentHoweverMuchThereIs() throws Exception {
        Alert.Report[] reports = new Alert.Report[500];
        for (int i = 0; i < reports.length; i++) {
            reports[i] = Samples.report("pool" + i, Status.TROUBLE, "\u4E16".repeat(2_000));
        }
        Alert alert = Samples.alert(reports);

        String teams = posted(WebhookNotifier.teams(this::url).build(), alert).toString();
        JsonNode slack = posted(WebhookNotifier.slack(this::url).build(), alert);
        JsonNode ours = posted(WebhookNotifier.json(this::url).build(), alert);

        assertThat(teams.getBytes(StandardCharsets.UTF_16LE)).hasSizeLessThan(28_000);
        assertThat(escaped(teams)).hasSizeLessThan(14_100);
        assertThat(escaped(slack.toString())).hasSizeLessThan(40_100);
        assertThat(escaped(ours.toString())).hasSizeLessThan(1_050_000);
        assertThat(ours.get("pools").size() + ours.path("left_out").asInt()).isEqualTo(500);
        assertThat(slack.findValuesAsText("text")).allMatch(text -> text.length() <= 3_000);
        assertThat(slack.get("blocks").size()).isLessThanOrEqualTo(50);
    }

    private static String escaped(String json) {
        StringBuilder out = new StringBuilder();
        json.chars().forEach(c -> out.append(c < 0x80 ? "x" : "uXXXX."));
        return out.toString();
    }

    /**
     * Fifty lines of quotation marks and of characters that take six bytes each: it arrives, as far as there is room.
     */
    @Test
    void textThatGrowsAsItIsWrittenIsCutByWhatItGrowsTo() throws Exception {
        List<Alert.Line> lines = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            lines.add(new Alert.Line("Probes", (i % 2 == 0 ? "\"\\" : "\u00FC\uD83D\uDE00").repeat(240)));
        }
        Alert.Content content =
                new Alert.Content("www", Status.TROUBLE, Samples.AT, "\"".repeat(220), List.of(), lines, Map.of());
        Alert alert = Samples.alert(new Alert.Report(content, List.of()));

        String teams = posted(WebhookNotifier.teams(this::url).build(), alert).toString();

        assertThat(escaped(teams)).hasSizeLessThan(14_100);
        assertThat(teams).contains("Probes: ");
    }

    @Test
    void poolsThatAreTooManyForAChatAreNamedAtLeast() throws Exception {
        Alert.Report[] reports = new Alert.Report[8];
        for (int i = 0; i < reports.length; i++) {
            reports[i] = Samples.report("pool" + i, Status.TROUBLE, "pool" + i + " moved to ec2");
        }
        Alert alert = Samples.alert(reports);
        String others = "And 3 more:\npool5 moved to ec2\npool6 moved to ec2\npool7 moved to ec2";

        JsonNode slack = posted(WebhookNotifier.slack(this::url).build(), alert);
        JsonNode teams = posted(WebhookNotifier.teams(this::url).build(), alert);

        assertThat(slack.get("blocks").get(6).get("text").get("text").asText()).isEqualTo(others);
        assertThat(teams.findValuesAsText("text")).last().isEqualTo(others);
    }

    @Test
    void pagerDutyGetsAnIncidentForEachPoolAndItsEnd() throws Exception {
        answers(202, 202, 202);
        Alert alert = Samples.alert(
                Samples.report("api", Status.TROUBLE, "moved"),
                Samples.report("www", Status.RECOVERY, "is back"),
                Samples.report("img", Status.NOTICE, "moved by an operator"));

        pagerDuty().send(alert, Samples.NOW);

        assertThat(server.getRequestCount()).isEqualTo(3);
        JsonNode trigger = JSON.readTree(server.takeRequest().getBody().utf8());
        JsonNode resolve = JSON.readTree(server.takeRequest().getBody().utf8());
        Golden.check("pagerduty.json", JSON.writerWithDefaultPrettyPrinter().writeValueAsString(trigger) + "\n");
        assertThat(resolve.get("event_action").asText()).isEqualTo("resolve");
        assertThat(resolve.get("dedup_key").asText()).isEqualTo("dnsfailover/shop/pool/www");
    }

    @Test
    void anAttemptAtPagerDutySaysWhichPoolsArrived() {
        answers(202, 202, 429);
        WebhookNotifier notifier = pagerDuty();

        NotDeliveredException busy =
                catchThrowableOfType(NotDeliveredException.class, () -> notifier.send(threePools(), Samples.NOW));

        assertThat(busy.isWorthRetrying()).isTrue();
        assertThat(busy.delivered()).containsExactlyInAnyOrder("api", "img");
    }

    @Test
    void aPoolThatPagerDutyRefusesKeepsNoOtherFromArriving() throws Exception {
        answers(400, 202, 202);
        WebhookNotifier notifier = pagerDuty();

        NotDeliveredException refused =
                catchThrowableOfType(NotDeliveredException.class, () -> notifier.send(threePools(), Samples.NOW));

        assertThat(components(3)).containsExactly("api", "img", "www");
        assertThat(refused).hasMessageContaining("answered 400");
        assertThat(refused.isWorthRetrying()).isFalse();
        assertThat(refused.delivered()).containsExactlyInAnyOrder("img", "www");
    }

    /** Sixty pools, a receiver that takes twenty requests and then says 429, and news every few seconds. */
    @Test
    void everyPoolIsPagedHoweverMuchNewsThereIs() throws Exception {
        VirtualRuntime runtime = new VirtualRuntime(7);
        int[] taken = {0};
        Set<String> paged = new HashSet<>();
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                boolean busy = ++taken[0] % 21 == 0;
                if (!busy) {
                    paged.add(dedupKey(request));
                }
                return new MockResponse.Builder().code(busy ? 429 : 202).build();
            }
        });
        Alerts alerts = Alerts.builder()
                .notifier(pagerDuty())
                .burstWindow(Duration.ofSeconds(1))
                .runtime(runtime)
                .build();
        for (int i = 0; i < 60; i++) {
            new Happenings("pool" + i).fails(runtime.now()).forEach(alerts::on);
        }

        for (int i = 0; i < 40; i++) {
            new Happenings("pool" + i % 5)
                    .fails(runtime.now(), "ec2", "HTTP " + i)
                    .forEach(alerts::on);
            runtime.advance(Duration.ofSeconds(3));
        }

        assertThat(paged).hasSize(60);
    }

    private static String dedupKey(RecordedRequest request) {
        try {
            return JSON.readTree(request.getBody().utf8()).get("dedup_key").asText();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anAlarmIsAnIncidentOfItsOwnAndItsEndToo() throws Exception {
        answers(202, 202, 202, 202, 202);
        Map<String, String> alarm = Map.of("severity", "alarm");
        Map<String, String> over = Map.of("severity", "warning", "alarm_over", "true");

        pagerDuty().send(Samples.alert(Samples.report("www", Status.TROUBLE, "dead", alarm)), Samples.NOW);
        pagerDuty().send(Samples.alert(Samples.report("www", Status.TROUBLE, "lags", over)), Samples.NOW);
        pagerDuty().send(Samples.alert(Samples.report("www", Status.RECOVERY, "well", Map.of())), Samples.NOW);

        List<String> events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            JsonNode event = JSON.readTree(server.takeRequest().getBody().utf8());
            events.add(event.get("event_action").asText() + " "
                    + event.get("dedup_key").asText() + " "
                    + event.get("payload").get("severity").asText());
        }
        assertThat(events)
                .containsExactly(
                        "trigger dnsfailover/shop/pool/www/alarm critical",
                        "trigger dnsfailover/shop/pool/www warning",
                        "resolve dnsfailover/shop/pool/www/alarm warning",
                        "resolve dnsfailover/shop/pool/www info",
                        "resolve dnsfailover/shop/pool/www/alarm info");
    }

    @Test
    void aServerThatAsksForAnImmediateRetryDoesNotGetOne() {
        answers(503, 503);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder()
                        .code(503)
                        .addHeader("Retry-After", "0")
                        .build();
            }
        });

        assertThatThrownBy(() -> WebhookNotifier.json(this::url).build().send(Samples.trouble(), Samples.NOW))
                .hasMessageContaining("answered 503");

        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aTimeToComeBackBeyondAllNumbersIsNone() {
        NotDeliveredException failure = answer(new MockResponse.Builder()
                .code(503)
                .addHeader("Retry-After", "99999999999999999999")
                .build());

        assertThat(failure.isWorthRetrying()).isTrue();
        assertThat(failure.retryAfter()).isEqualTo(Duration.ZERO);
    }

    private static Alert threePools() {
        return Samples.alert(
                Samples.report("api", Status.TROUBLE, "moved"),
                Samples.report("img", Status.TROUBLE, "moved"),
                Samples.report("www", Status.TROUBLE, "moved"));
    }

    private void answers(int... codes) {
        for (int code : codes) {
            server.enqueue(new MockResponse.Builder().code(code).build());
        }
    }

    private List<String> components(int requests) throws Exception {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            JsonNode event = JSON.readTree(server.takeRequest().getBody().utf8());
            all.add(event.get("payload").get("component").asText());
        }
        return all;
    }

    private WebhookNotifier pagerDuty() {
        return WebhookNotifier.pagerDuty(() -> "R0UT1NG").url(this::url).build();
    }

    @Test
    void aTestAtPagerDutyEndsItself() throws Exception {
        server.enqueue(new MockResponse.Builder().code(202).build());
        server.enqueue(new MockResponse.Builder().code(202).build());

        pagerDuty().send(Samples.alert(Samples.report("", Status.TEST, "test")), Samples.NOW);

        assertThat(server.takeRequest().getBody().utf8()).contains("\"trigger\"", "dnsfailover/shop/test");
        assertThat(server.takeRequest().getBody().utf8()).contains("\"resolve\"", "dnsfailover/shop/test");
    }

    @Test
    void onlyWhatMaySucceedLaterIsWorthRetrying() {
        for (int code : List.of(408, 429, 500, 502, 503)) {
            assertThat(answer(new MockResponse.Builder().code(code).build()).isWorthRetrying())
                    .as("%s", code)
                    .isTrue();
        }
        for (int code : List.of(301, 400, 401, 403, 404, 410)) {
            assertThat(answer(new MockResponse.Builder().code(code).build()).isWorthRetrying())
                    .as("%s", code)
                    .isFalse();
        }
    }

    @Test
    void theReceiverMaySayWhenToComeBack() {
        MockResponse busy = new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "120")
                .build();

        assertThat(answer(busy).retryAfter()).isEqualTo(Duration.ofMinutes(2));
    }

    private NotDeliveredException answer(MockResponse response) {
        server.enqueue(response);
        WebhookNotifier notifier = WebhookNotifier.json(this::url).build();
        return catchThrowableOfType(NotDeliveredException.class, () -> notifier.send(Samples.trouble(), Samples.NOW));
    }

    @Test
    void aRedirectIsNotFollowed() {
        MockResponse away = new MockResponse.Builder()
                .code(307)
                .addHeader("Location", server.url("/elsewhere"))
                .build();

        assertThat(answer(away)).hasMessageContaining("answered 307");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aSecretThatIsMissingIsToldAsSuch() {
        WebhookNotifier notifier =
                WebhookNotifier.json(this::url).secret(() -> new char[0]).build();

        NotDeliveredException failure =
                catchThrowableOfType(NotDeliveredException.class, () -> notifier.send(Samples.trouble(), Samples.NOW));

        assertThat(failure).hasMessage("the secret that was given is empty");
        assertThat(failure.isWorthRetrying()).isTrue();
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void theUrlIsInNoWords() {
        String secret = "T0K3N";
        WebhookNotifier notifier = WebhookNotifier.slack(this::url).build();
        assertThat(notifier.toString()).isEqualTo("slack");

        NotDeliveredException refused =
                answer(new MockResponse.Builder().code(404).body("no " + url()).build());
        assertThat(refused).hasMessageNotContaining(secret).hasNoCause();

        server.close();
        NotDeliveredException down =
                catchThrowableOfType(NotDeliveredException.class, () -> notifier.send(Samples.trouble(), Samples.NOW));
        assertThat(down).hasMessageNotContaining(secret).hasNoCause();
        assertThat(down.isWorthRetrying()).isTrue();

        NotDeliveredException none = catchThrowableOfType(
                NotDeliveredException.class,
                () -> WebhookNotifier.json(() -> "nonsense T0K3N").build().send(Samples.trouble(), Samples.NOW));
        assertThat(none).hasMessage("the URL that was given is none").hasNoCause();
        assertThat(none.isWorthRetrying()).isTrue();
    }

    @Test
    void aForeignHostIsNotReachedInTheClear() {
        WebhookNotifier notifier =
                WebhookNotifier.json(() -> "http://hooks.example.com/T0K3N").build();

        NotDeliveredException refused =
                catchThrowableOfType(NotDeliveredException.class, () -> notifier.send(Samples.trouble(), Samples.NOW));

        assertThat(refused)
                .hasMessageContaining("hooks.example.com")
                .hasMessageContaining("use https")
                .hasMessageNotContaining("T0K3N");
    }

    @Test
    void anEndlessAnswerTakesBoundedTime() {
        server.enqueue(
                new MockResponse.Builder().headersDelay(30, TimeUnit.SECONDS).build());
        WebhookNotifier notifier =
                WebhookNotifier.json(this::url).timeout(Duration.ofMillis(200)).build();

        NotDeliveredException late =
                catchThrowableOfType(NotDeliveredException.class, () -> notifier.send(Samples.trouble(), Samples.NOW));

        assertThat(late.isWorthRetrying()).isTrue();
    }

    @Test
    void theTimeOutIsTheOnlyLimitOfACall() {
        OkHttpClient client =
                WebhookNotifier.json(this::url).timeout(Duration.ofSeconds(60)).build().client;

        assertThat(client.callTimeoutMillis()).isEqualTo(60_000);
        assertThat(client.connectTimeoutMillis()).isZero();
        assertThat(client.readTimeoutMillis()).isZero();
        assertThat(client.writeTimeoutMillis()).isZero();
    }

    @Test
    void certificatesAreChecked() throws Exception {
        try (MockWebServer tls = new MockWebServer()) {
            tls.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(Certificates.of("localhost"), Certificates.AUTHORITY.certificate())
                    .build()
                    .sslSocketFactory());
            tls.start();
            tls.enqueue(new MockResponse.Builder().code(200).build());
            String url = "https://localhost:" + tls.getPort() + "/";

            NotDeliveredException unknown = catchThrowableOfType(
                    NotDeliveredException.class,
                    () -> WebhookNotifier.json(() -> url).build().send(Samples.trouble(), Samples.NOW));
            WebhookNotifier.json(() -> url)
                    .trust(Certificates.TRUST.sslSocketFactory(), Certificates.TRUST.trustManager())
                    .build()
                    .send(Samples.trouble(), Samples.NOW);

            assertThat(unknown).hasMessageContaining("SSLHandshakeException");
            assertThat(tls.takeRequest().getMethod()).isEqualTo("POST");
        }
    }
}
