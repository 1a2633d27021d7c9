package io.github.dnsfailover.examples.boot;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import java.util.Comparator;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What the actuator tells of the engine, where there is one. It never says DOWN: whoever restarts an instance or takes
 * traffic from it because an endpoint is dead, or the name server is, makes things worse.
 */
// readme: boot-actuator
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HealthIndicator.class)
class FailoverInActuator {

    @Bean
    HealthIndicator failover(FailoverEngine engine) {
        return () -> {
            EngineSnapshot now = engine.snapshot();
            Optional<Trouble> worst = now.troubles().stream().max(Comparator.comparing(Trouble::severity));
            boolean well = worst.filter(trouble -> trouble.severity() != Severity.NOTICE).isEmpty();
            Health.Builder health = well ? Health.up() : Health.unknown();
            for (EndpointPool pool : engine.pools()) {
                health.withDetail(pool.pool(), engine.published(pool.pool())
                        .map(published -> published.endpoints().stream().map(Endpoint::id).toList().toString())
                        .orElse("not known"));
            }
            return health.withDetail("leads", now.leads().stream().anyMatch(EngineSnapshot.Lead::own))
                    .withDetail("worst", worst.map(trouble -> trouble.kind().name()).orElse("nothing"))
                    .build();
        };
    }
}
// readme: end
