package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.console.Visitor;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console in a Tomcat with two threads. */
class ConsoleServletTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MORE_THAN_THERE_ARE = 100;

    @TempDir
    Path folder;

    private final Lab lab = new Lab();
    private final FailoverEngine engine = lab.started();
    private final Tomcat tomcat = new Tomcat();
    private final Connector connector = new Connector();
    private final List<InputStream> streams = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private volatile Function<HttpServletRequest, Visitor> visitors = request -> Visitor.looking("alice");

    @BeforeEach
    void start() throws LifecycleException {
        tomcat.setBaseDir(folder.toString());
        connector.setPort(0);
        connector.setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
        connector.setProperty("maxThreads", "2");
        connector.setProperty("minSpareThreads", "1");
        tomcat.setConnector(connector);
        mount("/shop", "/failover/*");
        mount("/all", "/*");
        mount("/default", "/");
        mount("", "/deep/er/*");
        mount("/cookies", "/*").addServletContainerInitializer(ConsoleServletTest::addCookies, Set.of());
        tomcat.start();
    }

    private static void addCookies(Set<Class<?>> classes, ServletContext context) {
        Filter filter = (request, response, chain) -> {
            ((HttpServletResponse) response).addCookie(new Cookie("session", "1"));
            chain.doFilter(request, response);
        };
        context.addFilter("cookies", filter).addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    private Context mount(String contextPath, String mapping) {
        Context context = tomcat.addContext(contextPath, folder.toString());
        Wrapper servlet =
                Tomcat.addServlet(context, "console", new ConsoleServlet(engine, request -> visitors.apply(request)));
        servlet.setAsyncSupported(true);
        context.addServletMappingDecoded(mapping, "console");
        return context;
    }

    @AfterEach
    void stop() throws LifecycleException, IOException {
        for (InputStream stream : streams) {
            stream.close();
        }
        engine.close();
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void theConsoleAnswersAtAnyMappingAndContext() throws Exception {
        for (String mount : List.of("/shop/failover", "/all", "/default", "/deep/er")) {
            assertThat(get(mount + "/").body()).as(mount).contains("<html");
            assertThat(get(mount + "/api/v1/pools/www").body()).as(mount).contains("\"pool\":\"www\"");
            assertThat(get(mount + "/api/v1/pools/none").statusCode()).as(mount).isEqualTo(404);
            assertThat(get(mount + "//api/v1/engine").statusCode()).as(mount).isEqualTo(404);
        }
    }

    @Test
    void theBareMountLeadsToThePageByARelativeAddress() throws Exception {
        for (String mount : List.of("/shop/failover", "/deep/er")) {
            HttpResponse<String> answer = get(mount);

            String location = answer.headers().firstValue("Location").orElseThrow();
            assertThat(answer.statusCode()).isBetween(301, 308);
            assertThat(location).doesNotContain(":").doesNotStartWith("/");
            assertThat(uri(mount).resolve(location)).isEqualTo(uri(mount + "/"));
        }
    }

    @Test
    void aPathIsDecodedOnce() throws Exception {
        assertThat(get("/shop/failover/api/v1/pools/%77w%77").statusCode()).isEqualTo(200);
        assertThat(get("/sh%6Fp/fail%6Fver/api/v1/pools/www").statusCode()).isEqualTo(200);
        assertThat(get("/shop/failover/api/v1/pools/%2577ww").statusCode()).isEqualTo(404);
        assertThat(get("/shop/failover/ap%69/v1/pools/www").statusCode()).isEqualTo(404);
    }

    @Test
    void aPathThatGoesUpLeadsNowhere() throws Exception {
        for (String path : List.of("/shop/x/../failover/api/v1/engine", "/shop/./failover/", "/shop/x/..;/failover/")) {
            assertThat(get(path).statusCode()).as(path).isBetween(400, 404);
        }
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() throws Exception {
        HttpResponse<String> get = get("/shop/failover/assets/console.css");

        HttpResponse<String> head =
                send(request("/shop/failover/assets/console.css").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String header : List.of("Content-Length", "Content-Type", "ETag", "X-Content-Type-Options")) {
            assertThat(head.headers().allValues(header))
                    .as(header)
                    .hasSize(1)
                    .isEqualTo(get.headers().allValues(header));
        }
    }

    @Test
    void whoAsksIsWhatTheApplicationSays() throws Exception {
        visitors = request -> Visitor.nobody();
        assertThat(get("/shop/failover/").statusCode()).isEqualTo(403);

        visitors = request -> Visitor.looking(request.getHeader("X-User"));
        HttpResponse<String> answer =
                send(request("/shop/failover/api/v1/engine").header("X-User", "bob"));
        assertThat(answer.body()).contains("\"name\":\"bob\"");
    }

    @Test
    void whoMayActActs() throws Exception {
        visitors = request -> Visitor.acting("alice");

        HttpResponse<String> answer =
                act("{\"kind\":\"PIN\",\"endpoint\":\"ec2\",\"because\":\"a test\",\"version\":\"VERSION\"}");

        assertThat(answer.body()).contains("\"outcome\":\"DONE\"");
        assertThat(lab.published()).containsExactly(Lab.BACKUP);
        assertThat(engine.snapshot().pool("www").intent()).contains("alice", "a test");
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws Exception {
        visitors = request -> Visitor.acting("alice");

        HttpResponse<String> answer = act(" ".repeat(1 << 20));

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void cookiesOfTheApplicationStayBesideThatOfTheConsole() throws Exception {
        visitors = request -> Visitor.acting("alice");

        HttpResponse<String> answer = get("/cookies/api/v1/engine");

        assertThat(answer.headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("session=1"))
                .anyMatch(cookie -> cookie.startsWith("failover-console=") && !cookie.contains("Path"));
    }

    /** As the page of a pool does it. */
    private HttpResponse<String> act(String body) throws IOException, InterruptedException {
        HttpResponse<String> seen = get("/shop/failover/api/v1/pools/www");
        String cookie = seen.headers().firstValue("Set-Cookie").orElseThrow();
        HttpRequest action = request("/shop/failover/api/v1/pools/www/intents")
                .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                .header("X-Failover-Token", field("token", seen.body()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.replace("VERSION", field("version", seen.body()))))
                .build();
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(action, BodyHandlers.ofString());
        while (!answer.isDone()) { // within the time-out of the request
            lab.runtime.advance(Duration.ofMillis(100));
        }
        return answer.join();
    }

    private static String field(String name, String json) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
        assertThat(found.find()).as(name + " in " + json).isTrue();
        return found.group(1);
    }

    @Test
    void headersComeWithEachValue() throws Exception {
        String etag = get("/shop/failover/assets/console.css")
                .headers()
                .firstValue("ETag")
                .orElseThrow();

        HttpResponse<String> answer = send(request("/shop/failover/assets/console.css")
                .header("If-None-Match", "\"other\"")
                .header("If-None-Match", etag));

        assertThat(answer.statusCode()).isEqualTo(304);
    }

    @Test
    void streamsHoldNoThread() throws Exception {
        for (int i = 0; i < 8; i++) {
            assertThat(firstLine(stream())).isEqualTo("event: engine");
        }

        assertThat(get("/shop/failover/api/v1/engine").statusCode()).isEqualTo(200);
    }

    @Test
    void aStreamTellsWhatHappens() throws Exception {
        BufferedReader lines = lines(stream());
        List<String> told = new CopyOnWriteArrayList<>();
        lab.check.fails("cloudhelix", "does not serve");
        lab.runtime.advance(Duration.ofMinutes(5));

        for (String line = lines.readLine(); !line.contains("\"published\":[\"ec2\"]"); line = lines.readLine()) {
            told.add(line);
        }

        assertThat(told).contains("event: pool");
    }

    @Test
    void aReaderThatGoesFreesItsPlace() throws Exception {
        HttpResponse<InputStream> last = stream();
        while (last.statusCode() == 200 && streams.size() < MORE_THAN_THERE_ARE) {
            firstLine(last);
            last = stream();
        }
        assertThat(last.statusCode()).isEqualTo(503);

        streams.get(0).close();

        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean up = true;
        while (last.statusCode() == 503 && System.nanoTime() - end < 0) {
            up = !up; // something to write, or the engine tells nothing for a quarter of a minute
            if (up) {
                lab.check.passes("ec2");
            } else {
                lab.check.fails("ec2", "does not serve");
            }
            lab.runtime.advance(Duration.ofMinutes(1));
            last = stream();
        }
        assertThat(last.statusCode()).isEqualTo(200);
    }

    @Test
    void anEngineThatEndsEndsTheStreams() throws Exception {
        BufferedReader lines = lines(stream());
        assertThat(lines.readLine()).isEqualTo("event: engine");

        engine.close();

        assertThat(lines.lines().count()).isPositive(); // it comes to an end
    }

    private HttpResponse<InputStream> stream() throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                client.send(request("/shop/failover/api/v1/stream").build(), BodyHandlers.ofInputStream());
        streams.add(answer.body());
        return answer;
    }

    private static BufferedReader lines(HttpResponse<InputStream> answer) {
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static String firstLine(HttpResponse<InputStream> answer) throws IOException {
        return lines(answer).readLine();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    }

    private URI uri(String path) {
        return URI.create(
                "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + connector.getLocalPort() + path);
    }
}
