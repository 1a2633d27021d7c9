package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.Keys;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RightsProofTest {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey CNAME = RecordKey.of("api.example.com", RecordType.CNAME);
    private static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);
    private static final RecordKey OTHER = RecordKey.of("_failover.api.example.com", RecordType.TXT);
    private static final RecordSet SET = RecordSet.of(A, TTL, "192.0.2.1", "192.0.2.2");
    private static final RecordSet ALIAS = RecordSet.of(CNAME, TTL, "lb.example.net");
    private static final RecordSet GEN1 = RecordSet.of(MARK, TTL, "v=1 gen=1");

    private final MemoryZone zone = MemoryZone.of("example.com");
    private NameServer server;

    @BeforeEach
    void start() throws IOException {
        zone.put(SET);
        zone.put(ALIAS);
        zone.put(GEN1);
        server = NameServer.of(zone)
                .key("k1", Keys.SECRET)
                .keyWithoutGrant("nogrant", Keys.SECRET)
                .start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void whatStandsIsProvedWithoutAChangeAndACnameIsLeftOut() throws Exception {
        long before = zone.current().serial();

        assertThat(provider("k1").proveRights(List.of(SET, ALIAS, GEN1))).containsExactly(A, MARK);

        assertThat(zone.current().serial()).isEqualTo(before);
        assertThat(server.updates()).isPositive();
    }

    @Test
    void aMissingRightIsNamed() {
        DnsProviderException failure = catchThrowableOfType(
                DnsProviderException.class, () -> provider("nogrant").proveRights(List.of(SET, GEN1)));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure)
                .hasMessageContaining("no right to write [www.example.com. A, _failover.www.example.com. TXT]")
                .hasMessageContaining("REFUSED");
    }

    @Test
    void anotherTtlThanWasReadProvesNothingAndIsNotSetBack() throws Exception {
        RecordSet shorter = RecordSet.of(A, Duration.ofSeconds(30), SET.values());
        zone.put(shorter);

        assertThat(provider("k1").proveRights(List.of(SET))).isEmpty();

        assertThat(zone.get(A)).isEqualTo(shorter);
    }

    /** Whoever says yes to everything has proved nothing. */
    @Test
    void nothingIsProvedWhereDemandsAreNotCompared() throws Exception {
        serveSayingYesToDemands();

        assertThat(provider("k1").proveRights(List.of(SET, GEN1))).isEmpty();
    }

    @Test
    void nothingIsAskedWhereNothingCouldBeProved() throws Exception {
        assertThat(provider("k1").proveRights(List.of(ALIAS))).isEmpty();

        assertThat(server.questions() + server.updates()).isZero();
    }

    /** A front that says yes to what is never met might as well do it. */
    @Test
    void whatDoesNotExistIsAskedAboutOnlyWhereDemandsAreCompared() throws Exception {
        serveSayingYesToDemands();

        assertThat(provider("k1").proveRights(List.of(RecordSet.absent(OTHER)))).isEmpty();

        assertThat(server.updates()).isPositive();
        assertThat(server.answers("YXRRSET"))
                .as("additions that were asked about")
                .isZero();
    }

    @Test
    void whatDoesNotExistIsNotProvedAndNotMade() throws Exception {
        long before = zone.current().serial();

        assertThat(provider("k1").proveRights(List.of(SET, RecordSet.absent(OTHER))))
                .containsExactly(A);

        assertThat(zone.current().serial()).isEqualTo(before);
    }

    @Test
    void ofManyThatDoNotExistNotAllAreAskedAbout() throws Exception {
        List<RecordSet> absent = IntStream.range(0, 50)
                .mapToObj(n -> RecordSet.absent(RecordKey.of("n" + n + ".example.com", RecordType.A)))
                .toList();

        assertThat(provider("k1").proveRights(absent)).isEmpty();

        assertThat(server.updates()).isBetween(20L, 30L);
    }

    @Test
    void aMissingRightToWhatDoesNotExistIsNamed() {
        DnsProviderException failure = catchThrowableOfType(
                DnsProviderException.class, () -> provider("nogrant").proveRights(List.of(RecordSet.absent(OTHER))));

        assertThat(failure).hasMessageContaining("no right to write [_failover.api.example.com. TXT]");
        assertThat(failure.isAnswered()).isTrue();
    }

    private void serveSayingYesToDemands() throws IOException {
        server.close();
        server = NameServer.of(zone)
                .key("k1", Keys.SECRET)
                .quirk(NameServer.Quirk.SAYS_YES_TO_DEMANDS)
                .start();
    }

    private Rfc2136Provider provider(String key) {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .key(TsigKey.of(key, Keys.SECRET))
                .build();
    }
}
