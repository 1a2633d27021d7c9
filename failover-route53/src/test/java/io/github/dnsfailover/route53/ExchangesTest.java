package io.github.dnsfailover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.route53.internal.VirtualPace;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;

/** Every request that the provider makes, as it is on the wire. */
class ExchangesTest {

    private static final String XMLNS = " xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"";
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey AAAA = RecordKey.of("www.example.com", RecordType.AAAA);
    private static final RecordKey CNAME = RecordKey.of("www.example.com", RecordType.CNAME);
    private static final RecordKey ALIAS = RecordKey.of("www.example.com", RecordType.ALIAS);
    private static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);

    private final MockWebServer server = new MockWebServer();
    private final VirtualPace pace = new VirtualPace(1);
    private Route53Provider dns;

    @BeforeEach
    void start() throws IOException {
        server.start();
        dns = Route53Provider.zone("example.com", "/hostedzone/Z1")
                .endpoint(uri())
                .credentials(Providers.credentials("AKIDEXAMPLE"))
                .pace(pace)
                .build();
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    @AfterEach
    void stop() {
        dns.close();
        server.close();
    }

    @Test
    void aNameAndItsMarkAreOneList() throws Exception {
        list(set("www.example.com.", "A", 30, "192.0.2.1")
                + set("_failover.www.example.com.", "TXT", 30, "&quot;v=1 gen=1&quot;")
                + set("zzz.example.com.", "A", 30, "192.0.2.9"));

        List<RecordSet> read = dns.read(List.of(A, AAAA, CNAME, ALIAS, MARK));

        assertThat(read)
                .containsExactly(
                        RecordSet.of(A, TTL, "192.0.2.1"),
                        RecordSet.absent(AAAA),
                        RecordSet.absent(CNAME),
                        RecordSet.absent(ALIAS),
                        RecordSet.of(MARK, TTL, "v=1 gen=1"));
        assertThat(requests())
                .containsExactly("GET /2013-04-01/hostedzone/Z1/rrset?name=www.example.com.&maxitems=100");
    }

    @Test
    void theRequestIsSignedForTheOneRegionOfTheService() throws Exception {
        list("");

        dns.read(List.of(A));

        RecordedRequest request = server.takeRequest();
        assertThat(request.getHeaders().get("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
                .contains("/us-east-1/route53/aws4_request, ")
                .doesNotContain(Providers.SECRET);
    }

    @Test
    void aMarkThatTheListDoesNotShowIsAskedFor() throws Exception {
        list(set("www.example.com.", "A", 30, "192.0.2.1") + set("zzz.example.com.", "A", 30, "192.0.2.9"));
        list(set("zzz.example.com.", "A", 30, "192.0.2.9"));

        List<RecordSet> read = dns.read(List.of(A, MARK));

        assertThat(read).containsExactly(RecordSet.of(A, TTL, "192.0.2.1"), RecordSet.absent(MARK));
        assertThat(requests())
                .containsExactly(
                        "GET /2013-04-01/hostedzone/Z1/rrset?name=www.example.com.&maxitems=100",
                        "GET /2013-04-01/hostedzone/Z1/rrset?name=_failover.www.example.com.&maxitems=100");
    }

    @Test
    void aNameThatGoesOnBeyondThePageIsReadToItsEnd() throws Exception {
        server.enqueue(xml(
                200,
                "<ListResourceRecordSetsResponse" + XMLNS + "><ResourceRecordSets>"
                        + set("www.example.com.", "A", 30, "192.0.2.1")
                        + "</ResourceRecordSets><IsTruncated>true</IsTruncated><MaxItems>1</MaxItems>"
                        + "<NextRecordName>www.example.com.</NextRecordName><NextRecordType>AAAA</NextRecordType>"
                        + "</ListResourceRecordSetsResponse>"));
        list(set("www.example.com.", "AAAA", 30, "2001:db8::1"));

        List<RecordSet> read = dns.read(List.of(A, AAAA));

        assertThat(read).containsExactly(RecordSet.of(A, TTL, "192.0.2.1"), RecordSet.of(AAAA, TTL, "2001:db8::1"));
        assertThat(requests())
                .containsExactly(
                        "GET /2013-04-01/hostedzone/Z1/rrset?name=www.example.com.&maxitems=100",
                        "GET /2013-04-01/hostedzone/Z1/rrset?name=www.example.com.&type=AAAA&maxitems=100");
    }

    @Test
    void aFailoverIsOneBatch() throws Exception {
        server.enqueue(changeInfo("ChangeResourceRecordSetsResponse", "PENDING"));

        WriteResult result = dns.apply(RecordChange.of(List.of(
                        new Transition(RecordSet.of(A, TTL, "192.0.2.1"), RecordSet.of(A, TTL, "198.51.100.1")),
                        new Transition(RecordSet.of(AAAA, TTL, "2001:db8::1"), RecordSet.absent(AAAA)),
                        new Transition(RecordSet.of(MARK, TTL, "v=1 gen=1"), RecordSet.of(MARK, TTL, "v=1 gen=2"))))
                .because("FAILOVER to ec2: cloudhelix failed (connection refused)"));

        assertThat(result).isEqualTo(new WriteResult.Applied("C2682N5HXP0BZ4"));
        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /2013-04-01/hostedzone/Z1/rrset/ HTTP/1.1");
        assertThat(body(request))
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ChangeResourceRecordSetsRequest" + XMLNS
                        + "><ChangeBatch>"
                        + "<Comment>dnsfailover: FAILOVER to ec2: cloudhelix failed (connection "
                        + "refused)</Comment><Changes>"
                        + change("DELETE", set("www.example.com.", "A", 30, "192.0.2.1"))
                        + change("DELETE", set("www.example.com.", "AAAA", 30, "2001:db8::1"))
                        + change("DELETE", set("_failover.www.example.com.", "TXT", 30, "&quot;v=1 gen=1&quot;"))
                        + change("CREATE", set("www.example.com.", "A", 30, "198.51.100.1"))
                        + change("CREATE", set("_failover.www.example.com.", "TXT", 30, "&quot;v=1 gen=2&quot;"))
                        + "</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aMoveFromOneAliasToAnotherIsOneBatch() throws Exception {
        server.enqueue(changeInfo("ChangeResourceRecordSetsResponse", "PENDING"));
        String dublin = Route53Alias.of("lb.dublin.example.net", "ZDUBLIN").text();
        String ohio = Route53Alias.of("lb.ohio.example.org", "ZOHIO")
                .dualStack()
                .evaluateTargetHealth()
                .text();

        dns.apply(
                RecordChange.of(RecordSet.of(ALIAS, Duration.ZERO, dublin), RecordSet.of(ALIAS, Duration.ZERO, ohio)));

        assertThat(body(server.takeRequest()))
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ChangeResourceRecordSetsRequest" + XMLNS
                        + "><ChangeBatch><Comment>dnsfailover: [www.example.com. ALIAS]</Comment><Changes>"
                        + change("DELETE", alias("A", "ZDUBLIN", "lb.dublin.example.net.", false))
                        + change("CREATE", alias("A", "ZOHIO", "lb.ohio.example.org.", true))
                        + change("CREATE", alias("AAAA", "ZOHIO", "lb.ohio.example.org.", true))
                        + "</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>");
    }

    @Test
    void aCommentIsCutAndHasNothingThatXmlCannotHold() throws Exception {
        server.enqueue(changeInfo("ChangeResourceRecordSetsResponse", "PENDING"));

        dns.apply(RecordChange.of(RecordSet.absent(A), RecordSet.of(A, TTL, "192.0.2.1"))
                .because("caf\u00e9 \u0001\u0002 " + "x".repeat(300)));

        String comment = body(server.takeRequest()).replaceAll(".*<Comment>(.*)</Comment>.*", "$1");
        assertThat(comment).hasSize(256).startsWith("dnsfailover: caf    xxx").endsWith("xxx...");
    }

    @Test
    void aStarIsWrittenAsItIsAndListedAsAnEscape() throws Exception {
        RecordKey star = RecordKey.of("*.example.com", RecordType.A);
        list(set("\\052.example.com.", "A", 30, "192.0.2.1"));

        List<RecordSet> read = dns.read(List.of(star));

        assertThat(read).containsExactly(RecordSet.of(star, TTL, "192.0.2.1"));
        assertThat(requests())
                .containsExactly("GET /2013-04-01/hostedzone/Z1/rrset?name=%2A.example.com.&maxitems=100");
    }

    @Test
    void aChangeIsAskedForByItsId() throws Exception {
        server.enqueue(changeInfo("GetChangeResponse", "PENDING"));
        server.enqueue(changeInfo("GetChangeResponse", "INSYNC"));

        assertThat(dns.propagated("C2682N5HXP0BZ4")).isFalse();
        pace.pass(Duration.ofSeconds(5));
        assertThat(dns.propagated("C2682N5HXP0BZ4")).isTrue();

        assertThat(requests())
                .containsExactly("GET /2013-04-01/change/C2682N5HXP0BZ4", "GET /2013-04-01/change/C2682N5HXP0BZ4");
    }

    @Test
    void warmingUpLooksAtTheTopOfTheZone() throws Exception {
        list(set("example.com.", "NS", 172_800, "ns-1.example.net."));

        dns.warmUp();

        assertThat(requests()).containsExactly("GET /2013-04-01/hostedzone/Z1/rrset?name=example.com.&maxitems=1");
    }

    @Test
    void warmingUpFindsThatTheIdIsOfAnotherZone() {
        list(set("example.org.", "NS", 172_800, "ns-1.example.net."));

        assertThatThrownBy(() -> dns.warmUp())
                .isInstanceOf(DnsProviderException.class)
                .hasMessageStartingWith("the hosted zone Z1 is not example.com.: ");
    }

    @Test
    void zonesAreFoundByName() throws Exception {
        server.enqueue(xml(
                200,
                "<ListHostedZonesByNameResponse" + XMLNS + "><HostedZones>" + zone("Z7", "example.com.", false)
                        + zone("Z8", "www.example.com.", false)
                        + "</HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems>"
                        + "</ListHostedZonesByNameResponse>"));
        try (Route53Client client = client()) {
            assertThat(Route53Provider.findZone(client, "example.com")).isEqualTo("Z7");
        }

        assertThat(requests()).containsExactly("GET /2013-04-01/hostedzonesbyname?dnsname=example.com.");
    }

    private Route53Client client() {
        return Route53Client.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(uri())
                .credentialsProvider(Providers.credentials("AKIDEXAMPLE"))
                .build();
    }

    private void list(String sets) {
        server.enqueue(xml(
                200,
                "<ListResourceRecordSetsResponse" + XMLNS + "><ResourceRecordSets>" + sets
                        + "</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems>"
                        + "</ListResourceRecordSetsResponse>"));
    }

    private static MockResponse changeInfo(String response, String status) {
        return xml(
                200,
                "<" + response + XMLNS + "><ChangeInfo><Id>/change/C2682N5HXP0BZ4</Id><Status>" + status
                        + "</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo></" + response + ">");
    }

    private static MockResponse xml(int code, String body) {
        return new MockResponse.Builder()
                .code(code)
                .addHeader("Content-Type", "text/xml")
                .body("<?xml version=\"1.0\"?>\n" + body)
                .build();
    }

    private static String change(String action, String set) {
        return "<Change><Action>" + action + "</Action>" + set + "</Change>";
    }

    private static String set(String name, String type, long ttl, String value) {
        return "<ResourceRecordSet><Name>" + name + "</Name><Type>" + type + "</Type><TTL>" + ttl
                + "</TTL><ResourceRecords><ResourceRecord><Value>" + value
                + "</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>";
    }

    private static String alias(String type, String zone, String target, boolean evaluated) {
        return "<ResourceRecordSet><Name>www.example.com.</Name><Type>" + type + "</Type><AliasTarget><HostedZoneId>"
                + zone + "</HostedZoneId><DNSName>" + target + "</DNSName><EvaluateTargetHealth>" + evaluated
                + "</EvaluateTargetHealth></AliasTarget></ResourceRecordSet>";
    }

    private static String zone(String id, String name, boolean isPrivate) {
        return "<HostedZone><Id>/hostedzone/" + id + "</Id><Name>" + name
                + "</Name><CallerReference>x</CallerReference><Config><PrivateZone>" + isPrivate
                + "</PrivateZone></Config></HostedZone>";
    }

    private static String body(RecordedRequest request) {
        return request.getBody() == null ? "" : request.getBody().utf8();
    }

    /** The request lines so far, without the version. */
    private List<String> requests() throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (int i = server.getRequestCount(); i > 0; i--) {
            RecordedRequest request = server.takeRequest(1, TimeUnit.SECONDS);
            lines.add(request.getRequestLine().replace(" HTTP/1.1", ""));
        }
        return lines;
    }
}
