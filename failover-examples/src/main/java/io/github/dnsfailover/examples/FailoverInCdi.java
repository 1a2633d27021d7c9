package io.github.dnsfailover.examples;

// readme: imports of cdi
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.dns.DnsProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;
// readme: end

/**
 * An engine in an application on CDI 4 with MicroProfile Config, such as one on Quarkus. The engine is a singleton: its
 * class is final, so no container can put a proxy before it.
 */
// readme: cdi
@ApplicationScoped
class FailoverInCdi {

    @Produces
    @Singleton
    FailoverEngine engine(DnsProvider dns, Config config) {
        Map<String, String> keys = new TreeMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith("failover.") || name.startsWith("FAILOVER_")) {
                config.getOptionalValue(name, String.class).ifPresent(value -> keys.put(name, value));
            }
        }
        EndpointPool www = EndpointPool.fromProperties("failover.pools.www", keys)
                .provider(dns)
                .build();
        return FailoverEngine.fromProperties("failover.engine", keys).pool(www).build();
    }

    void start(@Observes Startup startup, FailoverEngine engine) {
        engine.start();
    }

    void stop(@Observes Shutdown shutdown, FailoverEngine engine) {
        engine.closeAndWait(Duration.ofSeconds(5));
    }
}
// readme: end
