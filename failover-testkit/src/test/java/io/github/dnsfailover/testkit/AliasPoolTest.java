package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.TroubleBegan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool that publishes aliases, from the probe to the proof. */
class AliasPoolTest {

    private static final RecordKey ALIAS = RecordKey.of("example.com", RecordType.ALIAS);
    private static final String DUBLIN = "lb.dublin.example.net. A zone=Z1";
    private static final String OHIO = "lb.ohio.example.org. A zone=Z2";

    private final VirtualRuntime runtime = new VirtualRuntime(1);
    private final MemoryZone zone = MemoryZone.of("example.com");
    private final MemoryDnsProvider dns = MemoryDnsProvider.of(zone)
            .traits(ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                    .types(EnumSet.allOf(RecordType.class))
                    .build())
            .servers("ns1", "ns2");
    private final ScriptedCheck check = new ScriptedCheck();
    private final List<FailoverEvent> events = new ArrayList<>();
    private FailoverEngine engine;

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void itMovesAndTheMoveIsProved() {
        start(pool -> pool);
        runtime.advance(Duration.ofSeconds(30));

        check.fails("dublin", "connection refused");
        runtime.advance(Duration.ofSeconds(60));

        assertThat(zone.get(ALIAS).values()).containsExactly(OHIO);
        ChangeProved proved = last(ChangeProved.class);
        assertThat(proved.to()).containsExactly("ohio");
        assertThat(proved.servers()).containsExactly("ns1", "ns2");
        assertThat(proved.horizon()).isEqualTo(proved.lastServer().plusSeconds(60));
    }

    @Test
    void addressesThatGaveWayAreNotLookedFor() {
        zone.put(RecordSet.of(RecordKey.of("example.com", RecordType.A), Duration.ofMinutes(5), "203.0.113.9"));

        start(pool -> pool.takeOver(EndpointPool.TakeOver.ADOPT));
        runtime.advance(Duration.ofSeconds(30));

        assertThat(zone.get(ALIAS).values()).containsExactly(DUBLIN);
        ChangeProved proved = last(ChangeProved.class);
        assertThat(proved.horizon()).isEqualTo(proved.lastServer().plusSeconds(300));
    }

    @Test
    void aServerThatHasNoAddressForTheAliasLags() {
        dns.server("ns2").keepOld();

        start(EndpointPool.Builder::markless);
        runtime.advance(Duration.ofSeconds(100));

        assertThat(lag())
                .startsWith("1 of 2 servers give [dublin]: ns2 lags, it has no address for the alias at example.com.;");
    }

    @Test
    void aServerOutOfReachLags() {
        dns.server("ns1").goUnreachable();
        dns.server("ns2").loseAuthority();

        start(EndpointPool.Builder::markless);
        runtime.advance(Duration.ofSeconds(100));

        assertThat(lag())
                .startsWith(
                        "0 of 2 servers give [dublin]: ns1 does not answer: ns1 does not answer; ns2 is intercepted or"
                                + " not authoritative: ns2 answered REFUSED;");
    }

    private void start(UnaryOperator<EndpointPool.Builder> more) {
        EndpointPool pool = more.apply(EndpointPool.named("shop")
                        .name("example.com")
                        .endpoint(Endpoint.primaryAlias("dublin", DUBLIN).probeAt("192.0.2.1"))
                        .endpoint(Endpoint.backupAlias("ohio", OHIO).probeAt("198.51.100.1"))
                        .check(check)
                        .provider(dns))
                .build();
        engine = FailoverEngine.builder()
                .pool(pool)
                .leadership(Leadership.singleInstance())
                .runtime(runtime)
                .withoutLogging()
                .listener(events::add)
                .build();
        engine.start();
    }

    private String lag() {
        Trouble trouble = last(TroubleBegan.class).trouble();
        assertThat(trouble.kind()).isEqualTo(Trouble.Kind.NOT_PROVED);
        return trouble.text();
    }

    private <T extends FailoverEvent> T last(Class<T> kind) {
        List<T> all = events.stream().filter(kind::isInstance).map(kind::cast).toList();
        assertThat(all).as("events %s", events).isNotEmpty();
        return all.get(all.size() - 1);
    }
}
