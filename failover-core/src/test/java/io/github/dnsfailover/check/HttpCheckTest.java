package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCheckTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

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
    void connectsToTheTargetUnderTheNameOfTheService() throws Exception {
        answer(200);

        HealthResult result = probe(get("/").host("www.example.com"));

        assertThat(result).isEqualTo(HealthResult.healthy());
        assertThat(server.takeRequest().getHeaders().get("Host")).isEqualTo("www.example.com:" + server.getPort());
    }

    @Test
    void sendsMethodPathQueryAndHeaders() throws Exception {
        answer(200);

        probe(get("/health?full=1")
                .header("X-Probe", "one")
                .header("X-Probe", "two")
                .userAgent("prober/7"));

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("GET /health?full=1 HTTP/1.1");
        assertThat(request.getHeaders().values("X-Probe")).containsExactly("one", "two");
        assertThat(request.getHeaders().values("User-Agent")).containsExactly("prober/7");
    }

    @Test
    void sendsHead() throws Exception {
        answer(200);

        probe(HttpCheck.head("/health").port(server.getPort()));

        assertThat(server.takeRequest().getRequestLine()).isEqualTo("HEAD /health HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PURGE"})
    void sendsOtherMethodsWithAnEmptyBody(String method) throws Exception {
        answer(200);

        HealthResult result = probe(get("/").method(method));

        RecordedRequest request = server.takeRequest();
        assertThat(result).isEqualTo(HealthResult.healthy());
        assertThat(request.getMethod()).isEqualTo(method);
        assertThat(request.getBodySize()).isZero();
    }

    @Test
    void namesTheTargetsAddressWithoutAHost() throws Exception {
        answer(200);

        probe(get("/"));

        assertThat(server.takeRequest().getHeaders().get("Host")).isEqualTo("127.0.0.1:" + server.getPort());
    }

    @Test
    void namesTheTargetsNameWithoutAHost() throws Exception {
        answer(200);
        Target target = Target.ofName("www", "ec2", "localhost");

        HealthResult result = get("/").build().check(target, TIMEOUT);

        assertThat(result).isEqualTo(HealthResult.healthy());
        assertThat(server.takeRequest().getHeaders().get("Host")).isEqualTo("localhost:" + server.getPort());
    }

    @Test
    void leavesOutTheFinalDotOfTheTargetsName() {
        Target target = Target.ofName("www", "ec2", "lb.example.net.");

        assertThat(HttpCheck.get("/").build().urlAt(target)).hasToString("http://lb.example.net/");
    }

    @Test
    void resolvesATargetThatHasANameOnlyAndKeepsTheHost() throws Exception {
        answer(200);
        Target target = Target.ofName("www", "ec2", "localhost");

        HealthResult result = get("/").host("www.example.com").build().check(target, TIMEOUT);

        assertThat(result).isEqualTo(HealthResult.healthy());
        assertThat(server.takeRequest().getHeaders().get("Host")).isEqualTo("www.example.com:" + server.getPort());
    }

    @Test
    void aNameThatCannotBeFoundIsInconclusive() throws Exception {
        String tooLongToBeAsked = "a".repeat(64) + ".invalid";
        Target target = Target.ofName("www", "ec2", tooLongToBeAsked);

        HealthResult result = get("/").host("www.example.com").build().check(target, TIMEOUT);

        assertThat(result).isEqualTo(HealthResult.inconclusive("no address found for " + tooLongToBeAsked));
    }

    @Test
    void speaksToAnIpv6TargetByItsAddress() throws Exception {
        InetAddress loopback6 = InetAddress.getAllByName("::1")[0];
        try (MockWebServer server6 = new MockWebServer()) {
            server6.start(loopback6, 0);
            server6.enqueue(new MockResponse.Builder().build());
            HttpCheck check = HttpCheck.get("/").port(server6.getPort()).build();

            HealthResult result = check.check(Target.of("www", "six", loopback6), TIMEOUT);

            assertThat(result).isEqualTo(HealthResult.healthy());
            assertThat(server6.takeRequest().getHeaders().get("Host")).isEqualTo("[::1]:" + server6.getPort());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299})
    void takesEvery2xxByDefault(int status) throws Exception {
        answer(status);

        assertThat(probe(get("/"))).isEqualTo(HealthResult.healthy());
    }

    @ParameterizedTest
    @ValueSource(ints = {199 + 101, 304, 404, 500, 503, 599, 999})
    void takesNothingElseByDefault(int status) throws Exception {
        answer(status);

        assertThat(probe(get("/"))).isEqualTo(HealthResult.unhealthy("status " + status + ", wanted 2xx"));
    }

    @Test
    void takesTheStatusesNamedAndNoOther() throws Exception {
        HttpCheck.Builder check = get("/").accept(204, 401).acceptRange(301, 303);
        answer(401);
        answer(302);
        answer(200);

        assertThat(probe(check)).isEqualTo(HealthResult.healthy());
        assertThat(probe(check)).isEqualTo(HealthResult.healthy());
        assertThat(probe(check)).isEqualTo(HealthResult.unhealthy("status 200, wanted 204, 301-303, 401"));
    }

    @Test
    void aRedirectSuggestsTheFix() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .setHeader("Location", "https://www.example.com/login")
                .build());

        HealthResult result = probe(get("/"));

        assertThat(result)
                .isEqualTo(
                        HealthResult.unhealthy("status 302 to https://www.example.com/login, wanted 2xx: accept(302),"
                                + " or check that address and path"));
    }

    @Test
    void theQueryOfARedirectIsNotShown() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .setHeader("Location", "/login?session=secret#secret")
                .build());

        assertThat(probe(get("/")).detail()).contains("302 to /login,").doesNotContain("secret");
    }

    @Test
    void findsTheText() throws Exception {
        server.enqueue(
                new MockResponse.Builder().body("<p>served by cloudhelix</p>").build());

        assertThat(probe(get("/").bodyContains("cloudhelix"))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void findsTextBeyondAscii() throws Exception {
        server.enqueue(new MockResponse.Builder().body("Grüße aus Köln").build());

        assertThat(probe(get("/").bodyContains("Köln"))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void saysThatTheBodyLacksTheText() throws Exception {
        server.enqueue(new MockResponse.Builder().body("served by ec2").build());

        HealthResult result = probe(get("/").bodyContains("cloudhelix"));

        assertThat(result).isEqualTo(HealthResult.unhealthy("body lacks \"cloudhelix\" in all of its 13 bytes"));
    }

    @Test
    void theTextMayBeOneForEachTarget() throws Exception {
        server.enqueue(new MockResponse.Builder().body("served by ec2").build());
        String endpoint = RawServer.target().endpoint();

        HealthResult result = probe(get("/").bodyContains(target -> "served by " + target.endpoint()));

        assertThat(result)
                .isEqualTo(HealthResult.unhealthy("body lacks \"served by " + endpoint + "\" in all of its 13 bytes"));
    }

    @Test
    void aTextForTheTargetThatIsEmptyIsAMistakeOfTheCheck() {
        HttpCheck check = get("/").bodyContains(target -> "").build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.check(RawServer.target(), TIMEOUT))
                .withMessage("bodyContains: \"\"; some text is needed");
    }

    @Test
    void looksNoFurtherThanTheLimit() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .body(".".repeat(65_536 - 9) + "cloudhelix")
                .build());

        HealthResult result = probe(get("/").bodyContains("cloudhelix"));

        assertThat(result).isEqualTo(HealthResult.unhealthy("body lacks \"cloudhelix\" in the first 65536 bytes"));
    }

    @Test
    void looksAsFarAsTheLimit() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .body(".".repeat(65_536 - 10) + "cloudhelix")
                .build());

        assertThat(probe(get("/").bodyContains("cloudhelix"))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aLowerLimitIsKept() throws Exception {
        server.enqueue(new MockResponse.Builder().body("served by cloudhelix").build());

        HealthResult result = probe(get("/").bodyContains("cloudhelix").bodyLimit(12));

        assertThat(result).isEqualTo(HealthResult.unhealthy("body lacks \"cloudhelix\" in the first 12 bytes"));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "7"})
    void findsTextThatArrivesInPieces(int size) throws Exception {
        server.enqueue(new MockResponse.Builder()
                .chunkedBody("served by cloudhelix", size)
                .build());

        assertThat(probe(get("/").bodyContains("cloudhelix"))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void anEmptyBodyLacksTheText() throws Exception {
        answer(204);

        HealthResult result = probe(get("/").bodyContains("cloudhelix"));

        assertThat(result).isEqualTo(HealthResult.unhealthy("body lacks \"cloudhelix\" in all of its 0 bytes"));
    }

    @Test
    void aRefusedConnectionIsUnhealthy() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        HealthResult result = HttpCheck.get("/").port(free).build().check(RawServer.target(), TIMEOUT);

        assertThat(result).isEqualTo(HealthResult.unhealthy("connection refused"));
    }

    @Test
    void saysInAStringWhatItDoes() {
        HttpCheck check = HttpCheck.get("/health?key=secret")
                .https()
                .host("WWW.Example.com.")
                .header("Authorization", "Bearer secret")
                .bodyContains("up")
                .build();

        assertThat(check).hasToString("GET https://www.example.com/health?... wants 2xx with \"up\"");
    }

    @Test
    void saysInAStringThatTheTargetIsNamed() {
        assertThat(HttpCheck.head("/").port(8080).accept(200).build())
                .hasToString("HEAD http://(target):8080/ wants 200");
    }

    @Test
    void saysInAStringThatEachTargetHasItsText() {
        assertThat(HttpCheck.get("/")
                        .bodyContains(target -> "served by " + target.endpoint())
                        .build())
                .hasToString("GET http://(target)/ wants 2xx with a text for each target");
    }

    private HttpCheck.Builder get(String path) {
        return HttpCheck.get(path).port(server.getPort());
    }

    private void answer(int status) {
        server.enqueue(new MockResponse.Builder().code(status).build());
    }

    private static HealthResult probe(HttpCheck.Builder check) {
        return check.build().check(RawServer.target(), TIMEOUT);
    }
}
