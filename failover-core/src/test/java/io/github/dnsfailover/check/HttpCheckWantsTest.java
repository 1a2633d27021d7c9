package io.github.dnsfailover.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Protocol;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be demanded of an answer beside its status and a text. */
@Timeout(60)
class HttpCheckWantsTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String STATUS = "{\"status\":\"UP\",\"components\":{\"db\":{\"status\":\"DOWN\",\"ms\":12}},"
            + "\"up\":true,\"nothing\":null,\"load\":[0.5,1e2],\"a/b\":\"slash\"}";

    /** A pattern that needs ages to find out that it does not match these letters. */
    private static final Pattern CATASTROPHIC = Pattern.compile("^(a+)+\\1b$");

    private static final String POISON = "a".repeat(5_000) + "!";

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void startServer() throws IOException {
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void aHeaderMustHaveTheValue() {
        answer(new MockResponse.Builder().setHeader("X-Served-By", "cloudhelix"));

        assertThat(probe(get().headerEquals("x-served-by", "cloudhelix"))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void oneOfSeveralHeadersIsEnough() {
        answer(new MockResponse.Builder().addHeader("Via", "1.1 a").addHeader("Via", "1.1 b"));

        assertThat(probe(get().headerEquals("Via", "1.1 b"))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aHeaderWithAnotherValueIsUnhealthyAndNotShown() {
        answer(new MockResponse.Builder().setHeader("X-Served-By", "secret"));

        assertThat(probe(get().headerEquals("X-Served-By", "cloudhelix")))
                .isEqualTo(HealthResult.unhealthy("header X-Served-By has another value than wanted"));
    }

    @Test
    void aMissingHeaderIsUnhealthy() {
        answer(new MockResponse.Builder());

        assertThat(probe(get().headerEquals("X-Served-By", "cloudhelix")))
                .isEqualTo(HealthResult.unhealthy("header X-Served-By is missing"));
    }

    @Test
    void everyHeaderMustBeThere() {
        answer(new MockResponse.Builder().setHeader("A", "1"));

        assertThat(probe(get().headerEquals("A", "1").headerEquals("B", "2")))
                .isEqualTo(HealthResult.unhealthy("header B is missing"));
    }

    @Test
    void aPatternIsFoundAnywhereInTheBody() {
        answer(body("<p>Version 3.14, up since Tuesday</p>"));

        assertThat(probe(get().bodyMatches(Pattern.compile("Version 3\\.\\d+"))))
                .isEqualTo(HealthResult.healthy());
    }

    @Test
    void aPatternThatIsNotFoundIsUnhealthy() {
        answer(body("Version 2.71"));

        assertThat(probe(get().bodyMatches(Pattern.compile("Version 3\\.\\d+"))))
                .isEqualTo(HealthResult.unhealthy("body lacks a match of /Version 3\\.\\d+/ in all of its 12 bytes"));
    }

    @Test
    void aPatternSeesNothingBeyondTheLimit() {
        answer(body("..............Version 3.14"));

        assertThat(probe(get().bodyMatches(Pattern.compile("Version")).bodyLimit(14)))
                .isEqualTo(HealthResult.unhealthy("body lacks a match of /Version/ in the first 14 bytes"));
    }

    @Test
    void aPatternMayAnchorAtTheEndOfTheBody() {
        answer(new MockResponse.Builder().chunkedBody("up and running", 3));

        assertThat(probe(get().bodyMatches(Pattern.compile("^up.*running$")))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aPatternThatBacktracksWithoutEndEndsAtTheTimeout() {
        answer(body(POISON));

        HealthResult result = probe(get().bodyMatches(CATASTROPHIC), SHORT);

        assertThat(result).isEqualTo(HealthResult.unhealthy("no end of the search in the body within 300 ms"));
    }

    @Test
    void anInterruptEndsASearch() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + POISON.length() + "\r\n\r\n" + POISON);
            answered.countDown();
            connection.awaitClose();
        })) {
            HttpCheck check = HttpCheck.get("/")
                    .port(raw.port())
                    .bodyMatches(CATASTROPHIC)
                    .build();

            HealthResult result = Interrupted.whileBlocked(check, RawServer.target(), () -> RawServer.await(answered));

            assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        }
    }

    @Test
    void aPatternThatNeedsTooMuchStackIsInconclusive() {
        answer(body("ab".repeat(30_000)));

        HealthResult result = probe(get().bodyMatches(Pattern.compile("^(a|b)*$")));

        assertThat(result)
                .isEqualTo(HealthResult.inconclusive("the search for /^(a|b)*$/ needs more stack than there is"));
    }

    @ParameterizedTest
    @CsvSource({
        "/status,UP",
        "/components/db/status,DOWN",
        "/components/db/ms,12",
        "/up,true",
        "/nothing,null",
        "/load/0,0.5",
        "/load/1,1e2",
        "/a~1b,slash"
    })
    void aJsonFieldMustHaveTheValue(String pointer, String value) {
        answer(body(STATUS));

        assertThat(probe(get().jsonEquals(pointer, value))).isEqualTo(HealthResult.healthy());
    }

    @ParameterizedTest
    @CsvSource({
        "/status,DOWN",
        "/status/x,UP",
        "/missing,UP",
        "/components/db,UP",
        "/components,{}",
        "/load,0.5",
        "/load/2,0.5",
        "/up,TRUE",
        "'',UP"
    })
    void aJsonFieldWithAnotherValueIsUnhealthy(String pointer, String value) {
        answer(body(STATUS));

        assertThat(probe(get().jsonEquals(pointer, value)))
                .isEqualTo(HealthResult.unhealthy("body lacks JSON " + pointer + " = \"" + value + "\" in all of its "
                        + STATUS.length() + " bytes"));
    }

    @Test
    void aJsonDocumentMayBeASingleValue() {
        answer(body(" \"UP\" "));

        assertThat(probe(get().jsonEquals("", "UP"))).isEqualTo(HealthResult.healthy());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "UP", "<html>", "{", "{\"status\":", "{\"status\":\"UP", "\u0000", "{'status':'UP'}"})
    void whatIsNoJsonIsUnhealthy(String body) {
        answer(body(body));

        HealthResult result = probe(get().jsonEquals("/status", "UP"));

        assertThat(result.verdict()).isEqualTo(Verdict.UNHEALTHY);
        assertThat(result.detail()).startsWith("body lacks JSON /status = \"UP\" in all of its ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":\"UP\",\"status\":\"DOWN\"}",
                "{\"status\":\"DOWN\",\"status\":\"UP\"}",
                "{\"a\":{\"b\":1,\"b\":2},\"status\":\"UP\"}",
                "{\"status\":\"UP\"} }"
            })
    void jsonThatReadersUnderstandDifferentlyIsUnhealthy(String body) {
        answer(body(body));

        assertThat(probe(get().jsonEquals("/status", "UP")).verdict()).isEqualTo(Verdict.UNHEALTHY);
    }

    @Test
    void jsonThatIsNestedWithoutEndIsUnhealthy() {
        answer(body("{\"status\":" + "[".repeat(60_000)));

        assertThat(probe(get().jsonEquals("/status/0", "UP")).verdict()).isEqualTo(Verdict.UNHEALTHY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":120}",
                "{\"n\":120 }",
                "{\"n\":120,\"x\":1}",
                "\uFEFF{\"n\":120}",
                "{\"x\":\"\u00e4\u20ac\",\"n\":120}",
                "{\"n\":[120]}",
                "{\"n\":-1.5e120}",
            })
    void aNumberThatIsCutOffIsNoNumber(String body) {
        String pointer = body.contains("[") ? "/n/0" : "/n";
        String number = body.contains("-") ? "-1.5e120" : "120";
        int end = body.substring(0, body.indexOf("120") + 3).getBytes(UTF_8).length;

        for (int limit = 1; limit <= end + 1; limit++) {
            for (int digits = 1; digits <= number.length(); digits++) {
                answer(new MockResponse.Builder().body(body));
                String wanted = number.substring(0, digits);

                HealthResult result = probe(get().jsonEquals(pointer, wanted).bodyLimit(limit));

                boolean whole = limit > end && wanted.equals(number);
                assertThat(result.verdict())
                        .as("%s in the first %d bytes", wanted, limit)
                        .isEqualTo(whole ? Verdict.HEALTHY : Verdict.UNHEALTHY);
            }
        }
    }

    @Test
    void aNumberThatEndsWithTheBodyAtTheLimitIsWhole() {
        answer(new MockResponse.Builder().body("120"));

        assertThat(probe(get().jsonEquals("", "120").bodyLimit(3))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() {
        for (HttpCheck.Builder each : List.of(
                get().bodyMatches(Pattern.compile("^\\{")),
                get().bodyMatches(Pattern.compile("\\A\\{\"n\":1\\}\\z")),
                get().jsonEquals("/n", "1"),
                get().bodyContains("{\"n\":1}"))) {
            answer(new MockResponse.Builder().body("\uFEFF{\"n\":1}"));

            assertThat(probe(each)).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void aJsonFieldMayStandBeforeTheLimitInALongerDocument() {
        answer(body("{\"status\":\"UP\",\"log\":\"" + "x".repeat(100_000) + "\"}"));

        assertThat(probe(get().jsonEquals("/status", "UP"))).isEqualTo(HealthResult.healthy());
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "a/b", " /a"})
    void aJsonPointerMustBeOne(String pointer) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> get().jsonEquals(pointer, "UP"))
                .withMessage("jsonEquals: \"" + pointer + "\"; a JSON Pointer is empty or begins with '/' (RFC 6901)");
    }

    @Test
    void everythingThatIsDemandedOfTheBodyMustBeThere() {
        answer(body("{\"status\":\"UP\",\"site\":\"ec2\"}"));
        HttpCheck.Builder check = get().bodyContains("ec2")
                .bodyMatches(Pattern.compile("st[a-z]+s"))
                .jsonEquals("/status", "UP")
                .jsonEquals("/site", "cloudhelix");

        assertThat(probe(check))
                .isEqualTo(HealthResult.unhealthy(
                        "body lacks JSON /site = \"cloudhelix\" in all of its " + 28 + " bytes"));
    }

    @Test
    void aFastAnswerIsWithinTheLatency() {
        answer(new MockResponse.Builder());

        assertThat(probe(get().latencyAtMost(AMPLE))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aSlowAnswerIsUnhealthy() {
        answer(new MockResponse.Builder().headersDelay(200, TimeUnit.MILLISECONDS));

        HealthResult result = probe(get().latencyAtMost(Duration.ofMillis(100)));

        assertThat(result.verdict()).isEqualTo(Verdict.UNHEALTHY);
        assertThat(result.detail()).matches("it took .* m?s, wanted within 100 ms");
    }

    @Test
    void aWrongAnswerIsWorseThanASlowOne() {
        answer(new MockResponse.Builder().code(500).headersDelay(200, TimeUnit.MILLISECONDS));

        assertThat(probe(get().latencyAtMost(Duration.ofMillis(100))))
                .isEqualTo(HealthResult.unhealthy("status 500, wanted 2xx"));
    }

    @Test
    void http2IsSpokenOverTls() throws Exception {
        server.useHttps(
                Certificates.shown(Certificates.valid("www.example.com")).sslSocketFactory());
        server.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
        answer(body("served by cloudhelix"));

        HealthResult result = probe(overTls().http2().bodyContains("cloudhelix"));

        assertThat(result).isEqualTo(HealthResult.healthy());
        assertThat(server.takeRequest().getVersion()).isEqualTo("HTTP/2");
    }

    @Test
    void http2IsSpokenInTheClear() throws Exception {
        server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        answer(new MockResponse.Builder());

        HealthResult result = probe(get().http2());

        assertThat(result).isEqualTo(HealthResult.healthy());
        assertThat(server.takeRequest().getVersion()).isEqualTo("HTTP/2");
    }

    @Test
    void aServerThatChoosesHttp1WhereHttp2IsWantedIsUnhealthy() {
        server.useHttps(
                Certificates.shown(Certificates.valid("www.example.com")).sslSocketFactory());
        server.setProtocols(List.of(Protocol.HTTP_1_1));
        answer(new MockResponse.Builder());

        assertThat(probe(overTls().http2())).isEqualTo(HealthResult.unhealthy("answered over HTTP/1.1, wanted HTTP/2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
    void aServerThatOffersNothingWhereHttp2IsWantedIsUnhealthy(String version) throws Exception {
        HeldCertificate certificate = Certificates.valid("www.example.com");
        try (RawServer raw = new RawServer(connection -> {
            JdkTlsServer secured = JdkTlsServer.on(connection.socket(), certificate);
            secured.readLine();
            secured.write(version + " 200 OK\r\nContent-Length: 0\r\n\r\n");
            connection.awaitClose();
        })) {
            HttpCheck.Builder check = HttpCheck.get("/")
                    .https()
                    .host("www.example.com")
                    .tls(Certificates.trust())
                    .port(raw.port());

            assertThat(probe(check.http2()))
                    .isEqualTo(HealthResult.unhealthy("answered over " + version + ", wanted HTTP/2"));
        }
    }

    @Test
    void aServerThatKnowsNoHttp2IsUnhealthy() throws Exception {
        try (RawServer raw = RawServer.answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            HealthResult result =
                    HttpCheck.get("/").http2().port(raw.port()).build().check(RawServer.target(), AMPLE);

            assertThat(result.verdict()).isEqualTo(Verdict.UNHEALTHY);
        }
    }

    @Test
    void aSilentServerEndsAtTheTimeoutOverHttp2Too() throws Exception {
        try (RawServer raw = RawServer.silent()) {
            HealthResult result =
                    HttpCheck.get("/").http2().port(raw.port()).build().check(RawServer.target(), SHORT);

            assertThat(result).isEqualTo(HealthResult.unhealthy("no answer within 300 ms"));
        }
    }

    @Test
    void anInterruptEndsAProbeOverHttp2() throws Exception {
        try (RawServer raw = RawServer.silent()) {
            HttpCheck check = HttpCheck.get("/").http2().port(raw.port()).build();

            HealthResult result = Interrupted.whileBlocked(check, RawServer.target(), () -> {});

            assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        }
    }

    @Test
    void eachProbeIsANewConnectionOverHttp2Too() throws Exception {
        server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        HttpCheck check = get().http2().build();
        answer(new MockResponse.Builder());
        answer(new MockResponse.Builder());

        check.check(RawServer.target(), AMPLE);
        check.check(RawServer.target(), AMPLE);

        assertThat(server.takeRequest().getConnectionIndex())
                .isNotEqualTo(server.takeRequest().getConnectionIndex());
        assertThat(ProbeClient.plain().connectionPool().connectionCount()).isZero();
    }

    @Test
    void aConnectionOverHttp2IsClosedByTheEndOfTheProbe() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        try (RawServer raw = new RawServer(connection -> {
            while (connection.socket().getInputStream().read() >= 0) {}
            left.countDown();
        })) {
            HttpCheck.get("/").http2().port(raw.port()).build().check(RawServer.target(), SHORT);

            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void saysInAStringWhatItWants() {
        HttpCheck check = HttpCheck.get("/")
                .https()
                .http2()
                .host("www.example.com")
                .bodyContains("up")
                .bodyMatches(Pattern.compile("a+"))
                .jsonEquals("/status", "UP")
                .headerEquals("X-Key", "secret")
                .latencyAtMost(Duration.ofMillis(500))
                .certificateValidFor(Duration.ofDays(14))
                .build();

        assertThat(check)
                .hasToString("GET https://www.example.com/ wants 2xx over HTTP/2 with \"up\", /a+/, /status = \"UP\","
                        + " header X-Key as given, an answer within 500 ms, a certificate valid for 14 days");
    }

    @Test
    void aBuilderMayBeUsedAgainWithoutChangingWhatItMade() {
        HttpCheck.Builder builder = HttpCheck.get("/").bodyMatches(Pattern.compile("a"));
        HttpCheck first = builder.build();

        builder.bodyMatches(Pattern.compile("b")).headerEquals("X", "y").accept(204);

        assertThat(first).hasToString("GET http://(target)/ wants 2xx with /a/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "P40000D"})
    void spansMustBeSensible(Duration span) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> get().latencyAtMost(span))
                .withMessageStartingWith("latencyAtMost: " + span);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> get().certificateValidFor(span))
                .withMessageStartingWith("certificateValidFor: " + span);
    }

    @Test
    void aHeaderToDemandMustBeOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> get().headerEquals("X Y", "z"))
                .withMessage("headerEquals: the first argument is no header name (RFC 9110 section 5.6.2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> get().headerEquals("X", "secret\n"))
                .withMessage("headerEquals X: character U+000A at 6; printable ASCII is allowed");
    }

    private HttpCheck.Builder get() {
        return HttpCheck.get("/").port(server.getPort());
    }

    private HttpCheck.Builder overTls() {
        return get().https().host("www.example.com").tls(Certificates.trust());
    }

    private static MockResponse.Builder body(String text) {
        return new MockResponse.Builder().body(text);
    }

    private void answer(MockResponse.Builder answer) {
        server.enqueue(answer.build());
    }

    private static HealthResult probe(HttpCheck.Builder check) {
        return probe(check, AMPLE);
    }

    private static HealthResult probe(HttpCheck.Builder check, Duration timeout) {
        return check.build().check(RawServer.target(), timeout);
    }
}
