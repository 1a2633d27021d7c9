package io.github.dnsfailover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.route53.internal.VirtualPace;
import io.github.dnsfailover.testkit.Route53Server;
import io.github.dnsfailover.testkit.Route53Server.Fault;
import io.github.dnsfailover.testkit.Route53Server.Operation;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;

class Route53ProviderTest {

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordSet ONE = RecordSet.of(A, Duration.ofSeconds(30), "192.0.2.1");

    private final VirtualPace pace = new VirtualPace(1);
    private final Deque<Runnable> later = new ArrayDeque<>();
    private Route53Server aws;
    private Route53Provider dns;

    @BeforeEach
    void start() throws IOException {
        aws = Route53Server.of("example.com")
                .publicZone("ZORG1", "example.org")
                .privateZone("ZORG2", "example.org")
                .publicZone("ZNET1", "example.net")
                .propagation(Duration.ofSeconds(30))
                .time(pace::nanoTime, (delay, action) -> later.add(action))
                .start();
        dns = Providers.of(aws, pace).site("us-east-1").build();
    }

    @AfterEach
    void stop() {
        dns.close();
        aws.close();
    }

    @Test
    void itsTraitsSayWhatItCan() {
        ProviderTraits traits = dns.traits();

        assertThat(traits.consistency()).isEqualTo(ProviderTraits.Consistency.ATOMIC);
        assertThat(traits.types()).containsExactlyInAnyOrder(RecordType.values());
        assertThat(traits.slowestCall()).isEqualTo(Duration.ofSeconds(30));
        assertThat(traits.oneWriteAtATime()).isTrue();
        assertThat(traits.site()).isEqualTo("us-east-1");
        assertThat(dns).hasToString(traits.toString());
        assertThat(traits.label()).isEqualTo("route53 zone " + aws.zoneId());
    }

    @Test
    void itIsCalledAsItsBuilderSaysAndCountedByItsAccount() {
        try (Route53Provider shop = Providers.of(aws, pace)
                        .label("shop")
                        .account("123456789012")
                        .build();
                Route53Provider bank =
                        Providers.of(aws, pace).account("210987654321").build()) {
            assertThat(shop.traits().label()).isEqualTo("shop");
            assertThat(shop.traits().account()).isNotEqualTo(bank.traits().account());
            assertThat(shop.traits().account()).isNotEqualTo(dns.traits().account());
        }
    }

    @Test
    void aPoolWithAnAliasThatLacksItsZoneIsRefused() {
        EndpointPool.Builder pool = EndpointPool.named("www")
                .name("example.com")
                .endpoint(Endpoint.primaryAlias("dublin", "lb.dublin.example.net"))
                .check((target, timeout) -> HealthResult.healthy())
                .provider(dns);

        assertThatIllegalArgumentException()
                .isThrownBy(pool::build)
                .withMessageStartingWith("pool www: endpoint dublin: alias: \"lb.dublin.example.net.\"");
    }

    @Test
    void aPoolWhoseMovesWouldNotFitIntoABatchIsRefused() {
        EndpointPool.Builder pool = EndpointPool.named("www")
                .check((target, timeout) -> HealthResult.healthy())
                .provider(dns);
        for (int i = 0; i < 20; i++) {
            pool.name("n" + i + ".example.com");
            pool.endpoint(Endpoint.primary("e" + i, "192.0.2." + i, "198.51.100." + i));
        }

        assertThatIllegalArgumentException()
                .isThrownBy(pool::build)
                .withMessageContaining("20 names of 40 values make changes of up to 1602 values; route53 zone");
    }

    @Test
    void whetherAChangeIsEverywhereIsAskedSeldom() throws Exception {
        String id = receipt(dns.apply(RecordChange.of(RecordSet.absent(A), ONE)));

        for (int second = 0; second < 60; second++) {
            assertThat(dns.propagated(id)).isFalse();
            pace.pass(Duration.ofSeconds(1));
        }

        assertThat(aws.requests(Operation.GET_CHANGE)).isBetween(5, 8);
        later.remove().run();
        pace.pass(Duration.ofSeconds(15));
        assertThat(dns.propagated(id)).isTrue();
        assertThat(aws.published().get(A)).isEqualTo(ONE);
    }

    @Test
    void withoutThePermissionItIsNotAskedAgain() throws Exception {
        String id = receipt(dns.apply(RecordChange.of(RecordSet.absent(A), ONE)));
        aws.faults(operation -> Fault.DENIED);
        pace.pass(Duration.ofSeconds(5));

        assertThat(dns.propagated(id)).isTrue();
        assertThat(dns.propagated("C99")).isTrue();

        assertThat(aws.requests(Operation.GET_CHANGE)).isEqualTo(1);
    }

    @Test
    void throttlingIsNoNews() throws Exception {
        String id = receipt(dns.apply(RecordChange.of(RecordSet.absent(A), ONE)));
        aws.faults(operation -> Fault.THROTTLED);
        pace.pass(Duration.ofSeconds(5));

        assertThat(dns.propagated(id)).isFalse();
    }

    @Test
    void aChangeThatTheServiceHasLostIsAFailure() {
        assertThatThrownBy(() -> dns.propagated("C99"))
                .isInstanceOf(DnsProviderException.class)
                .hasMessageContaining("NoSuchChange");
    }

