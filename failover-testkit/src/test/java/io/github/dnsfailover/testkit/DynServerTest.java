package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.DynServer.Fault;
import io.github.dnsfailover.testkit.DynServer.SerialStyle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DynServerTest {

    private static final String LOGIN = "{\"customer_name\":\"acme\",\"user_name\":\"bot\",\"password\":\"secret\"}";
    private static final String PLACE = "ARecord/example.com/www.example.com/";
    private static final RecordKey WWW = RecordKey.of("www.example.com", RecordType.A);
    private static final DnsName ZONE = DnsName.of("example.com");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-04T05:06:07Z"));
    private final MemoryZone zone = MemoryZone.of("example.com");
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private DynServer dyn;

    @BeforeEach
    void startServer() throws IOException {
        dyn = server().start();
    }

    private DynServer.Builder server() {
        return DynServer.of(zone).account("acme", "bot", "secret").clock(now::get);
    }

    @AfterEach
    void closeServer() {
        dyn.close();
    }

    @Test
    void aSessionIsOpenedKeptAndLeft() throws Exception {
        String token = login();

        assertThat(json(ask("GET", "Session/", token, ""))
                        .path("msgs")
                        .path(0)
                        .path("INFO")
                        .asText())
                .startsWith("isalive:");
        assertThat(status(ask("PUT", "Session/", token, "{}"))).isEqualTo("success");
        assertThat(status(ask("DELETE", "Session/", token, ""))).isEqualTo("success");
        assertThat(said(ask("GET", "Session/", token, ""))).startsWith("login: Bad or expired");
        assertThat(dyn.sessions()).isZero();
        assertThat(dyn.mostSessions()).isEqualTo(1);
    }

    @Test
    void aTokenHasTheLengthAndTheCharactersOfBase64() throws Exception {
        assertThat(login()).hasSizeBetween(160, 172).contains("+").contains("/").endsWith("=");
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        HttpResponse<String> answer = ask("POST", "Session/", "", LOGIN.replace("secret", "guess"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(said(answer)).startsWith("login: Credentials you entered did not match");
    }

    @Test
    void aMissingFieldIsNamed() throws Exception {
        HttpResponse<String> answer = ask("POST", "Session/", "", "{\"customer_name\":\"acme\"}");

        assertThat(said(answer)).isEqualTo("user_name: required field missing");
    }

    @Test
    void jobNumbersRiseAndNeedMoreThan32Bits() throws Exception {
        long first = json(ask("POST", "Session/", "", LOGIN)).path("job_id").asLong();
        long second = json(ask("POST", "Session/", "", LOGIN)).path("job_id").asLong();

        assertThat(first).isGreaterThan(1L << 32);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void anEditIsQueuedUntilItIsPublished() throws Exception {
        String token = login();

        HttpResponse<String> added = ask("POST", PLACE, token, a("192.0.2.1"));

        assertThat(json(added).path("data").path("record_id").asLong()).isZero();
        assertThat(zone.get(WWW).isEmpty()).isTrue();
        assertThat(json(ask("GET", "ZoneChanges/example.com/", token, ""))
                        .path("data")
                        .path(0)
                        .path("rdata")
                        .path("rdata_a")
                        .path("address")
                        .asText())
                .isEqualTo("192.0.2.1");

        JsonNode published = json(publish(token)).path("data");

        assertThat(zone.get(WWW)).isEqualTo(RecordSet.of(WWW, Duration.ofSeconds(30), "192.0.2.1"));
        assertThat(published.path("serial").asLong()).isEqualTo(dyn.serial(ZONE));
        assertThat(published.path("task_id").isTextual()).isTrue();
        assertThat(dyn.notes(ZONE)).containsExactly("a test");
        assertThat(said(ask("GET", "ZoneChanges/example.com/", token, "")))
                .isEqualTo("publish: You have not made any changes to this zone");
    }

    @Test
    void recordNumbersComeWithThePublishAndChangeWithTheNext() throws Exception {
        String token = login();
        ask("POST", PLACE, token, a("192.0.2.1"));
        publish(token);
        long first = firstRow(token).path("record_id").asLong();
        ask("POST", PLACE, token, a("192.0.2.2"));
        publish(token);

        assertThat(first).isPositive();
        assertThat(firstRow(token).path("record_id").asLong()).isPositive().isNotEqualTo(first);
    }

    @Test
    void queuedEditsAreOfOneSession() throws Exception {
        String one = login();
        String other = login();
        ask("POST", PLACE, one, a("192.0.2.1"));

        publish(other);

        assertThat(zone.get(WWW).isEmpty()).isTrue();
        assertThat(status(ask("GET", PLACE, one, ""))).isEqualTo("success");
        assertThat(status(ask("GET", PLACE, other, ""))).isEqualTo("failure");
        assertThat(dyn.hasQueuedEdits()).isTrue();
        assertThat(dyn.mostSessions()).isEqualTo(2);
    }

    @Test
    void queuedEditsAreHiddenIfTheServerIsBuiltSo() throws Exception {
        dyn.close();
        dyn = server().hidesQueuedEdits().start();
        String token = login();
        ask("POST", PLACE, token, a("192.0.2.1"));

        assertThat(status(ask("GET", PLACE, token, ""))).isEqualTo("failure");
    }

    @Test
    void queuedEditsAreDiscarded() throws Exception {
        String token = login();
        ask("POST", PLACE, token, a("192.0.2.1"));

        assertThat(said(ask("DELETE", "ZoneChanges/example.com/", token, "")))
                .isEqualTo("discard: 1 zone changes discarded");
        publish(token);
        assertThat(zone.get(WWW).isEmpty()).isTrue();
    }

    @Test
    void queuedEditsGoWithTheirSession() throws Exception {
        String token = login();
        ask("POST", PLACE, token, a("192.0.2.1"));

        ask("DELETE", "Session/", token, "");

        assertThat(dyn.hasQueuedEdits()).isFalse();
    }

    @Test
    void aSetIsReplacedByOneRequest() throws Exception {
        zone.put(RecordSet.of(WWW, Duration.ofHours(1), "192.0.2.1", "192.0.2.2"));
        String token = login();

        ask(
                "PUT",
                PLACE,
                token,
                "{\"ARecords\":[{\"rdata\":{\"address\":\"198.51.100.1\"},\"ttl\":\"30\"},"
                        + "{\"rdata\":{\"address\":\"198.51.100.2\"},\"ttl\":30}]}");
        publish(token);

        assertThat(zone.get(WWW)).isEqualTo(RecordSet.of(WWW, Duration.ofSeconds(30), "198.51.100.1", "198.51.100.2"));
    }

    @Test
    void oneRecordIsChangedOrDeletedByItsNumber() throws Exception {
        zone.put(RecordSet.of(WWW, Duration.ofHours(1), "192.0.2.1", "192.0.2.2"));
        String token = login();
        long id = firstRow(token).path("record_id").asLong();

        ask("PUT", PLACE + id + "/", token, a("198.51.100.1"));
        publish(token);
        long next = firstRow(token).path("record_id").asLong();
        ask("DELETE", PLACE + next + "/", token, "");
        publish(token);

        assertThat(zone.get(WWW).values()).containsExactly("198.51.100.1");
    }

    @Test
    void withoutANumberAllRecordsOfTheTypeAreDeleted() throws Exception {
        zone.put(RecordSet.of(WWW, Duration.ofHours(1), "192.0.2.1", "192.0.2.2"));
        String token = login();

        assertThat(said(ask("DELETE", PLACE, token, ""))).isEqualTo("delete: 2 records deleted");
        publish(token);
        assertThat(zone.get(WWW).isEmpty()).isTrue();
    }

    @Test
    void whatIsThereIsNotAddedAgain() throws Exception {
        zone.put(RecordSet.of(WWW, Duration.ofHours(1), "192.0.2.1"));

        HttpResponse<String> answer = ask("POST", PLACE, login(), a("192.0.2.1"));

        assertThat(code(answer)).isEqualTo("TARGET_EXISTS");
    }

    @Test
    void noCnameStandsBesideAnythingElse() throws Exception {
        zone.put(RecordSet.of(WWW, Duration.ofHours(1), "192.0.2.1"));
        String token = login();
        String alias = "{\"rdata\":{\"cname\":\"lb.example.net.\"},\"ttl\":30}";
        String place = "CNAMERecord/example.com/www.example.com/";

        assertThat(status(ask("POST", place, token, alias))).isEqualTo("failure");

        ask("DELETE", PLACE, token, "");
        assertThat(status(ask("POST", place, token, alias))).isEqualTo("success");
        publish(token);
        assertThat(zone.get(RecordKey.of("www.example.com", RecordType.CNAME)).values())
                .containsExactly("lb.example.net.");
    }

    @Test
    void textLosesItsQuotesAndGetsItsSemicolonsEscaped() throws Exception {
        String token = login();
        String place = "TXTRecord/example.com/www.example.com/";

        ask("POST", place, token, "{\"rdata\":{\"txtdata\":\"\\\"a \\\\\\\"b\\\\\\\" c;d\\\"\"},\"ttl\":30}");

        assertThat(json(ask("GET", place + "?detail=Y", token, ""))
                        .path("data")
                        .path(0)
                        .path("rdata")
                        .path("txtdata")
                        .asText())
                .isEqualTo("a \\\"b\\\" c\\;d");
    }

    @Test
    void namesComeInCapitalsOnceTheyAreShouted() throws Exception {
        zone.put(RecordSet.of(WWW, Duration.ofHours(1), "192.0.2.1"));

        dyn.shout();

        assertThat(firstRow(login()).path("fqdn").asText()).isEqualTo("WWW.EXAMPLE.COM");
    }

    @Test
    void whatIsMissingIsNotFound() throws Exception {
        String token = login();

        HttpResponse<String> record = ask("GET", PLACE, token, "");
        HttpResponse<String> otherZone = ask("GET", "ARecord/example.net/www.example.net/", token, "");
        HttpResponse<String> resource = ask("GET", "A/example.com/www.example.com/", token, "");

        assertThat(record.statusCode()).isEqualTo(404);
        assertThat(said(record)).isEqualTo("node: Not in zone");
        assertThat(said(otherZone)).isEqualTo("zone: No such zone");
        assertThat(code(resource)).isEqualTo("INVALID_REQUEST");
    }

    @Test
    void whatIsMissingMayBeAnEmptyList() throws Exception {
        dyn.close();
        dyn = server().emptyForMissing().start();

        HttpResponse<String> record = ask("GET", PLACE, login(), "");

        assertThat(status(record)).isEqualTo("success");
        assertThat(json(record).path("data").isArray()).isTrue();
    }

    @Test
    void withoutTheContentTypeTheAnswerIsAPage() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(dyn.url() + "Session/")).build();

        assertThat(client.send(request, BodyHandlers.ofString()).body()).startsWith("<html>");
    }

    @Test
    void badValuesAreRefused() throws Exception {
        HttpResponse<String> answer = ask("POST", PLACE, login(), a("192.0.2.1.7"));

        assertThat(said(answer)).isEqualTo("address: Not a valid IP address");
    }

    @Test
    void noMoreThanThirteenAddresses() throws Exception {
        String token = login();
        for (int i = 1; i <= 13; i++) {
            assertThat(status(ask("POST", PLACE, token, a("192.0.2." + i)))).isEqualTo("success");
        }

        assertThat(status(ask("POST", PLACE, token, a("192.0.2.14")))).isEqualTo("failure");
    }

    @ParameterizedTest
    @CsvSource({
        "INCREMENT, 2, 3",
        "EPOCH, 1772600768, 1772600769",
        "DAY, 2026030401, 2026030402",
        "MINUTE, 2603040507, 2603040508"
    })
    void serialsGrowByTheirStyle(SerialStyle style, long first, long second) throws Exception {
        dyn.close();
        dyn = server().serialStyle(style).start();
        String token = login();
        ask("POST", PLACE, token, a("192.0.2.1"));
        publish(token);
        long one = dyn.serial(ZONE);
        ask("POST", PLACE, token, a("192.0.2.2"));
        publish(token);

        assertThat(List.of(one, dyn.serial(ZONE))).containsExactly(first, second);
    }

    @Test
    void aPublishIsFollowedByATaskThatKeepsEditsOut() throws Exception {
        dyn.close();
        dyn = server().provisionTime(Duration.ofSeconds(2)).start();
        String token = login();
        String task = json(publish(token)).path("data").path("task_id").asText();

        HttpResponse<String> blocked = ask("POST", PLACE, token, a("192.0.2.1"));

        assertThat(said(blocked)).isEqualTo("zone: Operation blocked by current task");
        assertThat(taskStatus(task, token)).isEqualTo("running");
        now.updateAndGet(time -> time.plusSeconds(2));
        assertThat(taskStatus(task, token)).isEqualTo("complete");
        assertThat(status(ask("POST", PLACE, token, a("192.0.2.1")))).isEqualTo("success");
    }

    @Test
    void aFrozenZoneTakesNoEdits() throws Exception {
        String token = login();

        dyn.freeze(ZONE);
        assertThat(status(ask("POST", PLACE, token, a("192.0.2.1")))).isEqualTo("failure");

        dyn.thaw(ZONE);
        assertThat(status(ask("POST", PLACE, token, a("192.0.2.1")))).isEqualTo("success");
    }

    @Test
    void aJobIsToldByARedirectAndDoneWhenItsTimeHasCome() throws Exception {
        String token = login();
        dyn.at("POST", "ARecord", Fault.JOB_BY_REDIRECT);

        HttpResponse<String> redirect = ask("POST", PLACE, token, a("192.0.2.1"));

        String place = redirect.headers().firstValue("Location").orElseThrow();
        assertThat(redirect.statusCode()).isEqualTo(307);
        assertThat(redirect.body()).isEqualTo(place).matches("/REST/Job/[0-9]+");
        String job = place.substring("/REST/".length());
        assertThat(ask("GET", job, token, "").statusCode()).isEqualTo(307);
        assertThat(said(ask("GET", PLACE, token, ""))).isEqualTo("token: This session already has a job running");
        assertThat(dyn.hasQueuedEdits()).isFalse();
        now.updateAndGet(time -> time.plusSeconds(8));
        assertThat(said(ask("GET", job, token, ""))).isEqualTo("add_node: New node added to zone");
        assertThat(dyn.hasQueuedEdits()).isTrue();
    }

    @Test
    void aJobIsToldByItsStatus() throws Exception {
        String token = login();
        dyn.at("GET", "Zone", Fault.JOB_BY_STATUS);

        JsonNode incomplete = json(ask("GET", "Zone/example.com/", token, ""));

        assertThat(incomplete.path("status").asText()).isEqualTo("incomplete");
        assertThat(incomplete.has("msgs")).isFalse();
        now.updateAndGet(time -> time.plusSeconds(8));
        assertThat(status(ask("GET", "Job/" + incomplete.path("job_id").asLong(), token, "")))
                .isEqualTo("success");
    }

    @Test
    void theSixthRequestInASecondShutsTheAccountOutForAMinute() throws Exception {
        String token = login();
        now.updateAndGet(time -> time.plusSeconds(1));
        for (int i = 0; i < 5; i++) {
            assertThat(askAtOnce("GET", "Session/", token, "").statusCode()).isEqualTo(200);
        }

        assertThat(askAtOnce("GET", "Session/", token, "").statusCode()).isEqualTo(429);
        now.updateAndGet(time -> time.plusSeconds(59));
        assertThat(askAtOnce("GET", "Session/", token, "").statusCode()).isEqualTo(429);
        now.updateAndGet(time -> time.plusSeconds(1));
        assertThat(askAtOnce("GET", "Session/", token, "").statusCode()).isEqualTo(200);
        assertThat(dyn.busiestSecond()).isEqualTo(6);
        assertThat(dyn.refusedByRate()).isEqualTo(1);
        assertThat(dyn.requests()).isEqualTo(9);
    }

    @Test
    void anUnusedSessionEnds() throws Exception {
        String token = login();
        ask("POST", PLACE, token, a("192.0.2.1"));

        now.updateAndGet(time -> time.plusSeconds(3601));

        assertThat(said(ask("GET", "Session/", token, ""))).startsWith("login: Bad or expired");
        assertThat(dyn.hasQueuedEdits()).isFalse();
    }

    @Test
    void aSessionIsBoundToTheClientsAddress() throws Exception {
        String token = login();

        dyn.moveClient();

        assertThat(said(ask("GET", "Session/", token, "")))
                .isEqualTo("login: IP address does not match current session");
    }

    @ParameterizedTest
    @CsvSource({
        "IDLE_LOGOUT, login: inactivity logout",
        "BAD_SESSION, login: Bad or expired credentials",
        "OTHER_ADDRESS, login: IP address does not match current session"
    })
    void sessionsAreLostInSeveralWays(Fault fault, String words) throws Exception {
        String token = login();
        dyn.at("GET", "Session", fault);

        assertThat(said(ask("GET", "Session/", token, ""))).isEqualTo(words);
        assertThat(dyn.sessions()).isZero();
    }

    @Test
    void theConnectionBreaksBeforeOrAfterTheEffect() throws Exception {
        String token = login();
        ask("POST", PLACE, token, a("192.0.2.1"));
        dyn.at("PUT", "Zone", Fault.CUT_BEFORE, Fault.CUT_AFTER);

        assertThatThrownBy(() -> publish(token)).isInstanceOf(IOException.class);
        assertThat(zone.get(WWW).isEmpty()).isTrue();
        assertThatThrownBy(() -> publish(token)).isInstanceOf(IOException.class);
        assertThat(zone.get(WWW).isEmpty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"PROXY_ERROR_BEFORE, 502, false", "PROXY_ERROR_AFTER, 504, true", "EMPTY, 200, true"})
    void answersWithoutAWord(Fault fault, int code, boolean done) throws Exception {
        String token = login();
        dyn.at("POST", "ARecord", fault);

        HttpResponse<String> answer = ask("POST", PLACE, token, a("192.0.2.1"));

        assertThat(answer.statusCode()).isEqualTo(code);
        assertThat(answer.body()).doesNotContain("status");
        assertThat(dyn.hasQueuedEdits()).isEqualTo(done);
    }

    @Test
    void oldAnswersComeInAnArrayWithTheStatusOfSuccess() throws Exception {
        String token = login();
        dyn.at("GET", "ARecord", Fault.LEGACY);

        HttpResponse<String> answer = ask("GET", PLACE, token, "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("[{\"status\":\"failure\"");
    }

    @Test
    void aSuccessMayWarn() throws Exception {
        String token = login();
        dyn.at("PUT", "Zone", Fault.WARNING);

        HttpResponse<String> answer = publish(token);

        assertThat(status(answer)).isEqualTo("success");
        assertThat(code(answer)).isEqualTo("INVALID_DATA");
    }

    @Test
    void aPlanDecidesWhereNothingIsScripted() throws Exception {
        String token = login();
        dyn.plan((method, resource) -> Fault.NOT_ACCEPTABLE);

        assertThat(ask("GET", "Session/", token, "").statusCode()).isEqualTo(406);
        dyn.heal();
        assertThat(ask("GET", "Session/", token, "").statusCode()).isEqualTo(200);
    }

    // the client

    private String login() throws Exception {
        String token = json(ask("POST", "Session/", "", LOGIN))
                .path("data")
                .path("token")
                .asText();
        assertThat(dyn.tokens()).contains(token);
        return token;
    }

    private HttpResponse<String> publish(String token) throws Exception {
        return ask("PUT", "Zone/example.com/", token, "{\"publish\":true,\"notes\":\"a test\"}");
    }

    private JsonNode firstRow(String token) throws Exception {
        return json(ask("GET", PLACE + "?detail=Y", token, "")).path("data").path(0);
    }

    private String taskStatus(String task, String token) throws Exception {
        return json(ask("GET", "Task/" + task + "/", token, ""))
                .path("data")
                .path("status")
                .asText();
    }

    private static String a(String address) {
        return "{\"rdata\":{\"address\":\"" + address + "\"},\"ttl\":30}";
    }

    /** At a rate that the service takes. */
    private HttpResponse<String> ask(String method, String path, String token, String body) throws Exception {
        now.updateAndGet(time -> time.plusMillis(200));
        return askAtOnce(method, path, token, body);
    }

    private HttpResponse<String> askAtOnce(String method, String path, String token, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(dyn.url() + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Auth-Token", token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    private static String status(HttpResponse<String> answer) throws IOException {
        return json(answer).path("status").asText();
    }

    private static String said(HttpResponse<String> answer) throws IOException {
        return json(answer).path("msgs").path(0).path("INFO").asText();
    }

    private static String code(HttpResponse<String> answer) throws IOException {
        return json(answer).path("msgs").path(0).path("ERR_CD").asText();
    }
}
