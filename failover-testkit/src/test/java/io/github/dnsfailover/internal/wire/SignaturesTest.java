package io.github.dnsfailover.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.Authorities.Signatures.State;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.MemoryZone.Foreign;
import io.github.dnsfailover.testkit.NameServer;
import io.github.dnsfailover.testkit.RealServer;
import io.github.dnsfailover.testkit.RealServers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The signatures of real servers, looked at for now and for a time when they have expired. */
class SignaturesTest {

    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofSeconds(30);

    /** Longer than any server signs for by default: BIND 14 days, Knot 14, PowerDNS 21. */
    private static final Duration LONG = Duration.ofDays(60);

    private static final RecordSet WWW =
            RecordSet.of(RecordKey.of("www.example.com", RecordType.A), TTL, "192.0.2.1", "192.0.2.2");
    private static final RecordSet ALIAS =
            RecordSet.of(RecordKey.of("alias.example.com", RecordType.CNAME), TTL, "lb.example.net");
    private static final RecordSet TEXT =
            RecordSet.of(RecordKey.of("_failover.www.example.com", RecordType.TXT), TTL, "v=1 owner=dnsfailover");
    private static final List<RecordKey> KEYS = List.of(WWW.key(), ALIAS.key(), TEXT.key());

    private static final List<RecordKey> STANDING = List.of(WWW.key());

    static Stream<Named<RealServers.Start>> signed() {
        return RealServers.all().filter(each -> each.getName().contains("signed"));
    }

    private static Server at(RealServer real) throws IOException {
        return Authorities.at(List.of(real.address())).servers().get(0);
    }

    @ParameterizedTest
    @MethodSource("signed")
    void freshOnesHoldAndLaterTheyHaveExpired(RealServers.Start start) throws IOException {
        try (RealServer real = start.start()) {
            for (RecordSet set : List.of(WWW, ALIAS, TEXT)) {
                real.put(set);
            }
            Server server = at(real);

            assertThat(server.signatures(KEYS, Instant.now(), PATIENT)).isEqualTo(new Signatures(State.VERIFIED, ""));
            Signatures later = server.signatures(KEYS, Instant.now().plus(LONG), PATIENT);
            assertThat(later.state()).isEqualTo(State.BROKEN);
            assertThat(later.detail()).contains("www.example.com. A: the signature expired 20");
            assertThat(server.signatures(KEYS, Instant.now().minus(LONG), PATIENT)
                            .detail())
                    .contains("the signature is not valid before 20");
        }
    }

    @ParameterizedTest
    @MethodSource("signed")
    void whereTheParentHasADsRecordTheyAreBogus(RealServers.Start start) throws IOException {
        MemoryZone parent = MemoryZone.of("example.com");
        parent.put(new Foreign(parent.name(), "NS", TTL, List.of("ns1.example.com.")));
        parent.put(RecordSet.of(RecordKey.of("ns1.example.com", RecordType.A), TTL, "127.0.0.1"));
        try (RealServer real = start.start();
                NameServer resolver = NameServer.of(parent).start()) {
            real.put(WWW);
            Instant later = Instant.now().plus(LONG);
            ZoneServers found = new ZoneServers(parent.name(), () -> List.of(resolver.address()), real.port());
            Server without = found.servers().get(0);
            assertThat(without.signatures(STANDING, later, PATIENT).state()).isEqualTo(State.UNSIGNED);

            parent.put(new Foreign(parent.name(), "DS", TTL, List.of("12345 13 2 " + "AB".repeat(32))));
            Server with = found.servers().get(0);
            assertThat(with.signatures(STANDING, later, PATIENT).state()).isEqualTo(State.BOGUS);
            assertThat(with.signatures(STANDING, Instant.now(), PATIENT).state())
                    .isEqualTo(State.VERIFIED);
        }
    }

    @Test
    void anUnsignedZoneIsBogusOnlyIfItsParentSaysThatItIsSigned() throws IOException {
        MemoryZone zone = MemoryZone.of("example.com");
        zone.put(new Foreign(zone.name(), "NS", TTL, List.of("ns1.example.com.")));
        zone.put(RecordSet.of(RecordKey.of("ns1.example.com", RecordType.A), TTL, "127.0.0.1"));
        zone.put(WWW);
        try (NameServer server = NameServer.of(zone).start()) {
            ZoneServers found = new ZoneServers(zone.name(), () -> List.of(server.address()), server.port());
            Server unsigned = found.servers().get(0);
            assertThat(unsigned.signatures(STANDING, Instant.now(), PATIENT).state())
                    .isEqualTo(State.UNSIGNED);

            zone.put(new Foreign(zone.name(), "DS", TTL, List.of("12345 13 2 " + "AB".repeat(32))));
            Server promised = found.servers().get(0);
            assertThat(promised.signatures(STANDING, Instant.now(), PATIENT).state())
                    .isEqualTo(State.BOGUS);
        }
    }

    @Test
    void aServerThatIsGoneHasNotAnswered() throws IOException {
        MemoryZone zone = MemoryZone.of("example.com");
        try (NameServer server = NameServer.of(zone).start()) {
            Server gone = Authorities.at(List.of(server.address())).servers().get(0);
            server.stop();

            assertThat(gone.signatures(KEYS, Instant.now(), PATIENT).state()).isEqualTo(State.UNANSWERED);
        }
    }
}
