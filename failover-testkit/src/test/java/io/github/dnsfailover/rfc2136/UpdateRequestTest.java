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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
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

        UpdateRequest request = UpdateRequest.of(DnsName.of("example.com"), change);

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

        UpdateRequest request = UpdateRequest.of(DnsName.of("example.com"), change);

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

        UpdateRequest request = UpdateRequest.of(DnsName.of("example.com"), change);

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
                DnsProviderException.class, () -> UpdateRequest.of(DnsName.of("example.com"), change));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("www.example.com.").hasMessageContaining("beside another set");
    }

    @Test
    void addressesInThePlaceOfACname() throws Exception {
        RecordChange change = RecordChange.of(List.of(
                new Transition(RecordSet.absent(A), RecordSet.of(A, TTL, "192.0.2.1")),
                new Transition(RecordSet.of(CNAME, TTL, "lb.example.net"), RecordSet.absent(CNAME))));

        UpdateRequest request = UpdateRequest.of(DnsName.of("example.com"), change);

        assertThat(lines(request, Section.PREREQ))
                .containsExactly("www.example.com. 0 NONE A", "www.example.com. 0 IN CNAME lb.example.net.");
        assertThat(lines(request, Section.UPDATE))
                .containsExactly("www.example.com. 0 ANY CNAME", "www.example.com. 30 IN A 192.0.2.1");
    }

    @Test
    void anotherTargetOfACnameReplacesItAndDemandsNothingElse() throws Exception {
        RecordChange change =
                RecordChange.of(RecordSet.of(CNAME, TTL, "a.example.net"), RecordSet.of(CNAME, TTL, "b.example.net"));

        UpdateRequest request = UpdateRequest.of(DnsName.of("example.com"), change);

        assertThat(lines(request, Section.PREREQ)).containsExactly("www.example.com. 0 IN CNAME a.example.net.");
        assertThat(lines(request, Section.UPDATE)).containsExactly("www.example.com. 30 IN CNAME b.example.net.");
        assertThat(request.neighbours()).isEmpty();
    }

    @Test
    void anotherTtl() throws Exception {
        RecordChange change =
                RecordChange.of(RecordSet.of(A, Duration.ofHours(1), "192.0.2.1"), RecordSet.of(A, TTL, "192.0.2.1"));

        UpdateRequest request = UpdateRequest.of(DnsName.of("example.com"), change);

        assertThat(lines(request, Section.UPDATE))
                .containsExactly("www.example.com. 0 ANY A", "www.example.com. 30 IN A 192.0.2.1");
    }

    @Test
    void twentyNamesThatBecomeCnamesFitIntoOneMessage() throws Exception {
        String label = "customer-portal-of-the-largest-of-all-my-shops-xxxxxxxxxxxxxx";
        List<Transition> transitions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            transitions.addAll(toAlias(label + i + ".example.com"));
        }

        UpdateRequest request = UpdateRequest.of(DnsName.of("example.com"), RecordChange.of(transitions));

        Message decoded = new Message(request.message().toWire());
        assertThat(decoded.numBytes()).isLessThan(UpdateRequest.MOST_OCTETS);
        assertThat(decoded.getHeader().getCount(Section.UPDATE)).isEqualTo(40);
        assertThat(request.cleared()).hasSize(20);
        assertThat(lines(request, Section.PREREQ))
                .filteredOn(line -> line.startsWith(label + "19."))
                .hasSizeGreaterThan(100)
                .anyMatch(line -> line.endsWith("HTTPS"))
                .anyMatch(line -> line.endsWith("TYPE65402"));
    }

    private static List<Transition> toAlias(String name) {
        RecordSet a = RecordSet.of(RecordKey.of(name, RecordType.A), TTL, "192.0.2.1");
        RecordKey aaaa = RecordKey.of(name, RecordType.AAAA);
        RecordSet cname = RecordSet.of(RecordKey.of(name, RecordType.CNAME), TTL, "lb.example.net");
        return List.of(
                new Transition(a, RecordSet.absent(a.key())),
                new Transition(RecordSet.absent(aaaa), RecordSet.absent(aaaa)),
                new Transition(RecordSet.absent(cname.key()), cname));
    }

    @Test
    void aChangeThatFitsIntoNoMessageIsRefusedWithItsSize() {
        List<Transition> transitions = IntStream.range(0, 20)
                .mapToObj(i -> RecordKey.of("n" + i + ".example.com", RecordType.A))
                .map(key -> new Transition(addresses(key, "192.0.2."), addresses(key, "198.51.100.")))
                .toList();

        DnsProviderException failure = catchThrowableOfType(
                DnsProviderException.class,
                () -> UpdateRequest.of(DnsName.of("example.com"), RecordChange.of(transitions)));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure.getMessage())
                .matches("the change makes a message of 1\\d{5} octets, .* a DNS message has 65535");
    }

    private static RecordSet addresses(RecordKey key, String prefix) {
        return RecordSet.of(
                key, TTL, IntStream.range(0, 200).mapToObj(i -> prefix + i).toList());
    }

    /** Back from an address to CNAMEs needs more room than the way there. */
    @Test
    void aChangeWhoseWayBackFitsIntoNoMessageIsRefused() {
        List<Transition> transitions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            for (Transition there : toAlias("n" + i + ".example.com")) {
                RecordSet alias = there.desired();
                RecordSet address = there.expected();
                transitions.add(new Transition(alias, address));
            }
        }

        DnsProviderException failure = catchThrowableOfType(
                DnsProviderException.class,
                () -> UpdateRequest.of(DnsName.of("example.com"), RecordChange.of(transitions)));

        assertThat(failure).hasMessageContaining("if it has to be taken back");
    }

    @Test
    void moreValuesThanAnyMessageHoldsAreRefused() {
        List<Transition> transitions = IntStream.range(0, 6_000)
                .mapToObj(i -> RecordKey.of("n" + i + ".example.com", RecordType.A))
                .map(key -> new Transition(RecordSet.of(key, TTL, "192.0.2.1"), RecordSet.of(key, TTL, "192.0.2.2")))
                .toList();

        DnsProviderException failure = catchThrowableOfType(
                DnsProviderException.class,
                () -> UpdateRequest.of(DnsName.of("example.com"), RecordChange.of(transitions)));

        assertThat(failure).hasMessageContaining("12000 values");
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
