package io.github.dnsfailover.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.FreePort;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

/** The shop from its start to its end. */
class ShopApplicationTest {

    private static final RecordKey WWW = RecordKey.of("www.example.com", RecordType.A);

    /** Less than the half minute that a drain may take; half a second on an idle machine. */
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final MemoryZone zone = MemoryZone.of("example.com");

    private Places places;
    private NameServer server;

    @BeforeEach
    void open() throws IOException {
        places = Places.start();
        server = NameServer.of(zone).key("failover", Shop.SECRET).start();
    }

    @AfterEach
    void close() {
        server.close();
        places.close();
    }

    @Test
    void theRecordFollowsTheSiteThatServesAndStaysWhenTheApplicationEnds() throws Exception {
        try (Shop shop = Shop.start(settings())) {
            Shop.await("the primary is published", () -> published().equals(List.of(Places.PRIMARY)));
            Shop.await("the engine knows", () -> failover(shop).body().contains("cloudhelix"));
            assertThat(failover(shop).body()).contains("\"status\":\"UP\"", "\"leads\":true");

            places.stopPrimary();

            Shop.await("the backup is published", () -> published().equals(List.of(Places.BACKUP)));
            Duration took = shop.stop();

            assertThat(took).isLessThan(SOON);
            assertThat(published()).containsExactly(Places.BACKUP);
        }
    }

    @Test
    void theEngineStartsOnceTheWebServerListensAndEndsBeforeItDrains() throws Exception {
        Shop shop = Shop.start(settings(), Slow.class);
        Neighbour neighbour = shop.bean(Neighbour.class);
        Slow.Servlet slow = shop.bean(Slow.Servlet.class);
        CompletableFuture<Shop.Answer> underWay =
                shop.sendLater(shop.request("alice", "/slow").build());
        slow.entered.await();
        FailoverEngine engine = shop.engine();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(shop::close);
        neighbour.stopped.await();

        assertThat(neighbour.startedBeforeTheEngine).isTrue();
        assertThatThrownBy(
                        () -> engine.say(OperatorIntent.clear("www").by("bob").because("a test")))
                .hasMessageContaining("CLOSED");
        assertThat(underWay).isNotDone();
        slow.leave.countDown();
        assertThat(underWay.get(20, TimeUnit.SECONDS)).isEqualTo(new Shop.Answer(200, "slow"));
        stopped.get(20, TimeUnit.SECONDS);
    }

    @Test
    void theApplicationStartsWithoutDns() throws Exception {
        Map<String, String> settings = Shop.settings(folder, FreePort.find(), places.port());
        try (Shop shop = Shop.start(settings)) {
            Shop.await("the engine tells", () -> failover(shop).body().contains("PROVIDER_UNREACHABLE"));

            assertThat(failover(shop).body()).contains("\"status\":\"UNKNOWN\"");
            assertServes(shop);
            assertThat(shop.stop()).isLessThan(SOON);
        }
    }

    @Test
    void aDeadPrimaryAndABlindEngineTakeNoTrafficFromTheInstance() throws Exception {
        Map<String, String> settings = settings();
        settings.put("failover.engine.controls[0].name", "gateway");
        settings.put("failover.engine.controls[0].address", "127.0.0.1");
        settings.put("failover.engine.controls[0].check.kind", "tcp");
        settings.put("failover.engine.controls[0].check.port", Integer.toString(FreePort.find()));
        places.close();
        try (Shop shop = Shop.start(settings)) {
            Shop.await("the engine is blind", () -> failover(shop).body().contains("BLIND"));

            assertThat(failover(shop).body()).contains("\"status\":\"UNKNOWN\"");
            assertServes(shop);
        }
    }

    @Test
    void deadEndpointsTakeNoTrafficFromTheInstance() throws Exception {
        places.close();
        try (Shop shop = Shop.start(settings())) {
            Shop.await("all are down", () -> failover(shop).body().contains("ALL_DOWN"));

            assertThat(failover(shop).body()).contains("\"status\":\"UNKNOWN\"");
            assertServes(shop);
        }
    }

    @Test
    void theConsoleKnowsWhoAsksAndWhatHeMay() throws Exception {
        try (Shop shop = Shop.start(settings())) {
            String engine = "/failover/api/v1/engine";

            assertThat(shop.get(engine).status()).isEqualTo(401);
            assertThat(shop.get("/failover/").status()).isEqualTo(401);
            assertThat(shop.send(shop.request("carl", engine).build()).status()).isEqualTo(403);
            assertThat(shop.send(shop.request("vera", engine).build()).body())
                    .contains("\"name\":\"vera\",\"mayAct\":false");
            assertThat(shop.send(shop.request("alice", engine).build()).body())
                    .contains("\"name\":\"alice\",\"mayAct\":true");
        }
    }

    @Test
    void anOperatorActsAndAViewerDoesNot() throws Exception {
        try (Shop shop = Shop.start(settings())) {
            Shop.await("the primary is published", () -> published().equals(List.of(Places.PRIMARY)));

            assertThat(shop.pin("vera").status()).isEqualTo(403);
            assertThat(shop.pin("carl").status()).isEqualTo(403);
            assertThat(published()).containsExactly(Places.PRIMARY);
            assertThat(shop.pin("alice").body()).contains("\"outcome\":\"DONE\"");

            assertThat(published()).containsExactly(Places.BACKUP);
            assertThat(shop.engine().snapshot().pool("www").intent()).contains("alice");
        }
    }

