package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.client.Drain;
import io.github.dnsfailover.client.Residual;
import io.github.dnsfailover.client.Serving.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The filter at the server of the JDK. */
class LeftPlaceHttpFilterTest {

    private final List<Drain.Request> asked = new CopyOnWriteArrayList<>();
    private final List<Residual.Request> counted = new CopyOnWriteArrayList<>();

    private volatile State state = State.LEFT;
    private volatile boolean drains;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        start(LeftPlace.Unknown.WRITABLE);
        server.start();
    }

    private void start(LeftPlace.Unknown unknown) {
        LeftPlace place = new LeftPlace(
                () -> state,
                request -> {
                    asked.add(request);
                    return drains;
                },
                counted::add,
                unknown);
        server.createContext("/", exchange -> {
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                })
                .getFilters()
                .add(new LeftPlaceHttpFilter(place, 1));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private KeptAlive connection() throws IOException {
        return new KeptAlive(server.getAddress().getPort());
    }

    @Test
    void aConnectionThatIsDrainedEndsAfterTheResponse() throws IOException {
        try (KeptAlive connection = connection()) {
            assertThat(connection.ask("GET"))
                    .contains("http/1.1 204 no content")
                    .noneMatch(KeptAlive::closes);
            drains = true;

            assertThat(connection.ask("GET"))
                    .contains("http/1.1 204 no content")
                    .anyMatch(KeptAlive::closes);
            assertThat(connection.ends()).isTrue();
        }
    }

    @Test
    void requestsOfOneConnectionAreToldByOneName() throws IOException {
        try (KeptAlive connection = connection();
                KeptAlive other = connection()) {
            connection.ask("GET");
            connection.ask("GET");
            other.ask("GET");

            String name = InetAddress.getLoopbackAddress().getHostAddress() + " " + connection.localPort();
            assertThat(asked.get(0)).isEqualTo(new Drain.Request("www.example.com", "HTTP/1.1", name));
            assertThat(asked.get(1)).isEqualTo(asked.get(0));
            assertThat(asked.get(2).connection()).isNotEqualTo(name);
        }
    }

    @Test
    void aWriteIsRefusedAtAPlaceThatWasLeft() throws IOException {
        try (KeptAlive connection = connection()) {
            assertThat(connection.ask("POST"))
                    .contains("http/1.1 503 service unavailable", "retry-after: 30")
                    .anyMatch(KeptAlive::closes);
            assertThat(connection.ends()).isTrue();
        }
    }

    @Test
    void aReadIsServedThere() throws IOException {
        try (KeptAlive connection = connection()) {
            assertThat(connection.ask("GET")).contains("http/1.1 204 no content");
        }
    }

    @Test
    void whileNothingIsKnownWritesAreTaken() throws IOException {
        state = State.UNKNOWN;
        try (KeptAlive connection = connection()) {
            assertThat(connection.ask("POST")).contains("http/1.1 204 no content");
        }
    }

    @Test
    void whoWantsToMayRefuseWritesWhileNothingIsKnown() throws IOException {
        state = State.UNKNOWN;
        server.removeContext("/");
        start(LeftPlace.Unknown.READ_ONLY);
        try (KeptAlive connection = connection()) {
            assertThat(connection.ask("PUT")).contains("http/1.1 503 service unavailable");
        }
    }

    @Test
    void aClientBehindATrustedProxyIsCountedByItsAddress() throws IOException {
        try (KeptAlive connection = connection()) {
            connection.ask("GET", "X-Forwarded-For: 192.0.2.1, 198.51.100.7", "User-Agent: browser");

            assertThat(counted).containsExactly(new Residual.Request("www.example.com", "198.51.100.7", "browser"));
        }
    }
}
