package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.client.Drain;
import io.github.dnsfailover.client.Residual;
import io.github.dnsfailover.client.Serving.State;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter in a Tomcat. */
class LeftPlaceFilterTest {

    @TempDir
    Path folder;

    private final Tomcat tomcat = new Tomcat();
    private final List<Drain.Request> asked = new CopyOnWriteArrayList<>();
    private final List<Residual.Request> counted = new CopyOnWriteArrayList<>();

    private volatile State state = State.LEFT;
    private volatile boolean drains;
    private int port;

    private static final class Served extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            response.setStatus(204);
        }
    }

    @BeforeEach
    void start() throws LifecycleException {
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
        connector.addUpgradeProtocol(new Http2Protocol());
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "served", new Served());
        context.addServletMappingDecoded("/", "served");
        LeftPlace place = new LeftPlace(
                () -> state,
                request -> {
                    asked.add(request);
                    return drains && request.protocol().equals("HTTP/1.1");
                },
                counted::add,
                LeftPlace.Unknown.WRITABLE);
        FilterDef filter = new FilterDef();
        filter.setFilterName("left");
        filter.setFilter(new LeftPlaceFilter(place, 1));
        context.addFilterDef(filter);
        FilterMap map = new FilterMap();
        map.setFilterName("left");
        map.addURLPattern("/*");
        context.addFilterMap(map);
        tomcat.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void aConnectionThatIsDrainedEndsAfterTheResponse() throws IOException {
        try (KeptAlive connection = new KeptAlive(port)) {
            assertThat(connection.ask("GET"))
                    .anyMatch(line -> line.startsWith("http/1.1 204"))
                    .noneMatch(KeptAlive::closes);
            drains = true;

            assertThat(connection.ask("GET"))
                    .anyMatch(line -> line.startsWith("http/1.1 204"))
                    .anyMatch(KeptAlive::closes);
            assertThat(connection.ends()).isTrue();
        }
    }

    @Test
    void requestsOfOneConnectionAreToldByOneName() throws IOException {
        try (KeptAlive connection = new KeptAlive(port);
                KeptAlive other = new KeptAlive(port)) {
            connection.ask("GET");
            connection.ask("GET");
            other.ask("GET");

            assertThat(asked.get(0).connection()).isNotEmpty();
            assertThat(asked.get(1)).isEqualTo(asked.get(0));
            assertThat(asked.get(2).connection()).isNotEqualTo(asked.get(0).connection());
        }
    }

    @Test
    void aWriteIsRefusedAtAPlaceThatWasLeft() throws IOException {
        try (KeptAlive connection = new KeptAlive(port)) {
            assertThat(connection.ask("POST"))
                    .anyMatch(line -> line.startsWith("http/1.1 503"))
                    .contains("retry-after: 30")
                    .anyMatch(KeptAlive::closes);
            assertThat(connection.ends()).isTrue();
        }
    }

    @Test
    void whileNothingIsKnownWritesAreTaken() throws IOException {
        state = State.UNKNOWN;
        try (KeptAlive connection = new KeptAlive(port)) {
            assertThat(connection.ask("POST")).anyMatch(line -> line.startsWith("http/1.1 204"));
        }
    }

    @Test
    void aClientBehindATrustedProxyIsCountedByItsAddress() throws IOException {
        try (KeptAlive connection = new KeptAlive(port)) {
            connection.ask("GET", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: 198.51.100.7", "User-Agent: browser");

            assertThat(counted).containsExactly(new Residual.Request("www.example.com", "198.51.100.7", "browser"));
        }
    }

    @Test
    void http2GetsNoSuchHeaderThoughAWriteIsRefused() throws IOException, InterruptedException {
        drains = true;
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
        URI there = URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "/");
        HttpRequest upgrade =
                HttpRequest.newBuilder(there).timeout(Duration.ofSeconds(20)).build();
        client.send(upgrade, HttpResponse.BodyHandlers.discarding()); // the first one begins as HTTP/1.1
        HttpRequest write = HttpRequest.newBuilder(there)
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();

        HttpResponse<Void> response = client.send(write, HttpResponse.BodyHandlers.discarding());

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().map()).doesNotContainKey("connection");
        assertThat(asked.get(asked.size() - 1).protocol()).isEqualTo("HTTP/2.0");
    }
}
