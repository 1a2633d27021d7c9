package io.github.dnsfailover.route53;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.route53.internal.VirtualPace;
import io.github.dnsfailover.testkit.HostileServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Bodies of Route 53, changed at random from proper ones: each read gives what was asked for or a failure that the SPI
 * names. 2,000 in a build, as many as {@code -Dfuzz.inputs} says by hand; each failure names its seed.
 */
@Timeout(3_600)
class BodiesFuzzTest {

    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 500);

    /** The seed to begin with: a failure is repeated by its own. */
    private static final int FIRST = Integer.getInteger("fuzz.first", 0);
    /** Beyond the 12 s after which the client ends whatever it does: a busy machine may lose one attempt. */
    private static final Duration LATE = Duration.ofSeconds(15);

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final String XMLNS = " xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"";

    private static final List<String> BODIES = List.of(
            "<?xml version=\"1.0\"?>\n<ListResourceRecordSetsResponse" + XMLNS
                    + "><ResourceRecordSets><ResourceRecordSet>"
                    + "<Name>www.example.com.</Name><Type>A</Type><TTL>30</TTL><ResourceRecords><ResourceRecord><Value>"
                    + "192.0.2.22</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></ResourceRecordSets>"
                    + "<IsTruncated>false</IsTruncated><MaxItems>300</MaxItems></ListResourceRecordSetsResponse>",
            "<ListResourceRecordSetsResponse" + XMLNS + "><ResourceRecordSets><ResourceRecordSet><Name>www.example.com."
                    + "</Name><Type>A</Type><AliasTarget><HostedZoneId>Z1</HostedZoneId>"
                    + "<DNSName>lb.example.net.</DNSName>"
                    + "<EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget></ResourceRecordSet>"
                    + "</ResourceRecordSets><IsTruncated>false</IsTruncated></ListResourceRecordSetsResponse>",
            "<ErrorResponse" + XMLNS
                    + "><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message>"
                    + "</Error><RequestId>1</RequestId></ErrorResponse>");

    private static final List<String> TOKENS = List.of(
            "<",
            ">",
            "&",
            "&#0;",
            "&#x1b;",
            "&x;",
            "<![CDATA[",
            "]]>",
            "<!--",
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
            "\0",
            "\u00ff",
            "-1",
            "99999999999999999999",
            "</Name>",
            "<Type>AAAA</Type>",
            "<TTL>30</TTL>",
            "<IsTruncated>true</IsTruncated>",
            "<a>".repeat(200));

    private static String changed(Random random) {
        StringBuilder text = new StringBuilder(BODIES.get(random.nextInt(BODIES.size())));
        for (int i = random.nextInt(5); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(8));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
                case 2 -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(50)));
                case 3 -> text.replace(at, end, String.valueOf((char) random.nextInt(256)));
                default -> text.setLength(Math.max(1, at));
            }
        }
        return text.toString();
    }

    @Test
    void everyBodyIsReadOrFailsAsTheSpiSays() throws Exception {
        AtomicInteger seed = new AtomicInteger(FIRST);
        try (HostileServer server = HostileServer.serving((in, out) -> {
                    in.read();
                    Random random = new Random(seed.get());
                    byte[] body = changed(random).getBytes(ISO_8859_1);
                    String status = random.nextInt(4) == 0 ? "400 Bad" : random.nextInt(50) == 0 ? "503 No" : "200 OK";
                    out.write(("HTTP/1.1 " + status + "\r\nContent-Type: text/xml\r\nContent-Length: " + body.length
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(ISO_8859_1));
                    out.write(body);
                });
                Route53Provider provider = Route53Provider.zone("example.com", "Z0123456789ABCDEFGHIJ")
                        .endpoint(URI.create("http://127.0.0.1:" + server.port()))
                        .credentials(Providers.credentials("AKIDEXAMPLE"))
                        .pace(new VirtualPace(1))
                        .build()) {
            for (; seed.get() < INPUTS; seed.incrementAndGet()) {
                long begun = System.nanoTime();
                try {
                    assertThat(provider.read(List.of(A))).as("seed " + seed).hasSize(1);
                } catch (DnsProviderException e) {
                    assertThat(e.outcome()).as("seed " + seed).isEqualTo(DnsProviderException.Outcome.NOT_APPLIED);
                } catch (RuntimeException | Error e) {
                    throw new AssertionError("seed " + seed, e);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .as("seed " + seed)
                        .isLessThan(LATE);
            }
        }
    }
}
