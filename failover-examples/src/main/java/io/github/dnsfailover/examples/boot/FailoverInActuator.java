package io.github.dnsfailover.examples.boot;

// readme: imports of boot-actuator
import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.metrics.FailoverMetrics;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
// readme: end

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
            List<Trouble> wrong = now.troubles();
            boolean well = wrong.stream().allMatch(trouble -> trouble.severity() == FailoverEvent.Severity.NOTICE);
            Health.Builder health = well ? Health.up() : Health.unknown();
            now.pools()
                    .forEach(pool ->
                            health.withDetail(pool.pool(), pool.explanation().published()));
            health.withDetail("wrong", wrong.stream().map(Trouble::kind).toList());
            health.withDetail("leads", now.leads().stream().anyMatch(EngineSnapshot.Lead::own));
            return health.build();
        };
    }

    @Bean
    FailoverMetrics failoverMetrics(FailoverEngine engine) {
        return FailoverMetrics.of(engine);
    }
}
// readme: end
