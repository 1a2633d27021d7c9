package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.Simulation;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.time.Duration;
import java.util.List;
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
    void theShopsProviderReadsARealServer() throws Exception {
        // readme: test with a name server
        String secret = "c2VjcmV0IG9mIHRoaXMgdGVzdCE="; // base64
        MemoryZone zone = MemoryZone.of("example.com");
        try (NameServer server = NameServer.of(zone).key("failover", secret).start()) {
            DnsProvider dns = Rfc2136Provider.zone("example.com")
                    .server("127.0.0.1", server.port())
                    .key(TsigKey.of("failover", secret))
                    .build();
            EndpointPool tested = shop.toBuilder().provider(dns).build();
            assertThat(dns.read(List.of(RecordKey.of("www.example.com", RecordType.A))))
                    .isNotEmpty();
            // readme: end
            assertThat(tested.provider()).isSameAs(dns);
            // readme: test with a name server
        }
        // readme: end
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
