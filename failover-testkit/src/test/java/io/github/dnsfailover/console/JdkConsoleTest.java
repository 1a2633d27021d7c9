package io.github.dnsfailover.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console in the JDK's server, asked over real connections, over an engine in real time. */
@Timeout(60)
class JdkConsoleTest {

    private final MemoryZone zone = MemoryZone.of("example.com");
    private final FailoverEngine engine = FailoverEngine.builder()
            .pool(EndpointPool.named("www")
                    .name("www.example.com")
                    .endpoint(Endpoint.primary("dc1", "192.0.2.22"))
                    .endpoint(Endpoint.backup("aws", "198.51.100.109"))
                    .check(new ScriptedCheck())
                    .interval(Duration.ofSeconds(1)) // and so there is news each second
                    .provider(MemoryDnsProvider.of(zone))
                    .build())
            .leadership(Leadership.singleInstance())
            .withoutLogging()
            .build();
    private final Console console = Console.of(engine);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server = server(InetAddress.getLoopbackAddress());

    private HttpServer server(InetAddress address) {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(address, 0), 0);
            made.setExecutor(threads);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        console.close();
        server.stop(0);
        threads.shutdownNow();
        engine.close();
    }

    private void mounted(String path) {
        JdkConsole.mount(server, path, console);
        server.start();
    }

    private void mounted(String path, Function<HttpExchange, Visitor> visitors) {
        JdkConsole.mount(server, path, console, visitors);
        server.start();
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    @Test
    void withoutAFunctionAServerThatOthersMayReachIsRefused() throws Exception {
        HttpServer open = server(InetAddress.getByName("0.0.0.0"));
        HttpServer unbound = HttpServer.create();

        assertThatThrownBy(() -> JdkConsole.mount(open, "/failover", console))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which others may reach")
                .hasMessageContaining("mount(server, path, console, visitors)");
        assertThatThrownBy(() -> JdkConsole.mount(unbound, "/failover", console))
                .isInstanceOf(IllegalStateException.class);
        assertThat(JdkConsole.mount(open, "/failover", console, exchange -> Visitor.nobody())
                        .getPath())
                .isEqualTo("/failover");
        open.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "/failover, /failover/, 200",
        "/failover/, /failover/, 200",
        "/failover, /failover/pools/www, 200",
        "/failover, /failover/api/v1/engine, 200",
        "/failover, /failover/assets/console.css, 200",
        "/failover, /failover, 308",
        "/a/b/c, /a/b/c/pools/www, 200",
        "/a/b/c, /a/b/c, 308",
        "/, /, 200",
        "/, /pools/www, 200",
        "/failover, /failoverings, 404",
        "/failover, /failover-api/v1/engine, 404",
        "/failover, /failoverapi/v1/engine, 404",
        "/failover, /%66ailover/api/v1/engine, 404",
        "/failover, /failover/../failover/, 404",
        "/failover, /failover//, 404",
        "/failover, /failover/assets/%2e%2e/index.html, 404"
    })
    void aMountIsAPlaceAndNoPrefix(String mount, String path, int status) throws Exception {
        mounted(mount);

        assertThat(get(path).statusCode()).isEqualTo(status);
    }

    @Test
    void theBareMountIsLedToItsSlash() throws Exception {
        mounted("/ops/failover");

        assertThat(get("/ops/failover").headers().firstValue("Location")).contains("failover/");
    }

    @Test
    void headHasTheLengthAndNoBody() throws Exception {
        mounted("/failover");

        HttpResponse<String> head = client.send(
                HttpRequest.newBuilder(uri("/failover/"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length"))
                .contains(Integer.toString(get("/failover/").body().getBytes(StandardCharsets.UTF_8).length));
    }

    @Test
    void whoSaysThatHeIsAProxyOrAnotherHostIsRefused() throws Exception {
        mounted("/failover");

        HttpResponse<String> proxied = client.send(
                HttpRequest.newBuilder(uri("/failover/"))
                        .header("X-Forwarded-For", "192.0.2.1")
                        .build(),
                BodyHandlers.ofString());

        assertThat(proxied.statusCode()).isEqualTo(403);
        assertThat(raw("GET /failover/ HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET /failover/ HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 403");
    }

    /** As nginx asks by default, which says nothing of whom it asks for, and puts its upstream's name into Host. */
    @Test
    void whoeverSpeaksAsProxiesOfOldIsRefused() throws Exception {
        mounted("/failover");
        String proxied = "GET /failover/ HTTP/1.0\r\nHost: 127.0.0.1:8081\r\nConnection: close\r\n\r\n";

        assertThat(raw(proxied)).startsWith("HTTP/1.1 403").contains("HTTP/1.0");
        assertThat(raw(proxied.replace("1.0", "1.1"))).startsWith("HTTP/1.1 200");
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anActionGoesThroughWithCookieAndToken() throws Exception {
        engine.start();
        mounted("/failover", exchange -> Visitor.acting("alice"));
        HttpResponse<String> engineNow = get("/failover/api/v1/engine");
        String cookie =
                engineNow.headers().firstValue("Set-Cookie").orElseThrow().split(";", -1)[0];
        String token = Shown.json(engineNow.body()).at("/visitor/token").asText();
        String version = Shown.json(engineNow.body()).at("/pools/0/version").asText();
        HttpRequest.Builder action = HttpRequest.newBuilder(uri("/failover/api/v1/pools/www/intents"))
                .header("Content-Type", "application/json")
                .header("Cookie", cookie)
                .header("Origin", "http://localhost:" + server.getAddress().getPort());
        String body = "{\"kind\":\"FREEZE\",\"because\":\"a drill\",\"version\":\"" + version + "\"}";

        HttpResponse<String> without = client.send(
                action.POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        HttpResponse<String> with =
                client.send(action.header("X-Failover-Token", token).build(), BodyHandlers.ofString());

        assertThat(without.statusCode()).isEqualTo(403);
        // What is published may have become known meanwhile, which is another version.
        assertThat(with.statusCode()).isIn(200, 409);
    }

    @Test
    void theCookieThatComesByTlsIsSentByTlsOnly() throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        HandshakeCertificates held =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(held.sslContext()));
        JdkConsole.mount(secure, "/failover", console, exchange -> Visitor.acting("alice"));
        secure.start();
        try {
            HttpClient overTls =
                    HttpClient.newBuilder().sslContext(trust.sslContext()).build();
            URI page = URI.create("https://localhost:" + secure.getAddress().getPort() + "/failover/api/v1/engine");

            HttpResponse<String> answer =
                    overTls.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());

            assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).endsWith("; Secure");
        } finally {
            secure.stop(0);
        }
        mounted("/failover", exchange -> Visitor.acting("alice"));
        assertThat(get("/failover/api/v1/engine")
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow())
                .doesNotContain("Secure");
    }

    /** No length is said, and more comes than is read. */
    @Test
    void aChunkedBodyBeyondItsBoundIsRefused() throws Exception {
        mounted("/failover", exchange -> Visitor.acting("alice"));
        HttpResponse<String> page = get("/failover/api/v1/engine");
        String cookie = page.headers().firstValue("Set-Cookie").orElseThrow().split(";", -1)[0];
        String token = Shown.json(page.body()).at("/visitor/token").asText();
        String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";

        String answer = raw("POST /failover/api/v1/pools/www/intents HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\nCookie: "
                + cookie + "\r\nX-Failover-Token: " + token + "\r\n\r\n" + chunk + chunk + chunk + "0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413");
    }

    private BufferedReader stream(Socket socket, String query) throws IOException {
        socket.getOutputStream()
                .write(("GET /failover/api/v1/stream" + query
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String until(BufferedReader reader, String words) throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.contains(words)) {
                return line;
            }
        }
        throw new AssertionError("it ended without " + words);
    }

    /** The server's own thread is not held: with one thread for all others are answered beside the stream. */
    @Test
    void aMoveIsStreamedWhileOthersAreAnswered() throws Exception {
        server.setExecutor(null);
        mounted("/failover");
        engine.start();
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            BufferedReader reader = stream(socket, "");
            until(reader, "\"published\":[\"dc1\"]");
            assertThat(get("/failover/").statusCode()).isEqualTo(200);

            CompletableFuture<IntentOutcome> saying =
                    engine.say(OperatorIntent.pin("www", "aws").by("alice").because("a drill"));

            assertThat(until(reader, "\"published\":[\"aws\"]")).startsWith("data: {\"pool\":\"www\"");
            assertThat(saying.get(10, TimeUnit.SECONDS).kind()).isEqualTo(IntentOutcome.Kind.DONE);
        }
    }

    @Test
    void streamsEndWhenTheEngineOrTheConsoleIsClosed() throws Exception {
        mounted("/failover");
        engine.start();
        try (Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.getAddress().getPort());
                Socket other = new Socket(
                        InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            BufferedReader reader = stream(socket, "?pool=www");
            until(reader, "event: detail");
            engine.close();
            until(reader, "\"waitsFor\":\"the engine is closed\"");
            assertThat(reader.lines().count()).as("read to its end").isPositive();

            BufferedReader second = stream(other, "");
            until(second, "event: pool");
            console.close();
            assertThat(second.lines().count()).isPositive();
        }
    }

    /** A reader that is gone is found by the next write, and its place is free. */
    @Test
    void placesOfReadersThatAreGoneAreFreeAgain() throws Exception {
        mounted("/failover");
        engine.start();
        try (Socket stays =
                new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            BufferedReader reader = stream(stays, "?pool=www");
            until(reader, "event: detail");
            for (int i = 0; i < 31; i++) {
                try (Socket goes = new Socket(
                        InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
                    until(stream(goes, "?pool=www"), "event: detail");
                    goes.setSoLinger(true, 0); // reset
                }
            }

            int status = 503;
            while (status == 503) {
                until(reader, "event: detail"); // the others were written to as well
                status = statusOfStream();
            }

            assertThat(status).isEqualTo(200);
        }
    }

    private int statusOfStream() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            return Integer.parseInt(stream(socket, "").readLine().split(" ", -1)[1]);
        }
    }
}
