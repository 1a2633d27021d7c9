package io.github.dnsfailover.testkit;

import io.github.dnsfailover.*;
import io.github.dnsfailover.metrics.FailoverMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class MetricsTest {

    @Test
    void explore() {
        Stage stage = new Stage();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        FailoverEngine engine = stage.build();
        FailoverMetrics metrics = FailoverMetrics.of(engine);
        metrics.bindTo(registry);
        System.out.println(registry.scrape());
        engine.start();
        stage.advance(30);
        registry.scrape();
        System.out.println(registry.scrape());
        stage.check.fails("dc1", "refused");
        stage.advance(120);
        System.out.println(registry.scrape());
        engine.close();
        stage.advance(5);
        registry.scrape();
        System.out.println(registry.scrape());
        metrics.close();
        System.out.println(registry.scrape());
    }
    @Test
    void many() {
        VirtualRuntime runtime = new VirtualRuntime(1);
        MemoryZone zone = MemoryZone.of("example.com");
        var dns = MemoryDnsProvider.of(zone);
        var b = FailoverEngine.builder().leadership(Leadership.singleInstance()).runtime(runtime).withoutLogging();
        for (int i = 0; i < 300; i++) b.pool(EndpointPool.named("p" + i).name("p" + i + ".example.com").endpoint(Endpoint.primary("dc1", "192.0.2.22")).endpoint(Endpoint.backup("aws", "198.51.100.109")).check(new ScriptedCheck()).provider(dns).build());
        FailoverEngine engine = b.build();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        FailoverMetrics metrics = FailoverMetrics.of(engine);
        metrics.bindTo(registry);
        engine.start();
        runtime.advance(java.time.Duration.ofSeconds(60));
        for (int i = 0; i < 30; i++) {
            runtime.advance(java.time.Duration.ofSeconds(1));
            long t0 = System.nanoTime();
            engine.snapshot();
            long t1 = System.nanoTime();
            String s = registry.scrape();
            long t2 = System.nanoTime();
            String s2 = registry.scrape();
            long t3 = System.nanoTime();
            System.out.println((t1 - t0) / 1000 + " us snapshot, " + (t2 - t1) / 1000 + " us scrape, " + (t3 - t2) / 1000 + " us again; " + s2.lines().filter(l -> !l.startsWith("#")).count() + " series " + s2.length());
        }
    }
}
