package io.github.dnsfailover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Target.Network;
import io.github.dnsfailover.check.CombinedCheck;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.check.TcpCheck;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes no pool: each refusal comes at construction, and names the field, the value and the rule. */
class EndpointPoolTest {

    private static final Endpoint DC1 = Endpoint.primary("dc1", "192.0.2.1");
    private static final Endpoint AWS = Endpoint.backup("aws", "198.51.100.1");

    @Test
    void whatWasGivenIsKeptAndTheRestHasDefaults() {
        EndpointPool pool = two().name("example.com").build();

        assertThat(pool.names()).hasToString("[www.example.com., example.com.]");
        assertThat(pool.endpoints()).containsExactly(DC1, AWS);
        assertThat(pool.isMarked()).isTrue();
        assertThat(pool.warnings()).isEmpty();
        assertThat(pool.timings())
                .hasToString("ttl PT30S, interval PT10S, timeout PT3S, recheck PT1S, fall 3, rise 2, forgive 1,"
                        + " intervalWhenDown PT10S, minimumUnhealthySpan PT3S, freshness PT26S, holdDown PT1M,"
                        + " escapeFloor PT5S, readEvery PT1M, settleLimit PT16S");
        assertThat(pool)
                .hasToString("pool www [www.example.com., example.com.] [dc1 [192.0.2.1], aws [198.51.100.1]],"
                        + " check of the application's own, policy ordered priority, provider "
                        + pool.provider().traits().label() + ", failback " + Failback.automatic() + ", all down: "
                        + AllDown.keep() + ", take-over REFUSE_FOREIGN, foreign edits REASSERT_ONCE, foreign marks"
                        + " STAND_STILL, importance 0, names may lead to [PUBLIC], " + pool.timings());
    }

    @Test
    void aPoolShowsEverySettingAndNothingThatAnApplicationWroteItself() {
        record Tokened(String token) implements HealthCheck, FailoverPolicy {
            @Override
            public HealthResult check(Target target, Duration timeout) {
                return HealthResult.healthy();
            }

            @Override
            public Decision decide(PoolView view) {
                return new Decision.Hold("for this test");
            }
        }
        Tokened own = new Tokened("sesame");
        EndpointPool pool = two().policy(FailoverPolicy.serveAllHealthy(2))
                .check(TcpCheck.port(443))
                .fall(7)
                .scope("eu")
                .markless()
                .importance(3)
                .build();

        assertThat(pool.toString())
                .contains("check TcpCheck, policy serve all healthy, at least 2,")
                .contains(", no mark, scope eu, importance 3,")
                .contains(", fall 7,");
        assertThat(pool.toBuilder()
                        .check(CombinedCheck.allOf(own, HttpCheck.get("/sesame").build()))
                        .build()
                        .toString())
                .contains("check CombinedCheck,")
                .doesNotContain("sesame");
        assertThat(pool.toBuilder().check(own).policy(own).build().toString())
                .contains("check of the application's own, policy of the application's own,")
                .doesNotContain("sesame");
    }

