package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StateStore;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarmUpTest {

    private final VirtualRuntime runtime = new VirtualRuntime(1);
    private final Noting dns = new Noting();

    @Test
    void aFollowerWarmsItsProviderUpOnceForAllPools() {
        try (FailoverEngine engine = engine(new ScriptedLeadership(), new SharedStateStore())) {
            engine.start();
            runtime.advance(Duration.ofMinutes(5));

            assertThat(dns.calls).containsExactly("warmUp");
        }
    }

    @Test
    void aLeaderWarmsUpBeforeItReads() {
        try (FailoverEngine engine = engine(Leadership.singleInstance(), StateStore.memory())) {
            engine.start();
            runtime.advance(Duration.ofSeconds(1));

            assertThat(dns.calls).containsExactly("warmUp", "read", "read");
        }
    }

    @Test
    void aWarmUpThatFailsDoesNoHarm() {
        dns.failure = "no credentials";
        try (FailoverEngine engine = engine(Leadership.singleInstance(), StateStore.memory())) {
            engine.start();
            runtime.advance(Duration.ofSeconds(30));

            assertThat(dns.zone.get(RecordKey.of("a.example.com", RecordType.A)).isEmpty())
                    .isFalse();
        }
    }

    /** With one call at a time nothing was ever read or written, and the name stayed where it was. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWarmUpThatHangsIsCalledOff(boolean heedsInterrupts) {
        dns.oneAtATime();
        dns.hangs = () -> {
            if (heedsInterrupts) {
                runtime.elapse(Duration.ofDays(30));
            } else {
                runtime.elapseDeaf(Duration.ofDays(30));
            }
        };
        try (FailoverEngine engine = engine(Leadership.singleInstance(), StateStore.memory())) {
            engine.start();
            runtime.advance(dns.traits().slowestCall().multipliedBy(2).plusSeconds(30));

            assertThat(dns.zone.get(RecordKey.of("a.example.com", RecordType.A)).isEmpty())
                    .isFalse();
        }
    }

    private FailoverEngine engine(Leadership leadership, StateStore store) {
        return FailoverEngine.builder()
                .pool(pool("a", "192.0.2.1"))
                .pool(pool("b", "192.0.2.2"))
                .leadership(leadership)
                .stateStore(store)
                .runtime(runtime)
                .withoutLogging()
                .build();
    }

    private EndpointPool pool(String label, String address) {
        return EndpointPool.named(label)
                .name(label + ".example.com")
                .endpoint(Endpoint.primary("dc1", address))
                .check(new ScriptedCheck())
                .provider(dns)
                .build();
    }

    /** Keeps a list of the calls it gets. */
    private static final class Noting implements DnsProvider {

        private final MemoryZone zone = MemoryZone.of("example.com");
        private MemoryDnsProvider inner = MemoryDnsProvider.of(zone);
        private final List<String> calls = new ArrayList<>();
        private String failure = "";
        private Runnable hangs = () -> {};

        private void oneAtATime() {
            inner = inner.traits(ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                    .oneWriteAtATime()
                    .build());
        }

        @Override
        public ProviderTraits traits() {
            return inner.traits();
        }

        @Override
        public void warmUp() throws DnsProviderException {
            calls.add("warmUp");
            hangs.run();
            if (!failure.isEmpty()) {
                throw DnsProviderException.notApplied(failure);
            }
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
            calls.add("read");
            return inner.read(keys);
        }

        @Override
        public WriteResult apply(RecordChange change) throws DnsProviderException {
            calls.add("apply");
            return inner.apply(change);
        }
    }
}
