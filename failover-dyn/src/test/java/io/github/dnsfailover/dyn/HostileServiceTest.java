package io.github.dnsfailover.dyn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.HostileServer;
import io.github.dnsfailover.testkit.SmallHeap;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that send without an end, or nothing at all, or what no service sends. */
@Timeout(300)
class HostileServiceTest {

    private static final String LONG = "x".repeat(8_192);
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);

    private record Sent(String beginning, String rest) {}

    @ParameterizedTest
    @ValueSource(strings = {"dyn", "dyndns2"})
    void noPartOfAnAnswerIsReadWithoutABound(String kind) throws Exception {
        Map<String, Sent> answers = new LinkedHashMap<>();
        answers.put("status line", new Sent("HTTP/1.1 200 ", LONG));
        answers.put("headers", new Sent(OK, "X: y\r\n"));
        answers.put("interim answers", new Sent("", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"));
        answers.put("chunk extension", new Sent(CHUNKED + "5;", LONG));
        answers.put("chunk size", new Sent(CHUNKED, "0".repeat(8_192)));
        answers.put("small chunks", new Sent(CHUNKED, "1\r\na\r\n"));
        answers.put("small chunks of large lines", new Sent(CHUNKED, "1;" + LONG.repeat(10) + "\r\na\r\n"));
        answers.put("trailers", new Sent(CHUNKED + "1\r\na\r\n0\r\n", "X: y\r\n"));
        answers.put("body", new Sent(OK + "\r\n", LONG));
        answers.put("blank lines", new Sent(OK + "\r\n", "\n"));
        answers.put("deep arrays", new Sent(OK + "\r\n", "["));
        answers.put("negative length", new Sent(OK + "Content-Length: -3\r\n\r\n", LONG));

        Map<String, String> ends = used(kind, answers);

        assertThat(ends)
                .containsOnlyKeys(answers.keySet())
                .allSatisfy((name, end) ->
                        assertThat(end).as(name).startsWith(kind.equals("dyn") ? "NOT_APPLIED" : "UNKNOWN"));
    }

    @Test
    void noBodyBecomesMoreInMemoryThanItWas() throws Exception {
        int large = 8_000_000;
        Map<String, Sent> answers = new LinkedHashMap<>();
        answers.put("deep", new Sent(whole("[".repeat(large)), ""));
        answers.put("deep objects", new Sent(whole("{\"a\":".repeat(large / 5)), ""));
        answers.put("wide", new Sent(whole("[" + "{},".repeat(large / 3 - 1) + "0]"), ""));
        answers.put("fields", new Sent(whole("{" + fields(large / 11) + "\"z\":0}"), ""));
        answers.put("digits", new Sent(whole("{\"job_id\":" + "9".repeat(large) + "}"), ""));

        Map<String, String> ends = used("dyn", answers);

        assertThat(ends)
                .containsOnlyKeys(answers.keySet())
                .allSatisfy((name, end) -> assertThat(end).as(name).startsWith("NOT_APPLIED"));
    }

    private static String fields(int count) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < count; i++) {
            fields.append('"').append(10_000_000 + i).append("\":[],");
        }
        return fields.toString();
    }

    private static String whole(String body) {
        return OK + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void aFieldThatIsThereTwiceIsNoAnswerOfTheService() throws Exception {
        String body = "{\"status\":\"failure\",\"status\":\"success\",\"data\":{\"token\":\"abc\"}}";
        try (HostileServer server = HostileServer.answering(whole(body).getBytes(ISO_8859_1));
                DynProvider provider = provider(server, Duration.ofSeconds(10))) {
            DnsProviderException failure = failure(provider);

            assertThat(failure).hasMessageContaining("without a status");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-3", "3, 4", "three"})
    void aLengthThatIsNoneEndsTheCall(String length) throws Exception {
        String answer = OK + "Content-Length: " + length + "\r\n\r\n{}";
        try (HostileServer server = HostileServer.answering(answer.getBytes(ISO_8859_1));
                DynProvider provider = provider(server, Duration.ofSeconds(10))) {
            DnsProviderException failure = failure(provider);

            assertThat(failure).hasMessageContaining("Content-Length is no length");
        }
    }

    @Test
    void aLookUpThatHangsEndsWithTheCallAndSoDoesTheNext() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        OkHttpClient hangs = new OkHttpClient.Builder()
                .dns(host -> {
                    awaitIgnoringInterrupts(never);
                    return List.of(InetAddress.getLoopbackAddress());
                })
                .build();
        try (DynProvider provider = DynProvider.zone("example.com")
                .url("https://dyn.example.com/REST/")
                .client(hangs)
                .timeout(Duration.ofMillis(300))
                .credentials(DynCredentials.managed("acme", "bot", "secret"))
                .build()) {
            FutureTask<DnsProviderException> calls = new FutureTask<>(() -> {
                failure(provider);
                return failure(provider);
            });
            daemon(calls);

            assertThat(calls.get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("not sent: no end in time, nor of the attempt to end it");
        } finally {
            never.countDown();
        }
    }

    @Test
    void closingReturnsThoughTheServiceDoesNotAnswerAndTheCallThatRunsDoesNotEnd() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        try (DynProvider provider = DynProvider.zone("example.com")
                .credentials(() -> {
                    asked.countDown();
                    awaitIgnoringInterrupts(never);
                    return DynCredentials.managed("acme", "bot", "secret");
                })
                .build()) {
            daemon(new FutureTask<>(() -> failure(provider)));
            asked.await();
            FutureTask<Boolean> closing = new FutureTask<>(provider::close, true);
            daemon(closing);

            assertThat(closing.get(6, TimeUnit.SECONDS)).isTrue();
            never.countDown();
        }
    }

    private static void awaitIgnoringInterrupts(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                open = latch.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                open = false; // as a look-up of the system does
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "hostile-service-test");
        thread.setDaemon(true);
        thread.start();
    }

    private static DynProvider provider(HostileServer server, Duration timeout) {
        return DynProvider.zone("example.com")
                .url("http://127.0.0.1:" + server.port() + "/REST/")
                .timeout(timeout)
                .credentials(DynCredentials.managed("acme", "bot", "secret"))
                .build();
    }

    private static DnsProviderException failure(DnsProvider provider) {
        return catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(A)));
    }

    /** What came of using a service that gives each of these answers. */
    private static Map<String, String> used(String kind, Map<String, Sent> answers) throws Exception {
        List<HostileServer> servers = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        try {
            for (Map.Entry<String, Sent> each : answers.entrySet()) {
                HostileServer server = server(each.getValue());
                servers.add(server);
                arguments.add(kind + ":" + each.getKey() + ":" + server.port());
            }
            SmallHeap.Ended ended = SmallHeap.run(ReadsInSmallHeap.class, arguments.toArray(new String[0]));
            assertThat(ended.status()).as(ended.output()).isZero();
            Map<String, String> ends = new LinkedHashMap<>();
            answers.keySet()
                    .forEach(name -> ended.output()
                            .lines()
                            .filter(line -> line.startsWith(name + ": "))
                            .forEach(line -> ends.put(name, line.substring(name.length() + 2))));
            return ends;
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
}