    @Test
    void idleQuestionsWaitForNobody() throws Exception {
        String id = receipt(dns.apply(RecordChange.of(RecordSet.absent(A), ONE)));
        pace.pass(Duration.ofSeconds(5));
        for (int i = 0; i < 10; i++) {
            dns.read(List.of(A));
        }

        assertThat(dns.propagated(id)).isFalse();

        assertThat(aws.requests(Operation.GET_CHANGE)).isZero();
    }

    @Test
    void aChangeWithoutAnIdHasNobodyToAsk() throws Exception {
        assertThat(dns.propagated("")).isTrue();
        assertThat(aws.requests(Operation.GET_CHANGE)).isZero();
    }

    @Test
    void aZoneIsFoundIfItIsTheOnlyOneOfItsName() throws Exception {
        try (Route53Client client = client()) {
            assertThat(Route53Provider.findZone(client, "example.com")).isEqualTo(aws.zoneId());
            assertThat(Route53Provider.findZone(client, "EXAMPLE.net.")).isEqualTo("ZNET1");
        }
    }

    @Test
    void severalZonesOfANameAreNamedAndNoneIsChosen() {
        try (Route53Client client = client()) {
            assertThatThrownBy(() -> Route53Provider.findZone(client, "example.org"))
                    .isInstanceOf(DnsProviderException.class)
                    .hasMessage("this account has 2 hosted zones example.org.: ZORG1 (public), ZORG2 (private);"
                            + " name one by its id");
            assertThatThrownBy(() -> Route53Provider.findZone(client, "example.edu"))
                    .isInstanceOf(DnsProviderException.class)
                    .hasMessage("this account has no hosted zone example.edu.");
        }
    }

    @Test
    void zonesOfANameAreFoundOverSeveralPages() throws Exception {
        try (Route53Server paged = Route53Server.of("example.com")
                        .publicZone("ZORG1", "example.org")
                        .privateZone("ZORG2", "example.org")
                        .pageSize(1)
                        .start();
                Route53Client client = client(paged)) {
            assertThatThrownBy(() -> Route53Provider.findZone(client, "example.org"))
                    .hasMessageContaining("ZORG1 (public), ZORG2 (private)");
        }
    }

    @Test
    void aGivenClientStaysOpen() throws Exception {
        try (Route53Client client = client()) {
            Route53Provider given = Route53Provider.zone("example.com", aws.zoneId())
                    .client(client)
                    .build();
            given.close();

            assertThat(Route53Provider.findZone(client, "example.com")).isEqualTo(aws.zoneId());
        }
    }

    @Test
    void anotherZonesIdIsFoundOutBeforeItIsNeeded() {
        Route53Provider wrong = Route53Provider.zone("example.org", aws.zoneId())
                .endpoint(aws.uri())
                .credentials(Providers.credentials(aws.accessKey()))
                .pace(pace)
                .build();

        assertThatThrownBy(wrong::warmUp).hasMessageContaining("is not example.org.");
        wrong.close();
    }

    @Test
    void everyNameServerOfTheZoneIsAskedUnlessOthersAreGiven() throws Exception {
        Authorities none = Authorities.none();

        assertThat(Providers.of(aws, pace).authorities(none).build().authorities())
                .isSameAs(none);
        assertThat(dns.authorities()).isNotNull();
    }

    @Test
    void withoutTlsOnlyThisHostIsSpokenToUnlessThatIsSaid() {
        for (String far : List.of("http://route53.example.net", "http://127.evil.example/")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            Providers.of(aws, pace).endpoint(URI.create(far)).build())
                    .withMessageStartingWith("endpoint: " + far + "; needed is https, or a loopback address");
            Providers.of(aws, pace).endpointWithoutTls(URI.create(far)).build().close();
        }
        Providers.of(aws, pace)
                .endpoint(URI.create("https://route53.example.net"))
                .build()
                .close();
        Providers.of(aws, pace)
                .endpoint(URI.create("http://127.0.0.1:1"))
                .build()
                .close();
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Route53Provider.zone("example.com", "Z-1"))
                .withMessageStartingWith("hostedZoneId: \"Z-1\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Providers.of(aws, pace).requestsPerSecond(0).build())
                .withMessageStartingWith("requestsPerSecond: 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Providers.of(aws, pace).timeout(Duration.ofSeconds(1)).build())
                .withMessageStartingWith("timeout: PT1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Providers.of(aws, pace).dualStack().build())
                .withMessageStartingWith("dualStack: ");
        try (Route53Client client = client()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Providers.of(aws, pace).client(client).build())
                    .withMessageStartingWith("client: one is given");
        }
    }

    @Test
    void otherPartitionsAndDualStackAreAWordAway() {
        Route53Provider china = Route53Provider.zone("example.cn", "Z1")
                .region("cn-northwest-1")
                .dualStack()
                .credentials(Providers.credentials("AKID"))
                .build();

        assertThat(china.traits().zone()).hasToString("example.cn.");
        china.close();
    }

    private static String receipt(WriteResult result) {
        return ((WriteResult.Applied) result).receipt();
    }

    private Route53Client client() {
        return client(aws);
    }

    private static Route53Client client(Route53Server server) {
        URI uri = server.uri();
        return Route53Client.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(uri)
                .credentialsProvider(Providers.credentials(server.accessKey()))
                .build();
    }
}
