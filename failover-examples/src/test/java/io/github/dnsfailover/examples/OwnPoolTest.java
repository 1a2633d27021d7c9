package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.Simulation;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How an application tests the pool that it runs: the code of docs/testing.md. */
class OwnPoolTest {

    private final EndpointPool shop = new Lab().www;

    @Test
    void theShopMovesToTheCloudWhenItsPrimaryFails() {
        // readme: test a failover
        MemoryZone zone = MemoryZone.of("example.com");
        ScriptedCheck check = new ScriptedCheck(); // all endpoints pass
        EndpointPool tested = shop.toBuilder()
                .provider(MemoryDnsProvider.of(zone))
                .check(check)
                .build();
        VirtualRuntime runtime = new VirtualRuntime(42); // a seed; time passes when the test says so
        FailoverEngine engine = FailoverEngine.builder()
                .pool(tested)
                .leadership(Leadership.singleInstance())
                .runtime(runtime)
                .build();
        engine.start();
        runtime.advance(Duration.ofMinutes(5));

        check.fails("cloudhelix", "connection refused");
        runtime.advance(Duration.ofMinutes(2));

        RecordKey www = RecordKey.of("www.example.com", RecordType.A);
        assertThat(zone.get(www).values()).containsExactly("198.51.100.109");
        // readme: end
        engine.close();
    }

    @Test
    void theShopIsRightAfterEveryHostileDay() {
        // readme: simulate a pool
        for (long seed = 0; seed < 5; seed++) {
            Simulation simulation = Simulation.of(seed, shop);
            simulation.run(Duration.ofHours(2)); // fails with the seed and what happened
            assertThat(simulation.moves()).isPositive();
        }
        // readme: end
    }
}
