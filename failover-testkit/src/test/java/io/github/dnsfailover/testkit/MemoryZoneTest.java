package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.ProviderTraits.Consistency;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryZone.Foreign;
import io.github.dnsfailover.testkit.MemoryZone.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryZoneTest {

    private static final DnsName WWW = DnsName.of("www.example.com");
    private static final RecordKey A = RecordKey.of(WWW, RecordType.A);
    private static final RecordKey CNAME = RecordKey.of(WWW, RecordType.CNAME);
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final RecordSet OLD = RecordSet.of(A, TTL, "192.0.2.1");
    private static final RecordSet NEW = RecordSet.of(A, TTL, "198.51.100.1");

    private final MemoryZone zone = MemoryZone.of("example.com");

    @Test
    void everyVersionIsKept() throws Exception {
        zone.put(OLD);
        zone.compareAndSet(RecordChange.of(OLD, NEW));
        zone.remove(A);

        assertThat(zone.history())
                .extracting(version -> version.get(A))
                .containsExactly(RecordSet.absent(A), OLD, NEW, RecordSet.absent(A));
        assertThat(zone.history()).extracting(Version::serial).containsExactly(1L, 2L, 3L, 4L);
        assertThat(zone.history())
                .extracting(version -> version.leadsSomewhere(WWW))
                .containsExactly(false, true, true, false);
    }

    @Test
    void whatChangesNothingIsNoVersion() {
        zone.put(OLD);
        zone.put(OLD);

        assertThat(zone.history()).hasSize(2);
    }

    @Test
    void listenersHearOfEachChange() {
        List<Long> serials = new ArrayList<>();
        zone.onChange(version -> serials.add(version.serial()));

        zone.put(OLD);
        zone.put(OLD);
        zone.put(NEW);

        assertThat(serials).containsExactly(2L, 3L);
    }

    @Test
    void aCnameBesideOthersIsRefused() {
        zone.put(OLD);

        assertThatIllegalStateException()
                .isThrownBy(() -> zone.put(RecordSet.of(CNAME, TTL, "lb.example.net")))
                .withMessageContaining("www.example.com.");
        assertThat(zone.history()).hasSize(2);
    }

    @Test
    void foreignRecordsBesideACnameAreRefused() {
        zone.put(RecordSet.of(CNAME, TTL, "lb.example.net"));

        assertThatIllegalStateException()
                .isThrownBy(() -> zone.put(new Foreign(WWW, "MX", TTL, List.of("10 mail.example.com."))));
    }

    @Test
    void namesOutsideAreRefused() {
        RecordKey outside = RecordKey.of("www.example.org", RecordType.A);

        assertThatIllegalArgumentException().isThrownBy(() -> zone.put(RecordSet.of(outside, TTL, "192.0.2.1")));
    }

    @Test
    void serversAnswerEachInTheirOwnWay() throws Exception {
        zone.put(OLD);
        MemoryDnsProvider provider = MemoryDnsProvider.of(zone).servers("follows", "lags", "lost", "lame");
        provider.server("lags").keepOld();
        provider.server("lost").goUnreachable();
        provider.server("lame").loseAuthority();

        provider.apply(RecordChange.of(OLD, NEW));

        List<Answer> answers = new ArrayList<>();
        for (Server server : provider.authorities().servers()) {
            answers.add(server.ask(A, Duration.ofSeconds(1)));
        }
        assertThat(answers)
                .containsExactly(
                        new Answer.Authoritative(NEW, Duration.ZERO),
                        new Answer.Authoritative(OLD, Duration.ZERO),
                        new Answer.Unreachable("lost does not answer"),
                        new Answer.NotAuthoritative("lame answered REFUSED"));
        provider.server("lags").follow();
        assertThat(provider.server("lags").ask(A, Duration.ofSeconds(1)))
                .isEqualTo(new Answer.Authoritative(NEW, Duration.ZERO));
    }

    @Test
    void aProviderThatSetsNoTtlKeepsTheOneThatIsThere() throws Exception {
        zone.put(RecordSet.of(A, Duration.ofMinutes(5), "192.0.2.1"));
        MemoryDnsProvider provider = MemoryDnsProvider.of(zone)
                .traits(ProviderTraits.of("example.com", Consistency.BEST_EFFORT)
                        .keepsOwnTtl()
                        .build());

        provider.apply(RecordChange.of(zone.get(A), NEW));

        assertThat(zone.get(A)).isEqualTo(RecordSet.of(A, Duration.ofMinutes(5), "198.51.100.1"));
    }

    @Test
    void anAliasBesideAddressesOfItsFamilyIsRefused() {
        MemoryZone zone = MemoryZone.of("example.com");
        RecordKey alias = RecordKey.of(WWW, RecordType.ALIAS);
        zone.put(OLD);
        zone.put(RecordSet.of(alias, Duration.ZERO, "lb.example.net AAAA"));

        assertThatIllegalStateException()
                .isThrownBy(() -> zone.put(RecordSet.of(alias, Duration.ZERO, "lb.example.net A AAAA")));
        assertThatIllegalStateException()
                .isThrownBy(() -> zone.put(RecordSet.of(alias, Duration.ZERO, "lb.example.net")));
        assertThat(zone.current().leadsSomewhere(WWW)).isTrue();
    }

    @Test
    void anAliasLeadsSomewhere() {
        MemoryZone zone = MemoryZone.of("example.com");
        zone.put(RecordSet.of(RecordKey.of(WWW, RecordType.ALIAS), Duration.ZERO, "lb.example.net"));

        Answer answer = MemoryDnsProvider.of(zone).server("ns1").ask(A, TTL);

        assertThat(zone.current().leadsSomewhere(WWW)).isTrue();
        assertThat(answer)
                .isEqualTo(new Answer.Authoritative(
                        RecordSet.of(A, Duration.ofSeconds(60), "192.0.2.254"), Duration.ZERO));
    }
}