    @Test
    void aPoolIsBuiltAgainWithAnotherProviderAndCheckAndAllElseAsItWas() {
        FailoverPolicy policy = view -> new Decision.Hold("for this test");
        DnsProvider other = provider(traits());
        HealthCheck otherCheck = (target, timeout) -> HealthResult.unhealthy("for this test");
        EndpointPool pool = base().name("www.example.com")
                .endpoint(Endpoint.primary("dc1", "192.0.2.1", "2001:db8::1"))
                .endpoint(AWS)
                .allowDifferentFamilies()
                .withdrawFamily()
                .policy(policy)
                .failback(Failback.manual())
                .allDown(AllDown.publishAll())
                .takeOver(EndpointPool.TakeOver.ADOPT)
                .foreignEdits(EndpointPool.ForeignEdits.YIELD)
                .foreignMarks(EndpointPool.ForeignMarks.REASSERT_ONCE)
                .markless()
                .scope("eu")
                .importance(7)
                .namesMayLeadTo(Network.PRIVATE)
                .ttl(Duration.ofSeconds(20))
                .interval(Duration.ofSeconds(8))
                .intervalWhenDown(Duration.ofSeconds(9))
                .timeout(Duration.ofSeconds(2))
                .recheck(Duration.ofMillis(700))
                .fall(4)
                .rise(3)
                .forgive(2)
                .minimumUnhealthySpan(Duration.ofSeconds(4))
                .freshness(Duration.ofSeconds(33))
                .escapeFloor(Duration.ofSeconds(6))
                .readEvery(Duration.ofSeconds(70))
                .settleLimit(Duration.ofSeconds(15))
                .build();

        EndpointPool again = pool.toBuilder().provider(other).check(otherCheck).build();

        assertThat(again.provider()).isSameAs(other);
        assertThat(again.check()).isSameAs(otherCheck);
        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFields("provider", "check", "convergence")
                .isEqualTo(pool);
        assertThat(pool.toBuilder()
                        .ttl(Duration.ofSeconds(50))
                        .build()
                        .timings()
                        .holdDown())
                .as("what followed from the TTL follows again")
                .isEqualTo(Duration.ofSeconds(100));
        assertThat(pool.timings().ttl()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void endpointsAreOrderedByPriorityAndOfEqualsTheFirstNamedComesFirst() {
        Endpoint second = Endpoint.backup("gcp", "203.0.113.1");

        EndpointPool pool = base().name("www.example.com")
                .endpoint(AWS)
                .endpoint(second)
                .endpoint(DC1)
                .build();

        assertThat(pool.endpoints()).containsExactly(DC1, AWS, second);
    }

    @Test
    void aPoolWithoutATextRecordKeepsNoMark() {
        EndpointPool pool = two().provider(provider(traits().types(EnumSet.of(RecordType.A))))
                .build();

        assertThat(pool.isMarked()).isFalse();
        assertThat(two().markless().build().isMarked()).isFalse();
    }

    @Test
    void aSpanBelowOneSecondIsAllowedWithAWarning() {
        EndpointPool pool = two().minimumUnhealthySpan(Duration.ofMillis(999)).build();

        assertThat(pool.warnings())
                .containsExactly("minimumUnhealthySpan PT0.999S is below PT1S: a short blackout of the network moves"
                        + " traffic");
        assertThat(two().minimumUnhealthySpan(Duration.ofSeconds(1)).build().warnings())
                .isEmpty();
    }

    @Test
    void aProviderThatKeepsItsOwnTtlTakesAny() {
        DnsProvider keeping = provider(
                traits().ttlRange(Duration.ofMinutes(1), Duration.ofHours(1)).keepsOwnTtl());

        assertThat(two().provider(keeping)
                        .ttl(Duration.ofSeconds(20))
                        .build()
                        .timings()
                        .ttl())
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void differentFamiliesAreAllowedByAWord() {
        EndpointPool pool = base().name("www.example.com")
                .endpoint(Endpoint.primary("dc1", "192.0.2.1", "2001:db8::1"))
                .endpoint(AWS)
                .allowDifferentFamilies()
                .build();

        assertThat(pool.endpoints()).hasSize(2);
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                bad("ttl: PT0S; whole seconds from 1 to 2^31-1", p -> p.ttl(Duration.ZERO)),
                bad("ttl: PT-1S; whole seconds from 1 to 2^31-1", p -> p.ttl(Duration.ofSeconds(-1))),
                bad("ttl: PT1.5S; whole seconds from 1 to 2^31-1", p -> p.ttl(Duration.ofMillis(1500))),
                bad("ttl: PT596523H14M8S; whole seconds from 1", p -> p.ttl(Duration.ofSeconds(1L << 31))),
                bad("interval: PT0.009S; PT0.01S to PT720H is allowed", p -> p.interval(Duration.ofMillis(9))),
                bad("interval: PT-10S; PT0.01S to", p -> p.interval(Duration.ofSeconds(-10))),
                bad("interval: PT744H; PT0.01S to PT720H", p -> p.interval(Duration.ofDays(31))),
                bad("timeout: PT0S; PT0.01S to", p -> p.timeout(Duration.ZERO)),
                bad("timeout: PT744H; PT0.01S to", p -> p.timeout(Duration.ofDays(31))),
                bad("timeout: PT11S is longer than interval PT10S", p -> p.timeout(Duration.ofSeconds(11))),
                bad("recheck: PT-1S; PT0.01S to", p -> p.recheck(Duration.ofSeconds(-1))),
                bad("recheck: PT11S is longer than interval PT10S", p -> p.recheck(Duration.ofSeconds(11))),
                bad(
                        "interval: PT10S is longer than intervalWhenDown PT9S",
                        p -> p.intervalWhenDown(Duration.ofSeconds(9))),
                bad("intervalWhenDown: PT744H; PT0.01S to", p -> p.intervalWhenDown(Duration.ofDays(31))),
                bad("fall: 0; at least 1", p -> p.fall(0)),
                bad("fall, rise: 101, 2; at most 100", p -> p.fall(101)),
                bad("rise: -1; at least 1", p -> p.rise(-1)),
                bad("fall, rise: 3, 101; at most 100", p -> p.rise(101)),
                bad("forgive: 0; 1 to 100", p -> p.forgive(0)),
                bad("forgive: 101; 1 to 100", p -> p.forgive(101)),
                bad("minimumUnhealthySpan: PT-1S; PT0S to", p -> p.minimumUnhealthySpan(Duration.ofSeconds(-1))),
                bad(
                        "interval + timeout: PT13S is longer than freshness PT12S",
                        p -> p.freshness(Duration.ofSeconds(12))),
                bad("holdDown: PT-1S; PT0S to", p -> p.holdDown(Duration.ofSeconds(-1))),
                bad("escapeFloor: PT-1S; PT0S to", p -> p.escapeFloor(Duration.ofSeconds(-1))),
                bad("escapeFloor: PT5S is longer than holdDown PT4S", p -> p.holdDown(Duration.ofSeconds(4))),
                bad("readEvery: PT0.099S; PT0.1S to", p -> p.readEvery(Duration.ofMillis(99))),
                bad("settleLimit: PT-1S; PT0S to", p -> p.settleLimit(Duration.ofSeconds(-1))),
                bad("allDown: last resort \"gcp\" is no endpoint", p -> p.allDown(AllDown.lastResort("gcp"))),
                bad("name: one is given twice", p -> p.name("WWW.example.com.")),
                bad(
                        "name: www.example.org. is outside of the provider's zone example.com.",
                        p -> p.name("www.example.org")),
                bad("endpoint: two have the id aws", p -> p.endpoint(Endpoint.backup("aws", "203.0.113.1"))),
                bad(
                        "endpoint gcp: 198.51.100.1 is also of endpoint aws",
                        p -> p.endpoint(Endpoint.backup("gcp", "198.51.100.1"))),
                bad(
                        "endpoint: CNAME targets and addresses are mixed",
                        p -> p.endpoint(Endpoint.backupCname("cdn", "cdn.example.net"))),
                bad(
                        "endpoint six offers [AAAA] and endpoint dc1 offers [A]; say allowDifferentFamilies()",
                        p -> p.endpoint(Endpoint.backup("six", "2001:db8::1"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void aSettingThatCannotWorkIsRefused(String message, UnaryOperator<EndpointPool.Builder> setting) {
        EndpointPool.Builder pool = setting.apply(two());

        assertThatThrownBy(pool::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pool www: " + message);
    }

    static Stream<Arguments> providers() {
        return Stream.of(
                badTraits(
                        "ttl: PT30S; the vendor takes PT1M to PT1H",
                        t -> t.ttlRange(Duration.ofMinutes(1), Duration.ofHours(1))),
                badTraits(
                        "ttl: PT30S; the vendor takes PT1S to PT20S",
                        t -> t.ttlRange(Duration.ofSeconds(1), Duration.ofSeconds(20))),
                badTraits(
                        "endpoint dc1: the vendor does not write A records",
                        t -> t.types(EnumSet.of(RecordType.CNAME, RecordType.TXT))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("providers")
    void aPoolThatTheProviderCannotHoldIsRefused(String message, UnaryOperator<ProviderTraits.Builder> traits) {
        EndpointPool.Builder pool = two().provider(provider(traits.apply(traits())));

        assertThatThrownBy(pool::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pool www: " + message);
    }

    @Test
    void moreValuesThanASetMayHaveAreRefused() {
        DnsProvider one = provider(traits().valuesPerSet(1));

        assertThatThrownBy(base().name("www.example.com")
                        .provider(one)
                        .endpoint(Endpoint.primary("dc1", "192.0.2.1", "192.0.2.2"))::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pool www: endpoint dc1: 2 values of type A; the vendor takes 1");
        assertThatThrownBy(two().provider(one).allDown(AllDown.publishAll())::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("would publish 2 values of type A at once; at most 1 can stand there");
    }

    @Test
    void twoCnamesDoNotStandTogether() {
        EndpointPool.Builder pool = cnames().name("www.example.com").allDown(AllDown.publishAll());

        assertThatThrownBy(pool::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("would publish 2 values of type CNAME at once; at most 1 can stand there");
    }

    @Test
    void theTopOfTheZoneIsNoCname() {
        EndpointPool.Builder pool = cnames().name("example.com");

        assertThatThrownBy(pool::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pool www: name: example.com. is the top of the zone, which cannot be a CNAME");
        assertThat(cnames().name("www.example.com").build().endpoints()).hasSize(2);
        assertThat(two().name("example.com").build().names()).hasSize(2);
    }

    @Test
    void ipv6IsWithdrawnOnlyWhereThatCanBeToldAndDone() {
        Endpoint both = Endpoint.primary("dc1", "192.0.2.1", "2001:db8::1");

        assertThat(named().endpoint(both).withdrawFamily().build().withdrawsFamily())
                .isTrue();
        assertThat(named().endpoint(both).build().withdrawsFamily()).isFalse();
        assertRefused(
                "withdrawFamily: no endpoint of [dc1 [192.0.2.1], aws [198.51.100.1]] has both IPv4 and IPv6 addresses",
                two().withdrawFamily());
        assertRefused(
                "withdrawFamily: endpoint dc1 is published as a CNAME, whose addresses are somebody else's",
                named().endpoint(Endpoint.primaryCname("dc1", "dc1.example.net"))
                        .withdrawFamily());
        assertRefused(
                "withdrawFamily: endpoint dc1 publishes A and AAAA and is probed at [10.0.0.1]; probes of both",
                named().endpoint(both.probeAt("10.0.0.1")).withdrawFamily());
        assertRefused(
                "withdrawFamily: endpoint dc1 publishes A and AAAA and is probed at [2001:db8::2]; probes of both",
                named().endpoint(both.probeAt("2001:db8::2")).withdrawFamily());
        assertRefused(
                "withdrawFamily: acme dns cannot delete the AAAA records of a name",
                named().endpoint(both)
                        .provider(provider(traits().label("acme dns").neverDeletes()))
                        .withdrawFamily());
    }

    @Test
    void nothingIsLeftOut() {
        assertRefused("endpoint: none given", base().name("www.example.com"));
        assertRefused("name: none given", base().endpoint(DC1));
        assertRefused(
                "check: none given",
                EndpointPool.named("www").name("www.example.com").endpoint(DC1).provider(provider(traits())));
        assertRefused(
                "provider: none given",
                EndpointPool.named("www")
                        .name("www.example.com")
                        .endpoint(DC1)
                        .check((target, timeout) -> HealthResult.healthy()));
    }

    @Test
    void aPoolIsAsImportantAsItSays() {
        assertThat(two().build().importance()).isZero();
        assertThat(two().importance(7).build().importance()).isEqualTo(7);
        assertThatThrownBy(() -> two().importance(1_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("importance: 1001; -1000 to 1000 are allowed");
        assertThatThrownBy(() -> two().importance(-1_001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thereIsAnEndToEverything() {
        EndpointPool.Builder names = base().endpoint(DC1);
        IntStream.range(0, 21).forEach(i -> names.name("n" + i + ".example.com"));
        EndpointPool.Builder endpoints = base().name("www.example.com");
        IntStream.range(0, 33).forEach(i -> endpoints.endpoint(Endpoint.backup("e" + i, "192.0.2." + i)));

        assertRefused("name: 21 given; at most 20", names);
        assertRefused("endpoint: 33 given; at most 32", endpoints);
    }

    @Test
    void aNameOfThePoolIsAWord() {
        assertThatThrownBy(base("no spaces").name("www.example.com").endpoint(DC1)::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pool no spaces: name of the pool: \"no spaces\"; 1 to 32 letters");
    }

    @Test
    void namesLeadToPublicAddressesUnlessThePoolSaysMore() {
        Endpoint one = Endpoint.primaryCname("dc1", "dc1.example.net");
        Endpoint two = Endpoint.backupCname("aws", "aws.example.net");

        assertThat(named().endpoint(one).endpoint(two).build().networks()).containsExactly(Network.PUBLIC);
        assertThat(named().endpoint(one)
                        .endpoint(two.probeAt("10.0.0.1"))
                        .build()
                        .networks())
                .containsExactly(Network.PUBLIC, Network.PRIVATE);
        assertThat(named().endpoint(one)
                        .endpoint(two.probeAt("169.254.169.254"))
                        .build()
                        .networks())
                .containsExactly(Network.PUBLIC);
        assertThat(named().endpoint(one)
                        .endpoint(two)
                        .namesMayLeadTo(Network.LOOPBACK)
                        .build()
                        .networks())
                .containsExactly(Network.PUBLIC, Network.LOOPBACK);
    }

    private static EndpointPool.Builder named() {
        return base().name("www.example.com");
    }

    private static void assertRefused(String message, EndpointPool.Builder pool) {
        assertThatThrownBy(pool::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pool www: " + message);
    }

    private static Arguments bad(String message, UnaryOperator<EndpointPool.Builder> setting) {
        return Arguments.of(message, setting);
    }

    private static Arguments badTraits(String message, UnaryOperator<ProviderTraits.Builder> traits) {
        return Arguments.of(message, traits);
    }

    private static EndpointPool.Builder two() {
        return base().name("www.example.com").endpoint(DC1).endpoint(AWS);
    }

    private static EndpointPool.Builder cnames() {
        return base().endpoint(Endpoint.primaryCname("dc1", "dc1.example.net"))
                .endpoint(Endpoint.backupCname("aws", "aws.example.net"));
    }

    private static EndpointPool.Builder base() {
        return base("www");
    }

    private static EndpointPool.Builder base(String pool) {
        return EndpointPool.named(pool)
                .check((target, timeout) -> HealthResult.healthy())
                .provider(provider(traits()));
    }

    private static ProviderTraits.Builder traits() {
        return ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                .label("the vendor");
    }

    private static DnsProvider provider(ProviderTraits.Builder traits) {
        return new StillZone(traits.build());
    }
}
