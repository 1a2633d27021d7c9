package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an HTTP client does for its user's comfort and a probe must not do, and servers at their worst. */
@Timeout(60)
class HttpCheckTrapsTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

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
    void aJvmWideHttpProxyIsNotUsed() throws Exception {
        server.enqueue(new MockResponse.Builder().build());
        try (RawServer proxy = RawServer.answering("HTTP/1.1 200 OK\r\n\r\n");
                Properties properties = new Properties(Map.of(
                        "http.proxyHost", "127.0.0.1",
                        "http.proxyPort", Integer.toString(proxy.port()),
                        "http.nonProxyHosts", ""))) {
            HealthResult result = probe(HttpCheck.get("/").host("www.example.com"));

            assertThat(result).isEqualTo(HealthResult.healthy());
            assertThat(proxy.connections()).isZero();
            assertThat(properties.names()).contains("http.proxyHost");
        }
    }

    @Test
    void aJvmWideSocksProxyIsNotUsed() throws Exception {
        server.enqueue(new MockResponse.Builder().build());
        try (RawServer proxy = RawServer.silent();
                Properties properties = new Properties(
                        Map.of("socksProxyHost", "127.0.0.1", "socksProxyPort", Integer.toString(proxy.port())))) {
            HealthResult result = probe(HttpCheck.get("/").host("www.example.com"));

            assertThat(result).isEqualTo(HealthResult.healthy());
            assertThat(proxy.connections()).isZero();
            assertThat(properties.names()).contains("socksProxyHost");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 408, 421, 401, 429})
    void noStatusMakesTheRequestBeSentAgain(int status) {
        MockResponse answer = new MockResponse.Builder()
                .code(status)
                .setHeader("Retry-After", 0)
                .setHeader("WWW-Authenticate", "Basic realm=\"x\"")
                .build();
        server.enqueue(answer);
        server.enqueue(new MockResponse.Builder().build());

        HealthResult result = probe(HttpCheck.get("/"));

        assertThat(result).isEqualTo(HealthResult.unhealthy("status " + status + ", wanted 2xx"));
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aProxysStatusFromAServerIsOneLikeAnother() {
        server.enqueue(new MockResponse.Builder()
                .code(407)
                .setHeader("Proxy-Authenticate", "Basic realm=\"x\"")
                .body("log in first")
                .build());
        server.enqueue(new MockResponse.Builder().code(407).body("log in first").build());

        assertThat(probe(HttpCheck.get("/"))).isEqualTo(HealthResult.unhealthy("status 407, wanted 2xx"));
        assertThat(probe(HttpCheck.get("/").accept(407).bodyContains("log in"))).isEqualTo(HealthResult.healthy());
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "120", "Fri, 31 Dec 1999 23:59:59 GMT"})
    void whatOkHttpWouldActUponCanBeDemanded(String value) {
        server.enqueue(new MockResponse.Builder()
                .code(503)
                .setHeader("Retry-After", value)
                .build());
        server.enqueue(new MockResponse.Builder().build());

        HealthResult result = probe(HttpCheck.get("/").accept(503).headerEquals("Retry-After", value));

        assertThat(result).isEqualTo(HealthResult.healthy());
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "205 Reset Content"})
    void anAnswerThatMayHaveNoBodyMayClaimALength(String status) throws Exception {
        try (RawServer raw = RawServer.answering("HTTP/1.1 " + status + "\r\nContent-Length: 12\r\nX: y\r\n\r\n")) {
            assertThat(probe(HttpCheck.get("/"), raw, AMPLE)).isEqualTo(HealthResult.healthy());
            assertThat(probe(HttpCheck.get("/").headerEquals("X", "y"), raw, AMPLE))
                    .isEqualTo(HealthResult.healthy());
            assertThat(probe(HttpCheck.get("/").headerEquals("X", "z"), raw, AMPLE))
                    .isEqualTo(HealthResult.unhealthy("header X has another value than wanted"));
            assertThat(probe(HttpCheck.get("/").accept(200), raw, AMPLE).detail())
                    .isEqualTo("status " + status.substring(0, 3) + ", wanted 200");
            assertThat(probe(HttpCheck.get("/").bodyContains("x"), raw, AMPLE))
                    .isEqualTo(HealthResult.unhealthy("body lacks \"x\" in all of its 0 bytes"));
        }
    }

    @Test
    void anAnswerWithoutContentIsJudgedByTheLatencyToo() throws Exception {
        try (RawServer raw = RawServer.answering("HTTP/1.1 204 No Content\r\nContent-Length: 12\r\n\r\n")) {
            HealthResult result = probe(HttpCheck.get("/").latencyAtMost(Duration.ofNanos(1)), raw, AMPLE);

            assertThat(result.detail()).endsWith(", wanted within 0 s");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 307, 308})
    void noRedirectIsFollowed(int status) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("Location", server.url("/elsewhere"))
                .build());
        server.enqueue(new MockResponse.Builder().build());

        HealthResult result = probe(HttpCheck.get("/"));

        assertThat(result.verdict()).isEqualTo(HealthResult.Verdict.UNHEALTHY);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aConnectionThatIsClosedWithoutAnAnswerIsNotTriedAgain() throws Exception {
        try (RawServer raw = new RawServer(RawServer.Connection::readRequest)) {
            HealthResult result = probe(HttpCheck.get("/"), raw, AMPLE);

            assertThat(result).isEqualTo(HealthResult.unhealthy("connection closed, no answer"));
            assertThat(raw.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatIsResetIsNotTriedAgain() throws Exception {
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            connection.socket().setSoLinger(true, 0);
        })) {
            HealthResult result = probe(HttpCheck.get("/"), raw, AMPLE);

            assertThat(result).isEqualTo(HealthResult.unhealthy("connection reset"));
            assertThat(raw.connections()).isEqualTo(1);
        }
    }

    @Test
    void eachProbeIsANewConnection() throws Exception {
        HttpCheck check = HttpCheck.get("/").port(server.getPort()).build();
        server.enqueue(new MockResponse.Builder().build());
        server.enqueue(new MockResponse.Builder().build());

        check.check(RawServer.target(), AMPLE);
        check.check(RawServer.target(), AMPLE);

        assertThat(server.takeRequest().getConnectionIndex())
                .isNotEqualTo(server.takeRequest().getConnectionIndex());
    }

    @Test
    void noConnectionIsKept() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
            if (connection.socket().getInputStream().read() < 0) {
                left.countDown();
            }
        })) {
            HealthResult result = probe(HttpCheck.get("/"), raw, AMPLE);

            assertThat(result).isEqualTo(HealthResult.healthy());
            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(ProbeClient.plain().connectionPool().connectionCount()).isZero();
        }
    }

    @Test
    void noCompressionIsAskedFor() throws Exception {
        server.enqueue(new MockResponse.Builder().build());

        probe(HttpCheck.get("/"));

        assertThat(server.takeRequest().getHeaders().values("Accept-Encoding")).containsExactly("identity");
    }

    @Test
    void aCompressedBodyIsNotUnpacked() throws Exception {
        Buffer packed = new Buffer();
        try (var gzip = Okio.buffer(new GzipSink(packed))) {
            gzip.writeUtf8("cloudhelix ".repeat(1_000));
        }
        long size = packed.size();
        server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Encoding", "gzip")
                .body(packed)
                .build());

        HealthResult result = probe(HttpCheck.get("/").bodyContains("cloudhelix cloudhelix"));

        assertThat(result)
                .isEqualTo(HealthResult.unhealthy("body lacks \"cloudhelix cloudhelix\" in all of its " + size
                        + " bytes; it is encoded as gzip although nobody asked"));
    }

    @Test
    void cookiesAreForgotten() throws Exception {
        HttpCheck check = HttpCheck.get("/").port(server.getPort()).build();
        server.enqueue(new MockResponse.Builder().setHeader("Set-Cookie", "a=b").build());
        server.enqueue(new MockResponse.Builder().build());

        check.check(RawServer.target(), AMPLE);
        check.check(RawServer.target(), AMPLE);

        server.takeRequest();
        assertThat(server.takeRequest().getHeaders().get("Cookie")).isNull();
    }

    @Test
    void answersAreNotCached() throws Exception {
        HttpCheck check = HttpCheck.get("/").port(server.getPort()).build();
        server.enqueue(new MockResponse.Builder()
                .setHeader("Cache-Control", "max-age=60")
                .build());
        server.enqueue(new MockResponse.Builder().code(500).build());

        check.check(RawServer.target(), AMPLE);

        assertThat(check.check(RawServer.target(), AMPLE)).isEqualTo(HealthResult.unhealthy("status 500, wanted 2xx"));
    }

    @Test
    void manyProbesOfOneHostRunAtOnce() throws Exception {
        int many = 80; // OkHttp's dispatcher allows 5 to a host and 64 in all
        CountDownLatch arrived = new CountDownLatch(many);
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            arrived.countDown();
            connection.awaitClose();
        })) {
            HttpCheck check =
                    HttpCheck.get("/").host("www.example.com").port(raw.port()).build();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                threads.add(RawServer.daemon(() -> check.check(RawServer.target(), AMPLE)));
            }

            threads.forEach(Thread::start);

            assertThat(arrived.await(15, TimeUnit.SECONDS)).as("all at once").isTrue();
        }
    }

    @Test
    void everyCheckSharesOneClient() {
        assertThat(ProbeClient.plain()).isSameAs(ProbeClient.plain());
        assertThat(ProbeClient.tls()).isSameAs(ProbeClient.tls());
        assertThat(ProbeClient.tls().dispatcher()).isSameAs(ProbeClient.plain().dispatcher());
        assertThat(ProbeClient.tls().connectionPool())
                .isSameAs(ProbeClient.plain().connectionPool());
    }

    @Test
    void theShortestOfOkHttpsOwnTimeoutsIsNotTheLimit() {
        assertThat(ProbeClient.plain().connectTimeoutMillis()).isZero();
        assertThat(ProbeClient.plain().readTimeoutMillis()).isZero();
        assertThat(ProbeClient.plain().writeTimeoutMillis()).isZero();
    }

    @Test
    void aPortThatDropsConnectionsEndsAtTheTimeout() throws Exception {
        try (FullServer full = new FullServer()) {
            HttpCheck check = HttpCheck.get("/").port(full.port()).build();

            HealthResult result = check.check(RawServer.target(), SHORT);

            assertThat(result).isEqualTo(HealthResult.unhealthy("no connection within 300 ms"));
        }
    }

    @Test
    void aSilentServerEndsAtTheTimeout() throws Exception {
        try (RawServer raw = RawServer.silent()) {
            HealthResult result = probe(HttpCheck.get("/"), raw, SHORT);

            assertThat(result).isEqualTo(HealthResult.unhealthy("no answer within 300 ms"));
        }
    }

    @Test
    void headersThatDripEndAtTheTimeout() throws Exception {
        try (RawServer raw = new RawServer(connection -> {
            connection.write("HTTP/1.1 200 OK\r\nX-Endless: ");
            connection.drip("x", 20);
        })) {
            HealthResult result = probe(HttpCheck.get("/"), raw, SHORT);

            assertThat(result).isEqualTo(HealthResult.unhealthy("no answer within 300 ms"));
        }
    }

    @Test
    void endlessHeadersAreRefused() throws Exception {
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\nX-Endless: ");
            connection.drip("x".repeat(8_192), 0);
        })) {
            HealthResult result = probe(HttpCheck.get("/"), raw, AMPLE);

            assertThat(result.verdict()).isEqualTo(HealthResult.Verdict.UNHEALTHY);
        }
    }

    @Test
    void earlyHintsAreNotTheAnswer() throws Exception {
        String hint = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";
        try (RawServer raw = RawServer.answering(hint + hint + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            HealthResult result = probe(HttpCheck.get("/").bodyContains("ok"), raw, AMPLE);

            assertThat(result).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void hintsWithoutEndAreNoAnswer() throws Exception {
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            connection.drip("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100), 1);
        })) {
            HealthResult result = probe(HttpCheck.get("/"), raw, SHORT);

            assertThat(result.verdict()).isEqualTo(HealthResult.Verdict.UNHEALTHY);
        }
    }

    @Test
    void aServerMayCloseItsHalfAfterTheAnswer() throws Exception {
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\n\r\nwelcome");
            connection.socket().shutdownOutput();
            connection.awaitClose();
        })) {
            HealthResult result = probe(HttpCheck.get("/").bodyContains("welcome"), raw, AMPLE);

            assertThat(result).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void aServerThatClosesItsHalfBeforeTheAnswerIsNotWaitedFor() throws Exception {
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            connection.socket().shutdownOutput();
            connection.awaitClose();
        })) {
            HealthResult result = probe(HttpCheck.get("/"), raw, AMPLE);

            assertThat(result.verdict()).isEqualTo(HealthResult.Verdict.UNHEALTHY);
            assertThat(result.detail()).doesNotContain("no answer within");
        }
    }

    @Test
    void aBodyThatDripsEndsAtTheTimeout() throws Exception {
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\n\r\n");
            connection.drip("x", 20);
        })) {
            HealthResult result = probe(HttpCheck.get("/").bodyContains("cloudhelix"), raw, SHORT);

            assertThat(result).isEqualTo(HealthResult.unhealthy("no end of the body within 300 ms"));
        }
    }

    @Test
    void anEndlessBodyEndsAtTheLimit() throws Exception {
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\n\r\n");
            connection.drip("x".repeat(8_192), 0);
        })) {
            HealthResult result = probe(HttpCheck.get("/").bodyContains("cloudhelix"), raw, AMPLE);

            assertThat(result).isEqualTo(HealthResult.unhealthy("body lacks \"cloudhelix\" in the first 65536 bytes"));
        }
    }

    @Test
    void aBodyIsReadNoFurtherThanTheText() throws Exception {
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nserved by cloudhelix");
            connection.awaitClose();
        })) {
            HealthResult result = probe(HttpCheck.get("/").bodyContains("cloudhelix"), raw, AMPLE);

            assertThat(result).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void aBodyThatNobodyAskedForIsNotRead() throws Exception {
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            connection.awaitClose();
        })) {
            assertThat(probe(HttpCheck.get("/"), raw, AMPLE)).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void aBodyThatBreaksOffIsUnhealthy() throws Exception {
        try (RawServer raw = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nserved by cloud")) {
            HealthResult result = probe(HttpCheck.get("/").bodyContains("cloudhelix"), raw, AMPLE);

            assertThat(result).isEqualTo(HealthResult.unhealthy("broken body: unexpected end of stream"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n", "\0\1\2\r\n\r\n"})
    void whatIsNoHttpAnswerIsUnhealthy(String answer) throws Exception {
        try (RawServer raw = RawServer.answering(answer)) {
            HealthResult result = probe(HttpCheck.get("/"), raw, AMPLE);

            assertThat(result.verdict()).isEqualTo(HealthResult.Verdict.UNHEALTHY);
            assertThat(result.detail()).startsWith("no proper HTTP answer: ").matches("[ -~]*");
        }
    }

    @Test
    void anInterruptEndsAProbeThatWaitsForAnAnswer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            asked.countDown();
            connection.awaitClose();
        })) {
            HttpCheck check = HttpCheck.get("/").port(raw.port()).build();

            HealthResult result = Interrupted.whileBlocked(check, RawServer.target(), () -> RawServer.await(asked));

            assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        }
    }

    @Test
    void anInterruptEndsAProbeThatReadsABody() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (RawServer raw = new RawServer(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\n\r\nserved");
            begun.countDown();
            connection.awaitClose();
        })) {
            HttpCheck check = HttpCheck.get("/")
                    .port(raw.port())
                    .bodyContains("cloudhelix")
                    .build();

            HealthResult result = Interrupted.whileBlocked(check, RawServer.target(), () -> RawServer.await(begun));

            assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        }
    }

    @Test
    void anInterruptEndsAProbeThatConnects() throws Exception {
        try (FullServer full = new FullServer()) {
            HttpCheck check = HttpCheck.get("/").port(full.port()).build();

            HealthResult result = Interrupted.whileBlocked(check, RawServer.target(), () -> {});

            assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        }
    }

    @Test
    void anInterruptThatCameBeforeEndsTheProbe() throws Exception {
        HttpCheck check = HttpCheck.get("/").port(server.getPort()).build();
        FutureTask<HealthResult> probe = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            return check.check(RawServer.target(), AMPLE);
        });

        RawServer.daemon(probe).start();

        assertThat(probe.get(10, TimeUnit.SECONDS)).isEqualTo(HealthResult.inconclusive("interrupted"));
    }

    @Test
    void anErrorIsNotCaught() {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(new HeldCertificate.Builder().build())
                .build()
                .sslSocketFactory());
        HttpCheck check = HttpCheck.get("/")
                .https()
                .port(server.getPort())
                .tls(Tls.trusting(new OutOfMemory()))
                .build();

        assertThatThrownBy(() -> check.check(RawServer.target(), AMPLE)).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void theAddressOfTheTargetIsAskedThoughTheHostHasAnotherOne() {
        server.enqueue(new MockResponse.Builder().build());
        Target elsewhere = Target.of("www", "two", loopback(2));
        HttpCheck check =
                HttpCheck.get("/").host("localhost").port(server.getPort()).build();

        HealthResult result = check.check(elsewhere, AMPLE);

        assertThat(result).isEqualTo(HealthResult.unhealthy("connection refused"));
    }

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private HealthResult probe(HttpCheck.Builder check) {
        return check.port(server.getPort()).build().check(RawServer.target(), AMPLE);
    }

    private static HealthResult probe(HttpCheck.Builder check, RawServer server, Duration timeout) {
        return check.port(server.port()).build().check(RawServer.target(), timeout);
    }

    /** A JVM on the edge. */
    private static final class OutOfMemory implements X509TrustManager {

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new OutOfMemoryError("simulated");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** OkHttp remembers ways on which calls have failed, and would remember one for each probe of a dead place. */
    @Test
    void nothingIsLeftOfProbesThatFailed() throws Exception {
        try (RawServer cut = RawServer.answering("HTTP/1.1 2")) {
            for (int i = 0; i < 3; i++) {
                assertThat(probe(HttpCheck.get("/"), cut, AMPLE).verdict()).isEqualTo(HealthResult.Verdict.UNHEALTHY);
            }
        }

        assertThat(ProbeClient.plain().getRouteDatabase$okhttp().getFailedRoutes())
                .isEmpty();
    }
}
