package io.github.dnsfailover.route53;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.HostileServer;
import io.github.dnsfailover.testkit.SmallHeap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stands where Route 53 should, and sends without an end, or what makes a parser fall. */
@Timeout(300)
class HostileServiceTest {

    private static final String LONG = "x".repeat(8_192);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String ROOT = "<ListResourceRecordSetsResponse>";

    private record Sent(String beginning, String rest) {

        static Sent whole(String body) {
            return new Sent(OK + "Content-Length: " + body.length() + "\r\n\r\n" + body, "");
        }
    }

    @Test
    void noPartOfAnAnswerIsReadWithoutABound() throws Exception {
        Map<String, Sent> answers = new LinkedHashMap<>();
        answers.put("status line", new Sent("HTTP/1.1 200 ", LONG));
        answers.put("headers", new Sent(OK, "X: y\r\n"));
        answers.put("interim answers", new Sent("", "HTTP/1.1 100 Continue\r\n\r\n"));
        answers.put("chunk extension", new Sent(CHUNKED + "5;", LONG));
        answers.put("chunk size", new Sent(CHUNKED, "0".repeat(8_192)));
        answers.put("small chunks", new Sent(CHUNKED, "1\r\na\r\n"));
        answers.put("trailers", new Sent(CHUNKED + "1\r\na\r\n0\r\n", "X: y\r\n"));
        answers.put("body", new Sent(OK + "\r\n", LONG));
        answers.put("body of an error", new Sent("HTTP/1.1 500 x\r\n\r\n", LONG));
        answers.put("deep", new Sent(OK + "\r\n" + ROOT, "<a>"));
        answers.put("negative length", new Sent(OK + "Content-Length: -3\r\n\r\n", LONG));

        assertEachIsNoAnswer(answers);
    }

    @Test
    void noAnswerBecomesMoreThanTheParserCanStand() throws Exception {
        Map<String, Sent> answers = new LinkedHashMap<>();
        answers.put("deep", Sent.whole(ROOT + "<a>".repeat(100_000) + "</a>".repeat(100_000)));
        answers.put(
                "deep error", new Sent("HTTP/1.1 400 x\r\nContent-Length: 300000\r\n\r\n" + "<a>".repeat(100_000), ""));
        answers.put("wide", Sent.whole(ROOT + "<a/>".repeat(1_000_000)));
        answers.put("entities", Sent.whole(bomb()));
        answers.put("gzip", new Sent(new String(zipped(), ISO_8859_1), ""));

        assertEachIsNoAnswer(answers);
    }

    private static String bomb() {
        StringBuilder text = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 \"xxxxxxxxxx\">");
        for (int i = 1; i < 10; i++) {
            text.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        return text.append("]>")
                .append(ROOT)
                .append("<Marker>&a9;</Marker></ListResourceRecordSetsResponse>")
                .toString();
    }

    private static byte[] zipped() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(body)) {
            zip.write(ROOT.getBytes(ISO_8859_1));
            byte[] blanks = " ".repeat(1 << 20).getBytes(ISO_8859_1);
            for (int i = 0; i < 200; i++) {
                zip.write(blanks);
            }
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(
                (OK + "Content-Encoding: gzip\r\nContent-Length: " + body.size() + "\r\n\r\n").getBytes(ISO_8859_1));
        answer.writeBytes(body.toByteArray());
        return answer.toByteArray();
    }

    private static void assertEachIsNoAnswer(Map<String, Sent> answers) throws Exception {
        List<HostileServer> servers = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        try {
            for (Map.Entry<String, Sent> each : answers.entrySet()) {
                HostileServer server = server(each.getValue());
                servers.add(server);
                arguments.add("route53:" + each.getKey() + ":" + server.port());
            }
            SmallHeap.Ended ended = SmallHeap.run(ReadsInSmallHeap.class, arguments.toArray(new String[0]));
            assertThat(ended.status()).as(ended.output()).isZero();
            assertThat(answers.keySet())
                    .allSatisfy(name -> assertThat(ended.output()
                                    .lines()
                                    .filter(line -> line.startsWith(name + ": "))
                                    .toList())
                            .as(ended.output())
                            .singleElement()
                            .asString()
                            .contains(": NOT_APPLIED "));
        } finally {
            for (HostileServer server : servers) {
                server.close();
            }
        }
    }

    private static HostileServer server(Sent sent) throws IOException {
        return sent.rest().isEmpty()
                ? HostileServer.answering(sent.beginning().getBytes(ISO_8859_1))
                : HostileServer.endless(sent.beginning(), sent.rest());
    }

    @Test
    void anInterruptEndsARequestThatIsNotAnswered() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (HostileServer silent = HostileServer.serving((in, out) -> {
                    in.read();
                    asked.countDown();
                    while (in.read() >= 0) {
                        // until the client has gone
                    }
                    over.countDown();
                });
                Route53Provider provider = Route53Provider.zone("example.com", "Z0123456789ABCDEFGHIJ")
                        .endpoint(URI.create("http://127.0.0.1:" + silent.port()))
                        .credentials(Providers.credentials("AKIDEXAMPLE"))
                        .build()) {
            CompletableFuture<String> end = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    end.complete("read " + provider.read(List.of(RecordKey.of("www.example.com", RecordType.A))));
                } catch (DnsProviderException e) {
                    end.complete(e.getMessage());
                }
            });
            caller.start();
            asked.await();

            caller.interrupt();

            assertThat(end.get(3, TimeUnit.SECONDS)).isEqualTo("reading was interrupted");
            assertThat(over.await(3, TimeUnit.SECONDS))
                    .as("the connection is closed")
                    .isTrue();
        }
    }

    @Test
    void closingDoesNotWaitForARequestThatIsNotAnswered() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (HostileServer silent = HostileServer.serving((in, out) -> {
            in.read();
            asked.countDown();
            while (in.read() >= 0) {
                // until the client has gone
            }
        })) {
            Route53Provider provider = Route53Provider.zone("example.com", "Z0123456789ABCDEFGHIJ")
                    .endpoint(URI.create("http://127.0.0.1:" + silent.port()))
                    .credentials(Providers.credentials("AKIDEXAMPLE"))
                    .timeout(Duration.ofSeconds(4))
                    .build();
            CompletableFuture<String> end = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    end.complete("read " + provider.read(List.of(RecordKey.of("www.example.com", RecordType.A))));
                } catch (DnsProviderException e) {
                    end.complete("failed");
                }
            });
            caller.start();
            asked.await();
            long begun = System.nanoTime();

            provider.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            assertThat(end.get(20, TimeUnit.SECONDS))
                    .as("within the time of a call")
                    .isEqualTo("failed");
        }
    }
}
