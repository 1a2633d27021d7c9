package io.github.dnsfailover.examples.console;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.examples.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Pools of two places that move quickly, and engines for them. */
final class Pools {

    static final String PRIMARY = "192.0.2.22";
    static final String BACKUP = "198.51.100.109";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Pools() {}

    /** A pool whose record is named as it is, in example.com. */
    static EndpointPool.Builder of(String name, HealthCheck check, DnsProvider provider) {
        return EndpointPool.named(name)
                .name(name + ".example.com")
                .endpoint(Endpoint.primary("cloudhelix", PRIMARY).site("dc1"))
                .endpoint(Endpoint.backup("ec2", BACKUP).site("aws"))
                .check(check)
                .ttl(Duration.ofSeconds(1))
                .interval(Duration.ofMillis(500))
                .timeout(Duration.ofMillis(400))
                .minimumUnhealthySpan(Duration.ofMillis(200))
                .escapeFloor(Duration.ofMillis(500))
                .failback(Failback.manual())
                .provider(provider);
    }

    /** An engine that leads, and has published the primary of each pool. */
    static FailoverEngine started(List<EndpointPool> pools) {
        FailoverEngine.Builder builder = FailoverEngine.builder();
        pools.forEach(builder::pool);
        FailoverEngine engine = builder.environment("test")
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .build();
        engine.start();
        await(
                "every pool is published",
                () -> pools.stream()
                        .allMatch(pool -> engine.published(pool.pool()).isPresent()));
        return engine;
    }

    static void await(String what, BooleanSupplier there) {
        Waiting.await(what, PATIENCE, there);
    }
}
