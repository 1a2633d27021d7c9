package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.leader.EtcdStateStore;
import io.github.dnsfailover.leader.KubernetesStateStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no proper answer of etcd or Kubernetes is an unknown outcome, and neither "nothing is there" nor "no". */
@Timeout(120)
class StoresAmongLiarsTest {

    private static final Duration LIMIT = Duration.ofSeconds(5); // 3, and what a busy machine takes
    private static final String TOKEN = "of-the-account";
    private static final String HEADER = "\"header\":{\"revision\":\"7\"}";
    private static final String DEEP = "[".repeat(100_000);

    @TempDir
    Path folder;

    /** What both are answered. */
    private static Stream<Arguments> lies() {
        return Stream.of(
                arguments("nothing", 200, ""),
                arguments("an empty object", 200, "{}"),
                arguments("HTML", 200, "<html><body>Welcome to the hotel</body></html>"),
                arguments("garbage", 200, "\u0000\u0001{"),
                arguments("half an object", 200, "{\"responses\":[{\"response_range\":{"),
                arguments("two objects", 200, etcd(found("www", "\"1\"")) + "{}"),
                arguments("a name twice", 200, "{" + HEADER + "," + HEADER + "}"),
                arguments("deep lists", 200, "{\"responses\":" + DEEP),
                arguments("deep objects", 200, "{\"a\":".repeat(100_000)),
                arguments("many parts", 200, "{\"a\":[" + "{},".repeat(400_000) + "{}]}"),
                arguments("a list", 200, "[]"),
                arguments("a long number", 200, "{\"count\":" + "9".repeat(100_000) + "}"),
                arguments("no list", 200, "{" + HEADER + ",\"succeeded\":true,\"responses\":{}}"),
                arguments("a busy server", 503, "{\"message\":\"busy\"}"),
                arguments("HTML of a proxy", 502, "<html>Bad Gateway</html>"),
                arguments("a 404 of a proxy", 404, "{\"message\":\"no such page\"}"),
                arguments("a 409 of a proxy", 409, "{\"message\":\"conflict\"}"),
                arguments("a Status without details", 404, "{\"kind\":\"Status\",\"reason\":\"NotFound\"}"),
                arguments(
                        "a Status of something else",
                        404,
                        "{\"kind\":\"Status\",\"reason\":\"NotFound\",\"details\":"
                                + "{\"kind\":\"namespaces\",\"name\":\"dnsfailover\"}}"));
    }

    private static Stream<Arguments> liesOfEtcd() {
        return Stream.of(
                arguments("no answers", etcd("")),
                arguments("no header", "{\"succeeded\":true,\"responses\":[" + found("www", "\"1\"") + "]}"),
                arguments("no header of the range", etcd("{\"response_range\":{}}")),
                arguments("two answers", etcd(found("www", "\"1\"") + "," + found("www", "\"1\""))),
                arguments("a negative version", etcd(found("www", "\"-1\""))),
                arguments("a negative number", etcd(found("www", "-1"))),
                arguments("a huge version", etcd(found("www", "\"9223372036854775808\""))),
                arguments("a huge number", etcd(found("www", "99999999999999999999"))),
                arguments("a fraction", etcd(found("www", "1.5"))),
                arguments("a word", etcd(found("www", "\"one\""))),
                arguments("a version of a list", etcd(found("www", "[1]"))),
                arguments("version 0", etcd(found("www", "\"0\""))),
                arguments("another key", etcd(found("ftp", "\"1\""))),
                arguments("no base64", etcd(found("www", "\"1\"").replace("PXg=", "%%%"))),
                arguments("no UTF-8", etcd(found("www", "\"1\"").replace("PXg=", "/////w=="))),
                arguments("a count without keys", etcd("{\"response_range\":{" + HEADER + ",\"count\":\"1\"}}")));
    }

    private static Stream<Arguments> liesOfKubernetes() {
        return Stream.of(
                arguments("another name", map("other", "shop", "\"7\"", "\"www\":\"1 =x\"")),
                arguments("another namespace", map("dnsfailover", "other", "\"7\"", "\"www\":\"1 =x\"")),
                arguments("no resourceVersion", map("dnsfailover", "shop", "\"\"", "\"www\":\"1 =x\"")),
                arguments("a number for it", map("dnsfailover", "shop", "7", "\"www\":\"1 =x\"")),
                arguments("a number for a text", map("dnsfailover", "shop", "\"7\"", "\"www\":1")),
                arguments("no version", map("dnsfailover", "shop", "\"7\"", "\"www\":\"=x\"")),
                arguments("a negative version", map("dnsfailover", "shop", "\"7\"", "\"www\":\"-1 =x\"")),
                arguments(
                        "a Secret",
                        map("dnsfailover", "shop", "\"7\"", "\"www\":\"1 =x\"").replace("ConfigMap", "Secret")));
    }

    private static String etcd(String responses) {
        return "{" + HEADER + ",\"succeeded\":true,\"responses\":[" + responses + "]}";
    }

