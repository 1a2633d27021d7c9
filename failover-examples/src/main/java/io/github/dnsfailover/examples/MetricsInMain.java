package io.github.dnsfailover.examples;

// readme: imports of metrics in main
import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.metrics.FailoverMetrics;
import io.github.dnsfailover.notify.Alerts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
// readme: end

/** An engine's metrics for Prometheus in a plain {@code main}, without a framework. */
public final class MetricsInMain {

    private MetricsInMain() {}

    /** Serves them at a port of this host alone. */
    static HttpServer serve(FailoverEngine engine) throws IOException {
        // readme: metrics in main
        // What Prometheus reaches and others do not; here this host alone.
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9464);
        // readme: end
        return serve(engine, address);
    }

    /** Serves them to whoever can reach the address: figures, names of pools and endpoints, and no secret. */
    public static HttpServer serve(FailoverEngine engine, InetSocketAddress address) throws IOException {
        // readme: metrics in main
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        FailoverMetrics.of(engine).bindTo(registry);

        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/metrics", exchange -> {
            byte[] page = registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        // readme: end
        return server;
    }

    static FailoverMetrics withAlerts(FailoverEngine engine, Alerts alerts, PrometheusMeterRegistry registry) {
        // readme: metrics of alerts
        FailoverMetrics metrics = FailoverMetrics.of(engine, alerts);
        metrics.bindTo(registry);
        // readme: end
        return metrics;
    }
}
