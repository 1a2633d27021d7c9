package io.github.dnsfailover.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.Target.Network;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.wire.AliasAddresses.Alias;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import io.github.dnsfailover.testkit.ScriptedCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One name server plays all parts: it is the target's authority, and the resolver that leads there. */
class AliasCheckTest {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Target LB = Target.ofName("www", "aws", "lb.example.com");

    private final MemoryZone zone = MemoryZone.of("example.com");
    private final ScriptedCheck check = new ScriptedCheck();
    private final List<String> probed = new ArrayList<>();
    private NameServer server;

    @BeforeEach
    void start() throws IOException {
        server = NameServer.of(zone).start();
        put("ns1", RecordType.A, "127.0.0.1");
        put("lb", RecordType.A, "192.0.2.1", "192.0.2.2");
        put("lb", RecordType.AAAA, "2001:db8::1");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyAddressIsProbed() throws Exception {
        HealthResult result = check("lb.example.com. A AAAA zone=Z1").check(LB, TIMEOUT);

        assertThat(result).isEqualTo(HealthResult.healthy());
        assertThat(probed).containsExactly("aws at 192.0.2.1", "aws at 192.0.2.2", "aws at 2001:db8::1");
    }

    @Test
    void onlyThePublishedFamiliesAreProbed() throws Exception {
        check("lb.example.com. A zone=Z1").check(LB, TIMEOUT);
        check("lb.example.com. AAAA").check(LB, TIMEOUT);

        assertThat(probed).containsExactly("aws at 192.0.2.1", "aws at 192.0.2.2", "aws at 2001:db8::1");
    }

    @Test
    void anAliasThatNamesNoFamilyHasBoth() {
        assertThat(Alias.of("lb.example.com."))
                .isEqualTo(new Alias(DnsName.of("lb.example.com"), EnumSet.of(RecordType.A, RecordType.AAAA)));
    }

    @Test
    void oneBadAddressIsOneTooMany() throws Exception {
        check.fails("192.0.2.2", "connection refused");

        HealthResult result = check("lb.example.com. A").check(LB, TIMEOUT);

        assertThat(result).isEqualTo(HealthResult.unhealthy("192.0.2.2: connection refused"));
    }

    @Test
    void oneGoodAddressSufficesIfSaidSo() throws Exception {
        check.fails("192.0.2.1", "connection refused");
        Alias alias = Alias.of("lb.example.com. A");

        HealthResult result = new AliasCheck(check, alias, authorities(), true).check(LB, TIMEOUT);

        assertThat(result.verdict()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void noGoodAddressIsUnhealthyEvenIfOneSuffices() throws Exception {
        check.fails("192.0.2.1", "connection refused").fails("192.0.2.2", "status 500");
        Alias alias = Alias.of("lb.example.com. A");

        HealthResult result = new AliasCheck(check, alias, authorities(), true).check(LB, TIMEOUT);

        assertThat(result).isEqualTo(HealthResult.unhealthy("192.0.2.1: connection refused"));
    }

    @Test
    void whatCannotBeToldAtOneAddressIsNotToldAtAll() throws Exception {
        check.answers("192.0.2.1", HealthResult.inconclusive("no route"));

        HealthResult result = check("lb.example.com. A").check(LB, TIMEOUT);

        assertThat(result).isEqualTo(HealthResult.inconclusive("192.0.2.1: no route"));
    }

    @Test
    void aCheckThatThrowsHasFailedAtThisAddress() throws Exception {
        check.answers("192.0.2.2", (target, timeout) -> {
            throw new IOException("broken pipe");
        });

        HealthResult result = check("lb.example.com. A").check(LB, TIMEOUT);

        assertThat(result).isEqualTo(HealthResult.unhealthy("192.0.2.2: broken pipe"));
    }

    @Test
    void aCheckThatReturnsNullHasSaidNothing() throws Exception {
        check.answers("192.0.2.2", (target, timeout) -> null);

        HealthResult result = check("lb.example.com. A").check(LB, TIMEOUT);

        assertThat(result).isEqualTo(HealthResult.inconclusive("192.0.2.2: the check returned null"));
    }

    @Test
    void anInterruptEndsTheProbe() {
        check.answers("192.0.2.1", (target, timeout) -> {
            throw new InterruptedException("now");
        });

        assertThatThrownBy(() -> check("lb.example.com. A").check(LB, TIMEOUT))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void addressesAreLookedUpForEachProbe() throws Exception {
        HealthCheck probe = check("lb.example.com. A");
        probe.check(LB, TIMEOUT);
        put("lb", RecordType.A, "192.0.2.7");
        probed.clear();

        probe.check(LB, TIMEOUT);

        assertThat(probed).containsExactly("aws at 192.0.2.7");
    }

    @Test
    void theServersAreRememberedForAWhile() throws Exception {
        HealthCheck probe = check("lb.example.com. A");
        probe.check(LB, TIMEOUT);
        long first = server.questions();

        probe.check(LB, TIMEOUT);

        assertThat(first).isGreaterThan(2);
        assertThat(server.questions()).isEqualTo(first + 1);
    }

    @Test
    void theServersAreFoundAnewAfterAWhile() throws Exception {
        HealthCheck probe = check("lb.example.com. A");
        for (int i = 0; i <= 100; i++) {
            probe.check(LB, TIMEOUT);
        }
        long before = server.questions();

        probe.check(LB, TIMEOUT);

        assertThat(server.questions()).isGreaterThan(before + 2);
    }

    @Test
    void aTargetWithoutAddressIsUnhealthy() throws Exception {
        HealthResult result = check("gone.example.com. A").check(LB, TIMEOUT);

        assertThat(result).isEqualTo(HealthResult.unhealthy("gone.example.com. has no address"));
    }

    @Test
    void aLookUpThatFailsSaysNothingOfTheTarget() throws Exception {
        HealthCheck probe = check("lb.example.com. A");
        probe.check(LB, TIMEOUT);
        server.stop();

        HealthResult result = probe.check(LB, Duration.ofSeconds(1));

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.detail()).startsWith("no look-up of lb.example.com.: ");
    }

    @Test
    void aCnameIsFollowed() throws Exception {
        put("alias", RecordType.CNAME, "lb.example.com");

        HealthResult result = check("alias.example.com. A").check(LB, TIMEOUT);

        assertThat(result.verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(probed).containsExactly("aws at 192.0.2.1", "aws at 192.0.2.2");
    }

    @Test
    void cnamesInACircleAreNotFollowedForEver() throws Exception {
        put("a", RecordType.CNAME, "b.example.com");
        put("b", RecordType.CNAME, "a.example.com");

        HealthResult result = check("a.example.com. A").check(LB, TIMEOUT);

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.detail()).endsWith("have no end");
    }

    @Test
    void aCnameThatLeavesTheZoneIsFollowedToItsAuthority() throws Exception {
        put("out", RecordType.CNAME, "lb.example.org");
        try (NameServer second = otherZone()) {
            List<InetSocketAddress> resolvers = List.of(server.address(), second.address());
            AliasAddresses addresses = AliasAddresses.fromAuthorities(() -> resolvers, server.port());

            List<InetAddress> found = addresses.of(Alias.of("out.example.com. A"), Deadline.in(TIMEOUT));

            assertThat(found).extracting(InetAddress::getHostAddress).containsExactly("198.51.100.9");
        }
    }

    @Test
    void theNextResolverIsAskedIfOneDoesNotKnow() throws Exception {
        try (NameServer second = otherZone()) {
            AliasAddresses addresses = AliasAddresses.fromResolvers(List.of(server.address(), second.address()));

            List<InetAddress> found = addresses.of(Alias.of("lb.example.org. A"), Deadline.in(TIMEOUT));

            assertThat(found).extracting(InetAddress::getHostAddress).containsExactly("198.51.100.9");
        }
    }

    private NameServer otherZone() throws IOException {
        MemoryZone other = MemoryZone.of("example.org");
        other.put(RecordSet.of(RecordKey.of("ns1.example.org", RecordType.A), TTL, "127.0.0.2"));
        other.put(RecordSet.of(RecordKey.of("lb.example.org", RecordType.A), TTL, "198.51.100.9"));
        InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        return NameServer.of(other).address(address).port(server.port()).start();
    }

    @Test
    void givenResolversAreAskedInPlaceOfTheAuthority() throws Exception {
        Alias alias = Alias.of("lb.example.com. A");
        AliasAddresses given = AliasAddresses.fromResolvers(List.of(server.address()));

        HealthResult result = new AliasCheck(noting(), alias, given, false).check(LB, TIMEOUT);

        assertThat(result.verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(probed).containsExactly("aws at 192.0.2.1", "aws at 192.0.2.2");
        assertThat(server.questions()).isEqualTo(1);
    }

    @Test
    void anAnswerWithoutAuthorityDoesNotCount() throws Exception {
        HealthResult result = check("lb.elsewhere.invalid. A").check(LB, TIMEOUT);

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void itSaysWhatItDoes() {
        assertThat(check("lb.example.com. A").toString()).endsWith(" at every address of lb.example.com.");
    }

    @Test
    void whatTheTargetDoesNotAllowIsNotProbedAndRefused() throws Exception {
        put("lb", RecordType.A, "192.0.2.1", "169.254.169.254", "10.0.0.1");

        HealthResult result = check("lb.example.com. A").check(LB, TIMEOUT);

        assertThat(probed).containsExactly("aws at 192.0.2.1");
        assertThat(result)
                .isEqualTo(HealthResult.refused(
                        "lb.example.com. leads to 10.0.0.1 (PRIVATE), where the pool sends no" + " probes by name"));
    }

    @Test
    void aNetworkThatIsAllowedByWordIsProbed() throws Exception {
        put("lb", RecordType.A, "10.0.0.1");

        HealthResult result = check("lb.example.com. A").check(LB.mayLeadTo(List.of(Network.PRIVATE)), TIMEOUT);

        assertThat(probed).containsExactly("aws at 10.0.0.1");
        assertThat(result).isEqualTo(HealthResult.healthy());
    }

    @Test
    void whereOneSufficesARefusedOneDoesNoHarm() throws Exception {
        put("lb", RecordType.A, "10.0.0.1", "192.0.2.1");

        HealthResult result =
                new AliasCheck(noting(), Alias.of("lb.example.com. A"), authorities(), true).check(LB, TIMEOUT);

        assertThat(result).isEqualTo(HealthResult.healthy());
        assertThat(probed).containsExactly("aws at 192.0.2.1");
    }

    private HealthCheck check(String alias) {
        return new AliasCheck(noting(), Alias.of(alias), authorities(), false);
    }

    private AliasAddresses authorities() {
        List<InetSocketAddress> resolver = List.of(server.address());
        return AliasAddresses.fromAuthorities(() -> resolver, server.port());
    }

    private HealthCheck noting() {
        return (target, timeout) -> {
            probed.add(target.toString());
            return check.check(target, timeout);
        };
    }

    private void put(String label, RecordType type, String... values) {
        zone.put(RecordSet.of(RecordKey.of(label + ".example.com", type), TTL, values));
    }
}
