package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.PreflightReport.Finding;
import io.github.dnsfailover.PreflightReport.Level;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Engines at a server that answers something else than stands in the zone. */
@Timeout(60)
class OddZonesTest {

    private static final Duration TTL = Duration.ofSeconds(60);

    private final MemoryZone zone = MemoryZone.of("example.com");
    private final BlockingQueue<FailoverEvent> events = new LinkedBlockingQueue<>();

    @Test
    void aNameInAZoneBelowIsAProblemOfPreflightAndIsNotTakenOver() throws Exception {
        MemoryZone child = MemoryZone.of("sub.example.com");
        try (NameServer server = NameServer.of(zone)
                        .alsoServing(child)
                        .key("k1", Keys.SECRET)
                        .start();
                FailoverEngine engine = engine(server.address(), "new.sub.example.com")) {
            engine.start();

            Trouble refused = next(TroubleBegan.class).trouble();
            assertThat(refused.kind()).isEqualTo(Trouble.Kind.READ_REFUSED);
            assertThat(refused.text()).contains("lies in the zone sub.example.com.");
            assertThat(engine.preflight().get(30, TimeUnit.SECONDS).findings())
                    .filteredOn(finding -> finding.level() == Level.PROBLEM)
                    .extracting(Finding::text)
                    .anyMatch(text -> text.contains("lies in the zone sub.example.com."));
            assertThat(server.zone().history()).hasSize(1);
        }
    }

    @Test
    void wildcardsAreNoOwnersAndANameBelowThemIsTakenOver() throws Exception {
        RecordKey www = RecordKey.of("www.example.com", RecordType.A);
        zone.put(RecordSet.of(RecordKey.of("*.example.com", RecordType.TXT), TTL, "v=spf1 -all"));
        zone.put(RecordSet.of(RecordKey.of("*.example.com", RecordType.A), TTL, "203.0.113.9"));
        try (NameServer server = NameServer.of(zone).key("k1", Keys.SECRET).start();
                FailoverEngine engine = engine(server.address(), "www.example.com")) {
            engine.start();

            assertThat(next(RecordsChanged.class).to()).containsExactly("dc1");
            assertThat(zone.get(www).values()).containsExactly("192.0.2.1");
            assertThat(zone.get(RecordKey.of("_failover.www.example.com", RecordType.TXT))
                            .isEmpty())
                    .isFalse();
        }
    }

    /** Who may write that one text stops all moves, so people are waked before anything is dead. */
    @Test
    void aTextOfTwoStringsWhereTheMarkBelongsIsAnAlarmAtOnce() throws Exception {
        try (NamedServer bind =
                        NamedServer.of("example.com").key("k1", Keys.SECRET).start();
                FailoverEngine engine = engine(bind.address(), "www.example.com")) {
            bind.put("_failover.www.example.com", "TXT", TTL, "\"v=1 owner=\" \"evil\"");

            engine.start();

            Trouble refused = next(TroubleBegan.class).trouble();
            assertThat(refused.kind()).isEqualTo(Trouble.Kind.READ_REFUSED);
            assertThat(refused.severity()).isEqualTo(FailoverEvent.Severity.ALARM);
            assertThat(refused.text()).contains("_failover.www.example.com").contains("2 character-strings");
        }
    }

    private <T extends FailoverEvent> T next(Class<T> kind) throws InterruptedException {
        while (true) {
            FailoverEvent event = events.take();
            if (kind.isInstance(event)) {
                return kind.cast(event);
            }
        }
    }

    private FailoverEngine engine(InetSocketAddress server, String name) {
        DnsProvider dns = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.getPort())
                .key(Keys::k1)
                .authorities(Authorities.at(List.of(server)))
                .build();
        EndpointPool pool = EndpointPool.named("www")
                .name(name)
                .endpoint(Endpoint.primary("dc1", "192.0.2.1"))
                .endpoint(Endpoint.backup("aws", "198.51.100.1"))
                .check(new ScriptedCheck())
                .provider(dns)
                .build();
        return FailoverEngine.builder()
                .pool(pool)
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .listener(events::add)
                .build();
    }
}
