package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.HealthResult;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Hostile worlds in which places lose IPv6 alone, and so do engines; a tenth as many as in {@link SimulationTest}. */
class WithdrawnIpv6SimulationTest {

    private static final int SEEDS = Math.max(4, Integer.getInteger("sim.seeds", 10) / 10);
    private static final long FIRST = Long.getLong("sim.first", 0);
    private static final Duration SPAN = Duration.ofHours(3);

    @Test
    void everyRuleHoldsWhereIpv6ComesAndGoes() {
        Map<String, Long> counts = new TreeMap<>();

        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            Simulation simulation = Simulation.of(seed, pool(seed));
            simulation.run(SPAN);
            simulation.counts().forEach((what, count) -> counts.merge(what, count, Long::sum));
        }

        assertThat(counts).containsKeys("wrong IPV6_WITHDRAWN", "trouble IPV6_OF_A_PLACE_FAILS_OR_RETURNS");
    }

    private static EndpointPool pool(long seed) {
        Endpoint first = Endpoint.primary("dc1", "192.0.2.22", "2001:db8::22");
        Endpoint second = Endpoint.backup("aws", "198.51.100.109", "2001:db8:1::109", "2001:db8:1::110");
        return EndpointPool.named("www")
                .name("www.example.com")
                .name("example.com")
                .endpoint(first)
                .endpoint(seed % 2 == 0 ? second.anyAddressSuffices() : second)
                .endpoint(Endpoint.backup("gcp", "203.0.113.9"))
                .allowDifferentFamilies()
                .withdrawFamily()
                .policy(seed % 3 == 0 ? FailoverPolicy.serveAllHealthy(1) : FailoverPolicy.orderedPriority())
                .failback(seed % 4 == 3 ? Failback.manual() : Failback.after(Duration.ofSeconds(60)))
                .check((target, timeout) -> HealthResult.healthy())
                .provider(MemoryDnsProvider.of(MemoryZone.of("example.com")))
                .build();
    }
}
