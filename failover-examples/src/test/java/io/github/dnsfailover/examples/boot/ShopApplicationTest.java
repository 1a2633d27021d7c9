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
import java.io.IOException;
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
            assertThat(shop.get("/actuator/health/failover").body())
                    .contains("\"status\":\"UP\"", "\"www\":\"[cloudhelix]\"");

            places.stopPrimary();

            Shop.await("the backup is published", () -> published().equals(List.of(Places.BACKUP)));
            Duration took = shop.stop();

            assertThat(took).isLessThan(Duration.ofSeconds(2));
            assertThat(published()).containsExactly(Places.BACKUP);
        }
    }

    @Test
    void theEngineStartsOnceTheWebServerListensAndEndsBeforeItDrains() throws Exception {
        Shop shop = Shop.start(settings(), Slow.class);
        Neighbour neighbour = shop.bean(Neighbour.class);
        Slow.Servlet slow = shop.bean(Slow.Servlet.class);
        CompletableFuture<Shop.Answer> underWay =
                shop.sendLater(shop.asAlice("/slow").build());
        slow.entered.await();
        FailoverEngine engine = shop.engine();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(shop::close);
        neighbour.stopped.await();

        assertThat(neighbour.startedBeforeTheEngine).isTrue();
        assertThatThrownBy(() -> engine.say(OperatorIntent.clear("www").by("bob").because("a test")))
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

            assertThat(failover(shop).body()).contains("\"status\":\"UNKNOWN\"", "\"www\":\"not known\"");
            assertServes(shop);
            assertThat(shop.stop()).isLessThan(Duration.ofSeconds(2));
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
            Shop.await("the engine is blind", () -> failover(shop).body().contains("\"worst\":\"BLIND\""));

            assertThat(failover(shop).body()).contains("\"status\":\"UNKNOWN\"");
            assertServes(shop);
        }
    }

    @Test
    void deadEndpointsTakeNoTrafficFromTheInstance() throws Exception {
        places.close();
        try (Shop shop = Shop.start(settings())) {
            Shop.await("all are down", () -> failover(shop).body().contains("\"worst\":\"ALL_DOWN\""));

            assertThat(failover(shop).body()).contains("\"status\":\"UNKNOWN\"");
            assertServes(shop);
        }
    }

    @Test
    void aKeyThatIsUnknownIsNamedByTheFailure() {
        Map<String, String> settings = settings();
        settings.put("failover.pools.www.hold-downn", "30s");

        assertThatThrownBy(() -> Shop.start(settings))
                .hasMessageContainingAll("failover.pools.www.hold-downn", "hold-down");
    }

    @Test
    void aValueThatBreaksARuleIsNamedByTheFailure() {
        Map<String, String> settings = settings();
        settings.put("failover.pools.www.ttl", "soon");

        assertThatThrownBy(() -> Shop.start(settings))
                .hasMessageContainingAll("failover.pools.www.ttl", "soon");
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

        private final BeanFactory beans; // whoever has the engine's lifecycle injected starts it first
        private volatile boolean running;

        Neighbour(BeanFactory beans) {
            this.beans = beans;
        }

        @Override
        public void start() {
            startedBeforeTheEngine = !beans.getBean(FailoverLifecycle.class).isRunning();
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
                response.getWriter().write("slow");
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
