package io.github.dnsfailover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.route53.internal.VirtualPace;
import io.github.dnsfailover.testkit.Route53Server;
import io.github.dnsfailover.testkit.Route53Server.Alias;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands at a name and is not for this library to touch. */
class ForeignSetsTest {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey AAAA = RecordKey.of("www.example.com", RecordType.AAAA);
    private static final RecordKey CNAME = RecordKey.of("www.example.com", RecordType.CNAME);
    private static final RecordKey TXT = RecordKey.of("www.example.com", RecordType.TXT);
    private static final RecordKey ALIAS = RecordKey.of("www.example.com", RecordType.ALIAS);
    private static final RecordSet ONE = RecordSet.of(A, TTL, "192.0.2.1");

    private Route53Server aws;
    private Route53Provider dns;

    @BeforeEach
    void start() throws IOException {
        aws = Route53Server.of("example.com").start();
        dns = Providers.of(aws, new VirtualPace(1)).build();
    }

    @AfterEach
    void stop() {
        dns.close();
        aws.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Weight=10,                part of a weighted group",
        "Failover=PRIMARY,         part of a failover pair",
        "Region=eu-west-1,         part of a latency group",
        "GeoLocation=DE,           part of a geographic group",
        "MultiValueAnswer=true,    part of a multivalue group",
        "CidrRoutingConfig=x,      part of an IP-based group",
    })
    void aGroupIsRefusedWithAWayOut(String policy, String kind) {
        aws.putRouted(ONE, "blue", policy);

        DnsProviderException failure = readFails(A);

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure)
                .hasMessage(
                        "www.example.com. A is " + kind + " (set identifier \"blue\"), which this library leaves alone:"
                                + " it writes simple and alias records only. Let one simple or alias record take its "
                                + "place in one"
                                + " change batch, or give the pool another name");
    }

    @Test
    void aHealthCheckOfAnyKindIsRefused() {
        aws.putRouted(ONE, "", "HealthCheckId=abcdef11-2222-3333-4444-555555fedcba");

        assertThat(readFails(A))
                .hasMessageContaining("is bound to the health check abcdef11-2222-3333-4444-555555fedcba");
    }

    @Test
    void whatATrafficPolicyMadeIsRefused() {
        aws.putRouted(ONE, "", "TrafficPolicyInstanceId=12131415");

        assertThat(readFails(A)).hasMessageContaining("is made by the traffic policy instance 12131415");
    }

    @Test
    void aGroupOfAnotherTypeIsNobodysBusiness() throws Exception {
        aws.putRouted(RecordSet.of(TXT, TTL, "blue"), "blue", "Weight=10");

        assertThat(dns.read(List.of(A, AAAA, CNAME, ALIAS)))
                .containsExactly(
                        RecordSet.absent(A), RecordSet.absent(AAAA), RecordSet.absent(CNAME), RecordSet.absent(ALIAS));
    }

    @Test
    void aChangeThatMeetsAGroupIsNotApplied() {
        aws.putRouted(ONE, "blue", "Weight=10");
        aws.putRouted(ONE, "green", "Weight=20");

        DnsProviderException failure = catchThrowableOfType(
                DnsProviderException.class, () -> dns.apply(RecordChange.of(RecordSet.absent(A), ONE)));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("part of a weighted group");
        assertThat(aws.count(A.name(), "A")).isEqualTo(2);
    }

    @Test
    void anAliasOfAnotherTypeIsRefused() {
        aws.putAlias(CNAME, new Alias("other.example.com", aws.zoneId(), false));

        assertThat(readFails(CNAME))
                .hasMessageContaining("CNAME is an alias record, which this library knows for A and AAAA");
    }

    @Test
    void aTextOfSeveralStringsIsRefused() {
        aws.put(TXT.name(), "TXT", TTL, "\"one\" \"two\"");

        assertThat(readFails(TXT)).hasMessageContaining("2 character-strings in one TXT record");
    }

    @Test
    void aTextInOctalIsRead() throws Exception {
        aws.put(TXT.name(), "TXT", TTL, "\"v=1 \\\"a\\\\b\\\" \\101\"");

        assertThat(dns.read(List.of(TXT))).containsExactly(RecordSet.of(TXT, TTL, "v=1 \"a\\b\" A"));
    }

    @Test
    void aliasesOfBothFamiliesMayLeadToTwoPlaces() throws Exception {
        aws.putAlias(A, new Alias("four.example.net", "Z4", false));
        aws.putAlias(AAAA, new Alias("six.example.net", "Z6", true));

        assertThat(dns.read(List.of(A, AAAA, ALIAS)))
                .containsExactly(
                        RecordSet.absent(A),
                        RecordSet.absent(AAAA),
                        RecordSet.of(
                                ALIAS,
                                Duration.ZERO,
                                "four.example.net. A zone=Z4 health=ignored",
                                "six.example.net. AAAA zone=Z6 health=evaluated"));
    }

    @Test
    void anAliasBesideAddressesOfTheOtherFamilyIsReadAsBoth() throws Exception {
        RecordSet six = RecordSet.of(AAAA, TTL, "2001:db8::1");
        aws.putAlias(A, new Alias("lb.example.net", "Z1", false));
        aws.put(six);
        RecordSet alias = RecordSet.of(ALIAS, Duration.ZERO, "lb.example.net. A zone=Z1 health=ignored");

        assertThat(dns.read(List.of(A, AAAA, ALIAS))).containsExactly(RecordSet.absent(A), six, alias);
        dns.apply(RecordChange.of(List.of(
                new RecordChange.Transition(alias, RecordSet.absent(ALIAS)),
                new RecordChange.Transition(six, RecordSet.absent(AAAA)),
                new RecordChange.Transition(RecordSet.absent(A), ONE))));

        assertThat(aws.look(A)).isEqualTo(ONE);
        assertThat(aws.count(AAAA.name(), "AAAA")).isZero();
    }

    /** A name between a pool's name and its mark, and one that begins with an escape. */
    @Test
    void neighboursInTheListAreNotTakenForTheName() throws Exception {
        RecordKey mark = RecordKey.of("_failover.www.example.com", RecordType.TXT);
        RecordSet text = RecordSet.of(mark, TTL, "v=1");
        aws.put(ONE);
        aws.put(text);
        aws.put(RecordSet.of(RecordKey.of("*.www.example.com", RecordType.A), TTL, "203.0.113.1"));
        aws.put(RecordSet.of(RecordKey.of("9.www.example.com", RecordType.A), TTL, "203.0.113.2"));
        aws.put(RecordSet.of(RecordKey.of("www-2.example.com", RecordType.A), TTL, "203.0.113.3"));

        assertThat(dns.read(List.of(mark, A))).containsExactly(text, ONE);
    }

    private DnsProviderException readFails(RecordKey key) {
        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> dns.read(List.of(key)));
        assertThat(failure.isUnreadable())
                .as("said to be no set that can be managed")
                .isTrue();
        assertThat(failure.isAnswered()).isTrue();
        return failure;
    }
}
