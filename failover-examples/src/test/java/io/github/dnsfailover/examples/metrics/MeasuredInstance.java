package io.github.dnsfailover.examples.metrics;

import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.examples.MetricsInMain;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedLeadership;
import io.github.dnsfailover.testkit.SharedStateStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * An engine whose metrics are served at a loopback port. It leads when it is told to; its zone is its own, for nobody
 * asks it. As a program it leads until it is killed, or its input ends.
 */
final class MeasuredInstance implements AutoCloseable {

    static final String PRIMARY = "127.0.1.1";
    static final String BACKUP = "127.0.2.1";

    final ScriptedLeadership leadership = new ScriptedLeadership();
    final FailoverEngine engine;
    private final HttpServer server;

    MeasuredInstance(int metricsPort, int sitePort) throws IOException {
        engine = FailoverEngine.builder()
                .pool(EndpointPool.named("www")
                        .name("www.example.com")
                        .endpoint(Endpoint.primary("one", PRIMARY))
                        .endpoint(Endpoint.backup("two", BACKUP))
                        .check(HttpCheck.get("/").port(sitePort).build())
                        .interval(Duration.ofSeconds(1))
                        .recheck(Duration.ofMillis(200))
                        .minimumUnhealthySpan(Duration.ofSeconds(2))
                        .timeout(Duration.ofSeconds(1))
                        .failback(Failback.manual())
                        .provider(MemoryDnsProvider.of(MemoryZone.of("example.com")))
                        .build())
                .leadership(leadership)
                .stateStore(new SharedStateStore())
                .withoutLogging()
                .build();
        server = MetricsInMain.serve(engine, new InetSocketAddress(InetAddress.getLoopbackAddress(), metricsPort));
    }

    /** Arguments: the port for metrics, and that of both sites. */
    public static void main(String[] args) throws IOException {
        MeasuredInstance instance = new MeasuredInstance(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        instance.leadership.lead(7);
        instance.engine.start();
        int read = System.in.read(); // whoever started it is gone
        Runtime.getRuntime().halt(read);
    }

    /** Ends in order; nobody scrapes it any more. */
    void stop() {
        engine.close();
        server.stop(0);
    }

    @Override
    public void close() {
        stop();
    }
}