    private static String found(String key, String version) {
        String name = Base64.getEncoder().encodeToString(("dnsfailover/" + key).getBytes(StandardCharsets.UTF_8));
        return "{\"response_range\":{" + HEADER + ",\"kvs\":[{\"key\":\"" + name + "\",\"version\":" + version
                + ",\"value\":\"PXg=\"}],\"count\":\"1\"}}";
    }

    private static String map(String name, String namespace, String version, String data) {
        return "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"" + namespace + "\",\"resourceVersion\":" + version + "},\"data\":{" + data
                + "}}";
    }

    private StateStore kubernetes(String url) throws IOException {
        Path token = folder.resolve("token");
        Files.writeString(token, TOKEN);
        return KubernetesStateStore.at(url, "dnsfailover")
                .namespace("shop")
                .tokenFile(token)
                .build();
    }

    private static void assertUnknown(StateStore store) {
        long began = System.nanoTime();
        assertThatThrownBy(() -> store.load("www"))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining(TOKEN);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT);
        began = System.nanoTime();
        assertThatThrownBy(() -> store.save("www", 1, "text"))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining(TOKEN);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT);
    }

    private static FakeHttp answering(int code, String body) throws IOException {
        return FakeHttp.start("liar", request -> Optional.of(FakeHttp.Response.of(code, "application/json", body)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void whatNeitherWouldAnswerIsUnknown(String name, int code, String body) throws Exception {
        try (FakeHttp liar = answering(code, body)) {
            assertUnknown(EtcdStateStore.at(liar.url()).build());
            assertUnknown(kubernetes(liar.url()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("liesOfEtcd")
    void whatEtcdWouldNotAnswerIsUnknown(String name, String body) throws Exception {
        try (FakeHttp liar = answering(200, body)) {
            assertUnknown(EtcdStateStore.at(liar.url()).build());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("liesOfKubernetes")
    void whatKubernetesWouldNotAnswerIsUnknown(String name, String body) throws Exception {
        try (FakeHttp liar = answering(200, body)) {
            assertUnknown(kubernetes(liar.url()));
        }
    }

    @Test
    void aProperAnswerInTheSameClothesIsTaken() throws Exception {
        try (FakeHttp etcd = answering(200, etcd(found("www", "\"3\"")));
                FakeHttp api = answering(200, map("dnsfailover", "shop", "\"7\"", "\"www\":\"3 =x\""))) {
            assertThat(EtcdStateStore.at(etcd.url()).build().load("www")).isEqualTo(new StateStore.Entry(3, "x"));
            assertThat(kubernetes(api.url()).load("www")).isEqualTo(new StateStore.Entry(3, "x"));
        }
    }

    /** Etcd says "no" and shows the version that was expected. */
    @Test
    void aNoThatContradictsItselfIsUnknown() throws Exception {
        String no = "{" + HEADER + ",\"responses\":[" + found("www", "\"1\"") + "]}";
        try (FakeHttp liar = answering(200, no)) {
            StateStore store = EtcdStateStore.at(liar.url()).build();

            assertThat(store.save("www", 2, "text")).isFalse();
            assertThatThrownBy(() -> store.save("www", 1, "text")).isInstanceOf(IOException.class);
        }
    }

    /** The API server says that it was done, and shows what was there before. */
    @Test
    void aYesThatShowsSomethingElseIsUnknown() throws Exception {
        try (FakeHttp liar = answering(200, map("dnsfailover", "shop", "\"7\"", "\"www\":\"1 =x\""))) {
            assertThatThrownBy(() -> kubernetes(liar.url()).save("www", 1, "text"))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("the answer says that it was done, and shows something else");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 ",
                "HTTP/1.1 200 OK\r\nX: ",
                "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\n{\"a\":\"",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;",
                "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: ",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\n",
                ""
            })
    void anAnswerWithoutAnEndEnds(String beginning) throws Exception {
        byte[] begin = beginning.getBytes(StandardCharsets.ISO_8859_1);
        try (HostileServer liar = HostileServer.endless(begin, "x".repeat(8_192).getBytes(StandardCharsets.UTF_8))) {
            assertUnknown(EtcdStateStore.at("http://127.0.0.1:" + liar.port()).build());
            assertUnknown(kubernetes("http://127.0.0.1:" + liar.port()));
        }
    }

    /** A drop now and then keeps no call alive. */
    @Test
    void anAnswerThatTricklesEnds() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (HostileServer liar = HostileServer.serving((in, out) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            while (true) {
                out.write('{');
                out.flush();
                try {
                    if (never.await(100, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    return;
                }
            }
        })) {
            assertUnknown(EtcdStateStore.at("http://127.0.0.1:" + liar.port()).build());
            assertUnknown(kubernetes("http://127.0.0.1:" + liar.port()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowed(int code) throws Exception {
        AtomicInteger there = new AtomicInteger();
        try (FakeHttp elsewhere = FakeHttp.start("elsewhere", request -> {
                    there.incrementAndGet();
                    return Optional.empty();
                });
                FakeHttp liar = FakeHttp.start(
                        "liar",
                        request -> Optional.of(new FakeHttp.Response(
                                code, "text/plain", Map.of("Location", elsewhere.url() + "/"), "{}")))) {
            assertUnknown(EtcdStateStore.at(liar.url()).build());
            assertUnknown(kubernetes(liar.url()));
        }
        assertThat(there).hasValue(0);
    }

    /** OkHttp would send it again by itself. */
    @ParameterizedTest
    @ValueSource(ints = {503, 408, 421, 401, 407})
    void aSaveIsSentOnceWhateverIsAnswered(int code) throws Exception {
        List<String> saves = new ArrayList<>();
        Map<String, String> headers = Map.of("Retry-After", "0", "WWW-Authenticate", "Basic realm=x");
        try (FakeHttp liar = FakeHttp.start("liar", request -> {
            if (request.body().contains("requestPut") || request.method().equals("PUT")) {
                synchronized (saves) {
                    saves.add(request.method());
                }
            } else if (request.method().equals("GET")) {
                return Optional.of(FakeHttp.Response.of(
                        200, "application/json", map("dnsfailover", "shop", "\"7\"", "\"www\":\"1 =x\"")));
            }
            return Optional.of(new FakeHttp.Response(code, "application/json", headers, "{\"message\":\"later\"}"));
        })) {
            assertThatThrownBy(() ->
                            EtcdStateStore.at(liar.url(), liar.url()).build().save("www", 1, "text"))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> kubernetes(liar.url()).save("www", 1, "text"))
                    .isInstanceOf(IOException.class);
        }
        assertThat(saves).containsExactly("POST", "PUT");
    }

    /** It was taken, and the connection ends before the answer. */
    @Test
    void aSaveWhoseAnswerIsLostIsNotSentToAnotherMember() throws Exception {
        AtomicInteger saves = new AtomicInteger();
        try (FakeHttp liar = FakeHttp.start("liar", request -> {
            saves.incrementAndGet();
            return Optional.empty();
        })) {
            StateStore store =
                    EtcdStateStore.at(liar.url(), liar.url(), liar.url()).build();

            assertThatThrownBy(() -> store.save("www", 1, "text")).isInstanceOf(IOException.class);
        }
        assertThat(saves).hasValue(1);
    }

    @Test
    void whatAServerSaysIsMadeHarmlessAndHoldsNoSecretThatItWasTold() throws Exception {
        String said = "{\"kind\":\"Status\",\"reason\":\"\\u001b[2J\\u202e\",\"message\":\"line\\nbreak "
                + "x".repeat(100_000) + "\"}";
        try (FakeHttp liar = answering(403, said);
                FakeHttp echo = FakeHttp.start(
                        "echo",
                        request -> Optional.of(FakeHttp.Response.of(
                                400,
                                "application/json",
                                "{\"message\":\"you said "
                                        + (request.header("Authorization") + request.body()).replace("\"", "'")
                                        + "\"}")))) {
            for (StateStore store : List.of(EtcdStateStore.at(liar.url()).build(), kubernetes(liar.url()))) {
                assertThatThrownBy(() -> store.load("www"))
                        .satisfies(thrown -> assertThat(thrown.getMessage())
                                .hasSizeLessThan(2_000)
                                .matches("[ -~]+"));
            }
            StateStore etcd = EtcdStateStore.at(echo.url())
                    .user("app", () -> "hunter2".toCharArray())
                    .build();
            assertThatThrownBy(() -> etcd.load("www"))
                    .hasMessageNotContaining("hunter2")
                    .hasMessageEndingWith("(not shown)");
            assertThatThrownBy(() -> kubernetes(echo.url()).load("www"))
                    .hasMessageNotContaining(TOKEN)
                    .hasMessageEndingWith("(not shown)");
            assertThat(etcd.toString()).doesNotContain("hunter2");
        }
    }

    @Test
    void anInterruptEndsACall() throws Exception {
        CountDownLatch came = new CountDownLatch(2);
        try (HostileServer silent = HostileServer.serving((in, out) -> {
            came.countDown();
            readAll(in);
        })) {
            String url = "http://127.0.0.1:" + silent.port();
            List<FutureTask<Long>> tasks = new ArrayList<>();
            for (StateStore store : List.of(EtcdStateStore.at(url, url, url).build(), kubernetes(url))) {
                tasks.add(new FutureTask<>(() -> {
                    assertThatThrownBy(() -> store.load("www")).isInstanceOf(IOException.class);
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    return System.nanoTime();
                }));
            }
            List<Thread> threads = tasks.stream().map(Thread::new).toList();
            threads.forEach(Thread::start);
            assertThat(came.await(10, TimeUnit.SECONDS)).isTrue();

            long began = System.nanoTime();
            threads.forEach(Thread::interrupt);

            for (FutureTask<Long> task : tasks) {
                assertThat(Duration.ofNanos(task.get(10, TimeUnit.SECONDS) - began))
                        .isLessThan(Duration.ofMillis(900)); // the share of one of three members
            }
        }
    }

    private static void readAll(InputStream in) throws IOException {
        while (in.read() >= 0) {
            // It says nothing.
        }
    }
}
