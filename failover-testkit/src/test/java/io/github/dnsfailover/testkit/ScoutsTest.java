package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a provider that is out of reach is called, whatever number of pools wants to move. */
class ScoutsTest {

    private final VirtualRuntime runtime = new VirtualRuntime(3);
    private final ScriptedCheck check = new ScriptedCheck();
    private final MemoryDnsProvider memory = MemoryDnsProvider.of(MemoryZone.of("example.com"));
    private final List<Duration> calls = new ArrayList<>();
    private boolean away;

    private EndpointPool pool(int number, DnsProvider dns) {
        return EndpointPool.named("p" + number)
                .name("p" + number + ".example.com")
                .endpoint(Endpoint.primary("dc1", "192.0.2.1"))
                .endpoint(Endpoint.backup("aws", "198.51.100.1"))
                .check(check)
                .provider(dns)
                .build();
    }

    private long callsBetween(Duration from, Duration until) {
        return calls.stream()
                .filter(at -> at.compareTo(from) >= 0 && at.compareTo(until) < 0)
                .count();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 40})
    void aProviderThatIsAwayIsCalledTwentyTimesAMinuteAndFoundAgainWithinThreeSeconds(int pools) {
        DnsProvider dns = new Absent();
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .leadership(Leadership.singleInstance())
                .runtime(runtime)
                .withoutLogging();
        for (int i = 0; i < pools; i++) {
            builder.pool(pool(i, dns));
        }
        try (FailoverEngine engine = builder.build()) {
            engine.start();
            runtime.advance(Duration.ofMinutes(2));
            away = true;
            check.fails("dc1", "connection refused");
            runtime.advance(Duration.ofMinutes(2));

            Duration from = runtime.passed();
            runtime.advance(Duration.ofMinutes(10));
            assertThat(callsBetween(from, runtime.passed()))
                    .as("calls in 10 min")
                    .isBetween(185L, 200L);

            away = false;
            Duration back = runtime.passed();
            runtime.advance(Duration.ofSeconds(4));
            assertThat(callsBetween(back, runtime.passed())).isPositive();
            runtime.advance(Duration.ofSeconds(30));
            for (int i = 0; i < pools; i++) {
                RecordKey key = RecordKey.of("p" + i + ".example.com", RecordType.A);
                assertThat(memory.zone().get(key).values()).containsExactly("198.51.100.1");
            }
        }
    }

    /** Whose host cannot be reached now and then. */
    private final class Absent implements DnsProvider {

        private void call() throws DnsProviderException {
            calls.add(runtime.passed());
            runtime.elapse(Duration.ofMillis(50));
            if (away) {
                throw DnsProviderException.notApplied("no route to host");
            }
        }

        @Override
        public ProviderTraits traits() {
            return memory.traits();
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
            call();
            return memory.read(keys);
        }

        @Override
        public WriteResult apply(RecordChange change) throws DnsProviderException {
            call();
            return memory.apply(change);
        }

        @Override
        public Authorities authorities() {
            return memory.authorities();
        }
    }
}
