package io.github.dnsfailover.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import io.github.dnsfailover.testkit.NamedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole story, with real sockets and threads, at a pace that nobody could follow. */
class StoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60); // reached only by a failure

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void addresses() {
        Loopback.require();
    }

    @Test
    void theStoryIsPlayedOnTheEmbeddedServer() throws Exception {
        play(EmbeddedDns::open, PATIENCE);

        assertThatTheStoryIsTold();
    }

    @Test
    void bothMailsArriveAndAreShownBeforeTheResult() throws Exception {
        try (DemoMail box = new DemoMail()) {
            new Story(quick(PATIENCE), EmbeddedDns::open, new PrintStream(printed, true, StandardCharsets.UTF_8))
                    .with(box)
                    .play();
        }

        assertThatTheStoryIsTold();
        List<String> lines = lines();
        assertThat(lines.get(lines.size() - 2)).isEqualTo("mail ok: 2 received");
        List<String> subjects =
                lines.stream().filter(line -> line.startsWith("Subject: ")).toList();
        assertThat(subjects).hasSize(2);
        assertThat(subjects.get(0))
                .startsWith("Subject: [failover] www.example.com moved to ec2: primary cloudhelix failed ");
        assertThat(subjects.get(1)).startsWith("Subject: [failover] www.example.com is back on cloudhelix after ");
        assertThat(lines).anyMatch(line -> line.startsWith("Clients get   www.example.com A 127.0.0.3 (ec2)"));
    }

    @Test
    void aClientThatKeepsItsConnectionComesBackOnlyIfItFollows() throws Exception {
        new Story(quick(PATIENCE), EmbeddedDns::open, new PrintStream(printed, true, StandardCharsets.UTF_8))
                .withOkHttp()
                .play();

        assertThatTheStoryIsTold();
        List<String> lines = lines();
        assertThat(lines.get(lines.size() - 2))
                .isEqualTo(
                        "client ok: the one that follows has the page \"served by cloudhelix\", the plain one has the"
                                + " page \"served by ec2\"");
    }

    @Test
    void theConsoleAnswersWhileTheStoryIsPlayedAndAfterItUntilSomebodyEndsIt() throws Exception {
        PipedOutputStream keyboard = new PipedOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Story story = new Story(quick(PATIENCE), EmbeddedDns::open, out).withConsole(new PipedInputStream(keyboard));
        // On a thread of its own: dnsjava completes look-ups in the common pool, which may have one thread only.
        Executor own = task -> new Thread(task, "story").start();
        CompletableFuture<Void> end = CompletableFuture.runAsync(
                () -> {
                    try {
                        story.play();
                    } catch (IOException | InterruptedException | CannotBegin | DidNotHappen e) {
                        throw new CompletionException(e);
                    }
                },
                own);

        String stays = line(end, "console open at ");
        String url = stays.replaceFirst("console open at (\\S+) until Enter or Ctrl-C", "$1");
        String engine = body(url + "api/v1/engine");
        keyboard.write('\n');
        keyboard.flush();
        end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(lines()).anyMatch(line -> line.strip().equals("console   " + url));
        assertThat(lines()).anyMatch(line -> line.startsWith("demo ok: failover "));
        assertThat(engine).contains("\"name\":\"demo\"", "\"mayAct\":true", "\"published\":[\"cloudhelix\"]");
        assertThat(lines().get(lines().size() - 1)).isEqualTo("console closed");
    }

    /** A line once it is printed. */
    private String line(CompletableFuture<Void> end, String begin) throws Exception {
        for (long limit = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() - limit < 0; ) {
            Optional<String> found =
                    lines().stream().filter(line -> line.startsWith(begin)).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            try {
                end.get(20, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // It goes on.
            }
        }
        throw new AssertionError("not printed: " + begin + "; but: " + lines());
    }

    private static String body(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void theStoryIsPlayedOnBind() throws Exception {
        requireNamed();

        play(BindDns::open, PATIENCE);

        assertThatTheStoryIsTold();
        assertThat(lines()).anyMatch(line -> line.contains("BIND 9."));
    }

    @Test
    void aRecordThatCannotBeChangedIsTold() {
        assertThatThrownBy(() -> play(FrozenDns::open, Duration.ofSeconds(6)))
                .isInstanceOf(DidNotHappen.class)
                .hasMessageContaining("within 6.0 s it did not come to this: the record is taken over, and proved")
                .hasMessageContaining("the client last got: 127.0.0.2, page \"served by cloudhelix\"")
                .hasMessageContaining("REFUSED");
        assertThat(lines()).noneMatch(line -> line.contains("demo ok"));
    }

    @Test
    void aNameWithoutAnAddressIsTold() {
        assertThatThrownBy(() -> play(HollowDns::open, PATIENCE))
                .isInstanceOf(DidNotHappen.class)
                .hasMessageMatching(
                        "the client got [1-9]\\d* empty answers and 0 failures of DNS; a move must cause none");
        assertThat(lines()).noneMatch(line -> line.contains("demo ok"));
    }

    private void assertThatTheStoryIsTold() {
        List<String> lines = lines();
        assertThat(lines.get(lines.size() - 1))
                .matches("demo ok: failover \\d+\\.\\d s, failback \\d+\\.\\d s, empty answers 0");
        assertThat(String.join("\n", lines))
                .containsSubsequence(
                        "page \"served by cloudhelix\"",
                        "demo    STOPS cloudhelix",
                        "FAILOVER from [cloudhelix] to [ec2]",
                        "demo    STARTS cloudhelix again",
                        "FAILBACK from [ec2] to [cloudhelix]");
        assertThat(lines).anyMatch(line -> line.contains(" 0 NODATA, 0 NXDOMAIN, 0 SERVFAIL, "));
    }

    private void play(DemoDns.Opener dns, Duration patience) throws Exception {
        new Story(quick(patience), dns, new PrintStream(printed, true, StandardCharsets.UTF_8)).play();
    }

    static DemoSettings quick(Duration patience) {
        return new DemoSettings(
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                Duration.ofMillis(200),
                Duration.ofMillis(200),
                Duration.ofMillis(400),
                Duration.ofMillis(10),
                patience);
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static void requireNamed() throws IOException {
        if (!NamedServer.isInstalled()) {
            NamedServer.of(DemoDns.ZONE).start().close(); // skips this test, or fails it with real.required=true
        }
    }

    /** A server whose zone is frozen. */
    private record FrozenDns(NameServer named, DnsProvider provider) implements DemoDns {

        static DemoDns open(RecordSet standing) throws IOException {
            UpdateKey key = UpdateKey.random();
            MemoryZone zone = MemoryZone.of(ZONE);
            zone.put(standing);
            NameServer named =
                    NameServer.of(zone).key(UpdateKey.NAME, key.secret()).start();
            named.freeze();
            return new FrozenDns(named, key.updates(named.address()));
        }

        @Override
        public InetSocketAddress server() {
            return named.address();
        }

        @Override
        public String words() {
            return "a frozen zone";
        }

        @Override
        public void close() {
            named.close();
        }
    }

    /** A zone without the name at first: the record is made only after the client has asked for it in vain. */
    private record HollowDns(NameServer asked, NameServer written, DnsProvider provider) implements DemoDns {

        static DemoDns open(RecordSet standing) throws IOException {
            UpdateKey key = UpdateKey.random();
            MemoryZone zone = MemoryZone.of(ZONE);
            NameServer asked = NameServer.of(zone).start();
            NameServer written =
                    NameServer.of(zone).key(UpdateKey.NAME, key.secret()).start();
            return new HollowDns(asked, written, new LateProvider(key.updates(written.address()), asked));
        }

        @Override
        public InetSocketAddress server() {
            return asked.address();
        }

        @Override
        public String words() {
            return "a zone without the name";
        }

        @Override
        public void close() {
            asked.close();
            written.close();
        }
    }

    /** Changes nothing until the other server has answered a question. */
    private record LateProvider(DnsProvider provider, NameServer asked) implements DnsProvider {

        @Override
        public ProviderTraits traits() {
            return provider.traits();
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
            return provider.read(keys);
        }

        @Override
        public WriteResult apply(RecordChange change) throws DnsProviderException {
            if (asked.questions() == 0) {
                throw DnsProviderException.notApplied("nobody has asked yet");
            }
            return provider.apply(change);
        }

        @Override
        public Authorities authorities() {
            return provider.authorities();
        }
    }
}
