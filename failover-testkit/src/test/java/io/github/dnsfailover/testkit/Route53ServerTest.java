package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The fake, by bare HTTP, against what AWS documents and others have recorded. */
class Route53ServerTest {

    private static final Duration TTL = Duration.ofSeconds(30);
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordSet OLD = RecordSet.of(A, TTL, "192.0.2.1");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong nanos = new AtomicLong();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final Route53Server aws = Route53Server.of("example.com")
            .time(nanos::get, (delay, action) -> later.add(action))
            .propagation(Duration.ofSeconds(30))
            .changeTakes(Duration.ofSeconds(1))
            .pageSize(2)
            .throttle(20, 1)
            .start();

    Route53ServerTest() throws IOException {
        aws.put(OLD);
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void aBatchIsTakenAsAWholeOrNotAtAll() throws Exception {
        HttpResponse<String> refused =
                change(delete("www.example.com", 30, "192.0.2.9"), create("api.example.com", 30, "192.0.2.2"));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("<Code>InvalidChangeBatch</Code>").contains("www.example.com");
        assertThat(aws.look(A)).isEqualTo(OLD);
        assertThat(aws.count(RecordKey.of("api.example.com", RecordType.A).name(), "A"))
                .isZero();
    }

    @Test
    void aDeleteMustGiveTheTtl() throws Exception {
        assertThat(change(delete("www.example.com", 60, "192.0.2.1")).body()).contains("InvalidChangeBatch");
        assertThat(change(delete("www.example.com", 30, "192.0.2.1")).statusCode())
                .isEqualTo(200);
        assertThat(aws.look(A).isEmpty()).isTrue();
    }

    @Test
    void whatIsThereIsNotCreatedAgainAndAnUpsertReplacesIt() throws Exception {
        assertThat(change(create("www.example.com", 30, "192.0.2.2")).body()).contains("it already exists");
        assertThat(change(set("UPSERT", "www.example.com", 60, "192.0.2.2")).statusCode())
                .isEqualTo(200);
        assertThat(aws.look(A)).isEqualTo(RecordSet.of(A, Duration.ofSeconds(60), "192.0.2.2"));
    }

    @Test
    void aChangeIsPendingUntilItHasPropagatedAndThenItIsServed() throws Exception {
        String answer = change(delete("www.example.com", 30, "192.0.2.1"), create("www.example.com", 30, "192.0.2.2"))
                .body();
        String id = answer.replaceAll("(?s).*<Id>/change/([^<]+)</Id>.*", "$1");

        assertThat(answer).contains("<Status>PENDING</Status>");
        assertThat(get("change/" + id)).contains("<Status>PENDING</Status>");
        assertThat(aws.look(A).values()).as("a list shows it at once").containsExactly("192.0.2.2");
        assertThat(aws.published().get(A).values()).as("a name server does not").containsExactly("192.0.2.1");

        later.remove().run();

        assertThat(get("change/" + id)).contains("<Status>INSYNC</Status>");
        assertThat(aws.published().get(A).values()).containsExactly("192.0.2.2");
    }

    @Test
    void oneChangeAfterTheOtherIsMadeInAZone() throws Exception {
        change(create("a.example.com", 30, "192.0.2.2"));

        HttpResponse<String> second = change(create("b.example.com", 30, "192.0.2.2"));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        HttpResponse<String> third = change(create("b.example.com", 30, "192.0.2.2"));

        assertThat(second.statusCode()).isEqualTo(400);
        assertThat(second.body()).contains("PriorRequestNotComplete");
        assertThat(third.statusCode()).isEqualTo(200);
    }

    @Test
    void aListBeginsAtANameAndHasPages() throws Exception {
        aws.put(RecordSet.of(RecordKey.of("*.example.com", RecordType.A), TTL, "192.0.2.3"));
        aws.put(RecordSet.of(RecordKey.of("xyz.example.com", RecordType.A), TTL, "192.0.2.4"));

        String first = get("hostedzone/" + aws.zoneId() + "/rrset");
        String middle = get("hostedzone/" + aws.zoneId() + "/rrset?name=www.example.com&type=A");

        assertThat(first)
                .contains("<IsTruncated>true</IsTruncated>")
                .contains("<NextRecordName>")
                .contains("<NextRecordType>");
        assertThat(middle)
                .contains("<Name>www.example.com.</Name>")
                .contains("<Name>xyz.example.com.</Name>")
                .contains("<IsTruncated>false</IsTruncated>");
        assertThat(get("hostedzone/" + aws.zoneId() + "/rrset?name=*.example.com&type=A"))
                .contains("<Name>\\052.example.com.</Name>");
    }

    @Test
    void anAliasIsListedWithoutATtlAndServedAsAddresses() throws Exception {
        RecordKey api = RecordKey.of("api.example.com", RecordType.A);
        aws.putAlias(api, new Route53Server.Alias("lb.example.net", "Z2", true));

        aws.target("lb.example.net", "198.51.100.1", "2001:db8::1");

        assertThat(get("hostedzone/" + aws.zoneId() + "/rrset?name=api.example.com&type=A"))
                .contains("<EvaluateTargetHealth>true</EvaluateTargetHealth>")
                .contains("<DNSName>lb.example.net.</DNSName>");
        assertThat(aws.published().get(api).values()).containsExactly("198.51.100.1");
    }

    @Test
    void whoAsksTooOftenIsThrottled() throws Exception {
        for (int i = 0; i < 20; i++) {
            get("hostedzone/" + aws.zoneId() + "/rrset");
        }

        assertThat(get("hostedzone/" + aws.zoneId() + "/rrset")).contains("<Code>Throttling</Code>");
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(get("hostedzone/" + aws.zoneId() + "/rrset")).contains("<ResourceRecordSets>");
    }

    @Test
    void whoIsNotKnownIsToldSo() throws Exception {
        HttpRequest request = request("hostedzone/" + aws.zoneId() + "/rrset", "SOMEBODY")
                .GET()
                .build();

        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("InvalidClientTokenId");
    }

    private static String create(String name, int ttl, String address) {
        return set("CREATE", name, ttl, address);
    }

    private static String delete(String name, int ttl, String address) {
        return set("DELETE", name, ttl, address);
    }

    private static String set(String action, String name, int ttl, String address) {
        return """
                <Change><Action>%s</Action><ResourceRecordSet><Name>%s</Name><Type>A</Type><TTL>%d</TTL>
                <ResourceRecords><ResourceRecord><Value>%s</Value></ResourceRecord></ResourceRecords>
                </ResourceRecordSet></Change>
                """.formatted(action, name, ttl, address);
    }

    private HttpResponse<String> change(String... changes) throws IOException, InterruptedException {
        String body = """
                <ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch>
                <Comment>a test</Comment><Changes>%s</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>
                """.formatted(String.join("", changes));
        HttpRequest request = request("hostedzone/" + aws.zoneId() + "/rrset/", aws.accessKey())
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private String get(String path) throws IOException, InterruptedException {
        return client.send(request(path, aws.accessKey()).GET().build(), BodyHandlers.ofString())
                .body();
    }

    private HttpRequest.Builder request(String path, String accessKey) {
        return HttpRequest.newBuilder(URI.create(aws.uri() + "/2013-04-01/" + path))
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + accessKey
                                + "/20261125/us-east-1/route53/aws4_request, SignedHeaders=host, Signature=0");
    }
}
