package io.github.dnsfailover.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * An engine that starts with its service must not take its own slowness for that of others: classes are loaded and
 * compiled while 200 probes a second begin, and the service's threads want the processors, too. In real time, since it
 * is about that: 20 s, after which a JVM is no longer cold. An engine that was kept from running may say that it is
 * blind, which is true; what it may not do is to find fault with others.
 */
@EnabledIfSystemProperty(
        named = "real.required",
        matches = "true",
        disabledReason = "real time; -Dreal.required=true runs it")
class ColdStartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final int COLD_LOOKS = 4;
    private static final int MOST_LOOKS = 12;
    private static final int POOLS = 100; // their first events fit into a listener's queue
    private static final String ALL_HEALTHY = "healthy: " + 2 * POOLS;
    private static final int BUSY_PER_PROCESSOR = 1;
    private static final int BACKLOG = 1_024;

    private final List<HttpServer> servers = new ArrayList<>();

    @AfterEach
    void endServers() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void aColdEngineInABusyServiceTellsNothingWrongOfHealthyPlaces() throws Exception {
        int port = FreePort.find();
        serve("127.0.0.2", port);
        serve("127.0.0.3", port);
        int busy = Runtime.getRuntime().availableProcessors() * BUSY_PER_PROCESSOR;

        List<String> wrong;
        String healthy = "";
        try (EngineProcess engine = EngineProcess.start(
                ColdEngine.class,
                "127.0.0.2",
                "127.0.0.3",
                String.valueOf(port),
                String.valueOf(POOLS),
                String.valueOf(busy))) {
            engine.await("started", PATIENCE);
            for (int i = 0; i < COLD_LOOKS || (i < MOST_LOOKS && !healthy.equals(ALL_HEALTHY)); i++) {
                engine.listen(LOOK);
                healthy = engine.ask("healthy: ", PATIENCE);
            }
            wrong = engine.seen().stream().filter(ColdStartTest::isWrong).toList();
        }

        assertThat(wrong).isEmpty();
        assertThat(healthy).isEqualTo(ALL_HEALTHY);
    }

    /** A false alarm, a move, or events that were lost, of which one may be either. */
    private static boolean isWrong(String line) {
        return (line.startsWith("HealthChanged") && line.contains(" is UNHEALTHY"))
                || (line.startsWith("RecordsChanged") && !line.contains(" to [primary]"))
                || (line.startsWith("TroubleBegan blind") && !line.contains("was kept from running"))
                || line.startsWith("EventsDropped");
    }

    private void serve(String address, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), BACKLOG);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        servers.add(server);
    }
}
