package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The message of each kind of change, record by record. */
class UpdateRequestTest {

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey CNAME = RecordKey.of("www.example.com", RecordType.CNAME);
    private static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);
    private static final Duration TTL = Duration.ofSeconds(30);

    @Test
    void aMoveWithItsMark() throws Exception {
        RecordChange change = RecordChange.of(List.of(
                new Transition(RecordSet.of(A, TTL, "192.0.2.1", "192.0.2.2"), RecordSet.of(A, TTL, "198.51.100.1")),
                new Transition(RecordSet.of(MARK, TTL, "gen=1"), RecordSet.of(MARK, TTL, "gen=2"))));

        UpdateRequest request = new UpdateRequest(DnsName.of("example.com"), change);

        assertThat(lines(request, Section.ZONE)).containsExactly("example.com. 0 IN SOA");
        assertThat(lines(request, Section.PREREQ))
                .containsExactly(
                        "www.example.com. 0 IN A 192.0.2.1",
                        "www.example.com. 0 IN A 192.0.2.2",
                        "_failover.www.example.com. 0 IN TXT gen=1",
                        "www.example.com. 0 NONE CNAME",
                        "_failover.www.example.com. 0 NONE CNAME");
        assertThat(lines(request, Section.UPDATE))
                .containsExactly(
                        "www.example.com. 0 ANY A",
                        "_failover.www.example.com. 0 ANY TXT",
                        "www.example.com. 30 IN A 198.51.100.1",
                        "_failover.www.example.com. 30 IN TXT gen=2");
    }

    @Test
    void aCnameInThePlaceOfAddresses() throws Exception {
        RecordChange change = RecordChange.of(List.of(
                new Transition(RecordSet.absent(CNAME), RecordSet.of(CNAME, TTL, "lb.example.net")),
                new Transition(RecordSet.of(A, TTL, "192.0.2.1"), RecordSet.absent(A))));

        UpdateRequest request = new UpdateRequest(DnsName.of("example.com"), change);

        assertThat(lines(request, Section.PREREQ))
                .startsWith("www.example.com. 0 NONE CNAME", "www.example.com. 0 IN A 192.0.2.1")
                .contains(
                        "www.example.com. 0 NONE AAAA", "www.example.com. 0 NONE HINFO", "www.example.com. 0 NONE KEY")
                .contains("www.example.com. 0 NONE TYPE300", "www.example.com. 0 NONE TYPE65402")
                .doesNotContain("www.example.com. 0 NONE A", "www.example.com. 0 NONE RRSIG")
                .doesNotHaveDuplicates();
        assertThat(lines(request, Section.UPDATE))
                .containsExactly("www.example.com. 0 ANY ANY", "www.example.com. 30 IN CNAME lb.example.net.");
    }

    @Test
    void aCnameInThePlaceOfNothing() throws Exception {
        RecordChange change = RecordChange.of(RecordSet.absent(CNAME), RecordSet.of(CNAME, TTL, "lb.example.net"));

        UpdateRequest request = new UpdateRequest(DnsName.of("example.com"), change);

        assertThat(lines(request, Section.PREREQ))
                .containsExactly("www.example.com. 0 NONE CNAME", "www.example.com. 0 NONE ANY");
        assertThat(lines(request, Section.UPDATE)).containsExactly("www.example.com. 30 IN CNAME lb.example.net.");
        assertThat(request.neighbours()).hasSizeGreaterThan(400);
    }

    @Test
    void aCnameBesideAnotherSetIsRefused() {
        RecordChange change = RecordChange.of(List.of(
                new Transition(RecordSet.absent(CNAME), RecordSet.of(CNAME, TTL, "lb.example.net")),
                new Transition(RecordSet.of(A, TTL, "192.0.2.1"), RecordSet.of(A, TTL, "192.0.2.1"))));

        DnsProviderException failure = catchThrowableOfType(
                DnsProviderException.class, () -> new UpdateRequest(DnsName.of("example.com"), change));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("www.example.com.").hasMessageContaining("beside another set");
    }

    @Test
    void addressesInThePlaceOfACname() throws Exception {
        RecordChange change = RecordChange.of(List.of(
                new Transition(RecordSet.absent(A), RecordSet.of(A, TTL, "192.0.2.1")),
                new Transition(RecordSet.of(CNAME, TTL, "lb.example.net"), RecordSet.absent(CNAME))));

        UpdateRequest request = new UpdateRequest(DnsName.of("example.com"), change);

        assertThat(lines(request, Section.PREREQ))
                .containsExactly("www.example.com. 0 NONE A", "www.example.com. 0 IN CNAME lb.example.net.");
        assertThat(lines(request, Section.UPDATE))
                .containsExactly("www.example.com. 0 ANY CNAME", "www.example.com. 30 IN A 192.0.2.1");
    }

    @Test
    void anotherTargetOfACnameReplacesItAndDemandsNothingElse() throws Exception {
        RecordChange change =
                RecordChange.of(RecordSet.of(CNAME, TTL, "a.example.net"), RecordSet.of(CNAME, TTL, "b.example.net"));

        UpdateRequest request = new UpdateRequest(DnsName.of("example.com"), change);

        assertThat(lines(request, Section.PREREQ)).containsExactly("www.example.com. 0 IN CNAME a.example.net.");
        assertThat(lines(request, Section.UPDATE)).containsExactly("www.example.com. 30 IN CNAME b.example.net.");
        assertThat(request.neighbours()).isEmpty();
    }

    @Test
    void anotherTtl() throws Exception {
        RecordChange change =
                RecordChange.of(RecordSet.of(A, Duration.ofHours(1), "192.0.2.1"), RecordSet.of(A, TTL, "192.0.2.1"));

        UpdateRequest request = new UpdateRequest(DnsName.of("example.com"), change);

        assertThat(lines(request, Section.UPDATE))
                .containsExactly("www.example.com. 0 ANY A", "www.example.com. 30 IN A 192.0.2.1");
    }

    private static List<String> lines(UpdateRequest request, int section) {
        return request.message().getSection(section).stream()
                .map(UpdateRequestTest::line)
                .toList();
    }

    private static String line(Record record) {
        return (record.getName() + " " + record.getTTL() + " " + DClass.string(record.getDClass()) + " "
                        + Type.string(record.getType()) + " " + record.rdataToString())
                .trim();
    }
}