    @Test
    void metricsAreInTheRegistryOfTheApplication() throws Exception {
        try (Shop shop = Shop.start(settings())) {
            String scrape = "/actuator/prometheus";

            assertThat(shop.get(scrape).status()).isEqualTo(401);
            assertThat(shop.send(shop.request("carl", scrape).build()).status()).isEqualTo(403);
            assertThat(shop.send(shop.request("prometheus", scrape).build()).body())
                    .contains("dnsfailover_engine_running{owner=\"shop/production\"");
        }
    }

    @Test
    void whatIsNotTheConsolesNeedsATokenOfSpring() throws Exception {
        try (Shop shop = Shop.start(settings())) {
            HttpRequest.Builder orders = shop.request("alice", "/orders");

            assertThat(shop.send(orders.build()).status()).isEqualTo(404);
            assertThat(shop.send(orders.POST(HttpRequest.BodyPublishers.noBody())
                                    .build())
                            .status())
                    .isBetween(401, 403);
        }
    }

    @Test
    void aStreamOfTheConsoleDoesNotDelayTheEnd() throws Exception {
        try (Shop shop = Shop.start(settings())) {
            BufferedReader stream =
                    shop.read(shop.request("vera", "/failover/api/v1/stream").build());
            assertThat(stream.readLine()).isEqualTo("event: engine");

            assertThat(shop.stop()).isLessThan(SOON);
            assertThat(stream.lines().count()).isPositive(); // it came to an end
        }
    }

    @Test
    void aKeyThatIsUnknownIsNamedByTheFailure() {
        Map<String, String> settings = settings();
        settings.put("failover.pools.www.hold-downn", "30s");

        assertThatThrownBy(() -> Shop.start(settings))
                .hasStackTraceContaining("pools.www.hold-downn: there is no such key");
    }

    @Test
    void aValueThatBreaksARuleIsNamedByTheFailure() {
        Map<String, String> settings = settings();
        settings.put("failover.pools.www.ttl", "soon");

        assertThatThrownBy(() -> Shop.start(settings))
                .hasStackTraceContaining("pools.www.ttl=\"soon\": a number with a unit is needed");
    }

    @Test
    void aContextThatIsPausedAndRestartedKeepsItsEngine() {
        try (Shop shop = Shop.start(settings())) {
            shop.pauseAndRestart();

            Shop.await("the primary is published", () -> published().equals(List.of(Places.PRIMARY)));
        }
    }

    /** What a balancer and Kubernetes ask. */
    private static void assertServes(Shop shop) throws Exception {
        for (String probe : List.of("", "/readiness", "/liveness")) {
            Shop.Answer answer = shop.get("/actuator/health" + probe);
            assertThat(answer.status()).as(probe).isEqualTo(200);
            assertThat(answer.body()).as(probe).endsWith("\"status\":\"UP\"}").doesNotContain(Shop.SECRET);
        }
        assertThat(shop.get("/actuator/health").body()).contains("\"failover\"");
        assertThat(shop.get("/actuator/health/readiness").body()).doesNotContain("failover");
        assertThat(shop.get("/actuator/health/liveness").body()).doesNotContain("failover");
    }

    private static Shop.Answer failover(Shop shop) {
        try {
            return shop.get("/actuator/health/failover");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts after the web server and before the engine, and stops after the engine and before the server drains. */
    static final class Neighbour implements SmartLifecycle {

        final CountDownLatch stopped = new CountDownLatch(1);
        volatile boolean startedBeforeTheEngine;

        private final BeanFactory beans;
        private volatile boolean running;

        Neighbour(BeanFactory beans) {
            this.beans = beans;
        }

        @Override
        public void start() {
            startedBeforeTheEngine = !beans.getBean(FailoverEngine.class).isRunning();
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            stopped.countDown();
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
        }
    }

    /** A request that takes its time, and the neighbour. No component, or each shop here would find it. */
    static final class Slow {

        static final class Servlet extends HttpServlet {

            private static final long serialVersionUID = 1L;

            final transient CountDownLatch entered = new CountDownLatch(1);
            final transient CountDownLatch leave = new CountDownLatch(1);

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                entered.countDown();
                try {
                    leave.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                // Sent before it returns: a drain counts requests that are in servlets, and not those on their way out.
                response.setContentLength(4);
                response.getWriter().write("slow");
                response.flushBuffer();
            }
        }

        @Bean
        Servlet slow() {
            return new Servlet();
        }

        @Bean
        ServletRegistrationBean<Servlet> slowAt(Servlet slow) {
            return new ServletRegistrationBean<>(slow, "/slow");
        }

        @Bean
        Neighbour neighbour(BeanFactory beans) {
            return new Neighbour(beans);
        }
    }

    private List<String> published() {
        return zone.get(WWW).values();
    }

    private Map<String, String> settings() {
        return Shop.settings(folder, server.port(), places.port());
    }
}
