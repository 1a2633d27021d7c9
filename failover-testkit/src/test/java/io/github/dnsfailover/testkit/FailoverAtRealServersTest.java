package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.EndpointPool.TakeOver;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.WriteConflict;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole engines on real threads at real servers: names of addresses and of CNAMEs are taken over, move away and back,
 * while a client asks for them without a pause. No answer is without an address or a CNAME, and no serial that the
 * server ever had is.
 */
@Timeout(120)
class FailoverAtRealServersTest {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final DnsName WWW = DnsName.of("www.example.com");
    private static final DnsName SHOP = DnsName.of("shop.example.com");
    private static final DnsName FORMER_ADDRESS = DnsName.of("former-address.example.com");
    private static final DnsName FORMER_CNAME = DnsName.of("former-cname.example.com");
    private static final List<DnsName> NAMES = List.of(WWW, SHOP, FORMER_ADDRESS, FORMER_CNAME);

    private final ScriptedCheck check = new ScriptedCheck();
    private final Heard heard = new Heard();

    /** What was told, and a way to wait for it. */
    private static final class Heard {

        private final List<FailoverEvent> events = new CopyOnWriteArrayList<>();

        synchronized void hear(FailoverEvent event) {
            events.add(event);
            notifyAll();
        }

        synchronized void await(Predicate<List<FailoverEvent>> wanted) throws InterruptedException {
            while (!wanted.test(events)) {
                wait();
            }
        }

        /** Waits until each pool's last proved move is to this endpoint. */
        void awaitAllAt(String endpoint) throws InterruptedException {
            await(all -> NAMES.stream()
                    .allMatch(name -> all.stream()
                            .filter(ChangeProved.class::isInstance)
                            .map(ChangeProved.class::cast)
                            .filter(proved -> proved.pool().equals(name.toString()))
                            .reduce((first, second) -> second)
                            .filter(proved -> proved.to().equals(List.of(endpoint)))
                            .isPresent()));
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.dnsfailover.testkit.RealServers#all")
    void namesMoveAwayAndBackAndAreNeverEmpty(RealServers.Start start) throws Exception {
        try (RealServer server = start.start()) {
            server.put(RecordSet.of(RecordKey.of(WWW, RecordType.A), TTL, "192.0.2.1"));
            server.put(RecordSet.of(RecordKey.of(WWW, RecordType.AAAA), TTL, "2001:db8::1"));
            server.put(RecordSet.of(RecordKey.of(SHOP, RecordType.CNAME), TTL, "dc1.example.net"));
            server.put(RecordSet.of(RecordKey.of(FORMER_ADDRESS, RecordType.A), TTL, "203.0.113.9"));
            server.put(RecordSet.of(RecordKey.of(FORMER_CNAME, RecordType.CNAME), TTL, "former.example.net"));
            try (PollingClient client = new PollingClient(server.address(), NAMES);
                    FailoverEngine engine = engine(server)) {
                engine.start();
                heard.awaitAllAt("dc1");
                check.fails("dc1", "connection refused");
                heard.awaitAllAt("aws");
                assertAtAws(server);
                check.passes("dc1");
                heard.awaitAllAt("dc1");

                assertThat(client.empty()).isEmpty();
                assertThat(client.asked()).isGreaterThan(100);
                report(server, client);
            }

            assertThat(heard.events)
                    .filteredOn(TroubleBegan.class::isInstance)
                    .extracting(event -> ((TroubleBegan) event).trouble().kind())
                    .containsOnly(Kind.ENDPOINT_DOWN);
            assertThat(heard.events).noneMatch(WriteConflict.class::isInstance);
            assertThat(heard.events).noneMatch(ForeignEdit.class::isInstance);
            for (DnsName name : NAMES) {
                assertThat(since(server, name))
                        .as("%s under every serial", name)
                        .allMatch(version -> version.leadsSomewhere(name));
            }
        }
    }

    private static void assertAtAws(RealServer server) throws Exception {
        assertThat(server.look(RecordKey.of(WWW, RecordType.A)).values()).containsExactly("198.51.100.1");
        assertThat(server.look(RecordKey.of(WWW, RecordType.AAAA)).values()).containsExactly("2001:db8:1::1");
        assertThat(server.look(RecordKey.of(SHOP, RecordType.CNAME)).values()).containsExactly("aws.example.net.");
        assertThat(server.look(RecordKey.of(FORMER_ADDRESS, RecordType.CNAME)).values())
                .containsExactly("aws.example.net.");
        assertThat(server.look(RecordKey.of(FORMER_CNAME, RecordType.A)).values())
                .containsExactly("198.51.100.1");
    }

    /** The versions since the name came to be. */
    private static List<MemoryZone.Version> since(RealServer server, DnsName name) throws Exception {
        List<MemoryZone.Version> since = server.history().stream()
                .dropWhile(version -> !version.leadsSomewhere(name))
                .toList();
        assertThat(since.stream()
                        .map(version -> version.sets().stream()
                                .filter(set -> set.key().name().equals(name))
                                .toList())
                        .distinct())
                .as("states of %s", name)
                .hasSizeGreaterThanOrEqualTo(3);
        return since;
    }

    private void report(RealServer server, PollingClient client) throws Exception {
        System.out.println(server + ": 0 empty sets in " + server.history().size() + " serials, 0 empty answers in "
                + client.asked() + " polls");
    }

    private FailoverEngine engine(RealServer server) {
        DnsProvider dns = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .key(Keys::k1)
                .authorities(Authorities.at(List.of(server.address())))
                .build();
        Endpoint addressOne = Endpoint.primary("dc1", "192.0.2.1", "2001:db8::1");
        Endpoint addressTwo = Endpoint.backup("aws", "198.51.100.1", "2001:db8:1::1");
        Endpoint nameOne = Endpoint.primaryCname("dc1", "dc1.example.net").probeAt("192.0.2.1");
        Endpoint nameTwo = Endpoint.backupCname("aws", "aws.example.net").probeAt("198.51.100.1");
        return FailoverEngine.builder()
                .pool(pool(WWW, dns, addressOne, addressTwo))
                .pool(pool(SHOP, dns, nameOne, nameTwo))
                .pool(pool(FORMER_ADDRESS, dns, nameOne, nameTwo))
                .pool(pool(FORMER_CNAME, dns, addressOne, addressTwo))
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .listener(heard::hear)
                .build();
    }

    private EndpointPool pool(DnsName name, DnsProvider dns, Endpoint... endpoints) {
        EndpointPool.Builder pool = EndpointPool.named(name.toString()).name(name.toString());
        List.of(endpoints).forEach(pool::endpoint);
        return pool.check(check)
                .provider(dns)
                .takeOver(TakeOver.ADOPT)
                .failback(Failback.after(Duration.ofSeconds(1)))
                .ttl(Duration.ofSeconds(30))
                .interval(Duration.ofMillis(200))
                .timeout(Duration.ofMillis(200))
                .minimumUnhealthySpan(Duration.ZERO)
                .holdDown(Duration.ZERO)
                .escapeFloor(Duration.ZERO)
                .build();
    }
}
