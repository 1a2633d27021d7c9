package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.Keys;
import io.github.dnsfailover.testkit.ScriptedTcpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;

/** Each way in which an update's connection can end. */
class ConnectionEndsTest {

    private static final RecordKey KEY = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordChange CHANGE =
            RecordChange.of(RecordSet.absent(KEY), RecordSet.of(KEY, Duration.ofSeconds(60), "192.0.2.1"));

    @Test
    void aRefusedConnectionIsNotApplied() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        assertThat(failure("127.0.0.1", port)).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void aHostWithoutARouteIsNotApplied() {
        assertThat(failure("255.255.255.255", 53)).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void anUnknownHostIsNotApplied() {
        String tooLongForDns = "x".repeat(70) + ".invalid";

        DnsProviderException failure = thrown(tooLongForDns, 53);

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("unknown host");
    }

    @Test
    void aConnectionThatIsNeverAcceptedIsNotApplied() throws IOException {
        List<SocketChannel> filling = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
                filling.add(channel);
            }

            DnsProviderException failure = thrown("127.0.0.1", full.getLocalPort());

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure).hasMessageContaining("timed out");
        } finally {
            for (SocketChannel channel : filling) {
                channel.close();
            }
        }
    }

    @Test
    void silenceIsUnknown() throws IOException {
        try (ScriptedTcpServer server = ScriptedTcpServer.silent()) {
            assertThat(failure("127.0.0.1", server.port())).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void anEndWithoutAnAnswerIsUnknown() throws IOException {
        try (ScriptedTcpServer server = new ScriptedTcpServer((connection, request) -> connection.close())) {
            assertThat(failure("127.0.0.1", server.port())).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void aResetIsUnknown() throws IOException {
        try (ScriptedTcpServer server = new ScriptedTcpServer((connection, request) -> {
            connection.setSoLinger(true, 0);
            connection.close();
        })) {
            assertThat(failure("127.0.0.1", server.port())).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void halfAnAnswerIsUnknown() throws IOException {
        try (ScriptedTcpServer server = new ScriptedTcpServer((connection, request) -> {
            connection.getOutputStream().write(new byte[] {0, 40, 1, 2, 3});
            connection.close();
        })) {
            assertThat(failure("127.0.0.1", server.port())).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void garbageIsUnknown() throws IOException {
        byte[] shouting = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (ScriptedTcpServer server = ScriptedTcpServer.answering(request -> shouting)) {
            assertThat(failure("127.0.0.1", server.port())).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void anEmptyMessageIsUnknown() throws IOException {
        try (ScriptedTcpServer server = ScriptedTcpServer.answering(request -> new byte[0])) {
            assertThat(failure("127.0.0.1", server.port())).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void anotherTransactionIdIsUnknown() throws IOException {
        try (ScriptedTcpServer server = ScriptedTcpServer.answering(request -> {
            byte[] answer = ScriptedTcpServer.rcode(request, Rcode.NOERROR);
            answer[0] ^= 1;
            return answer;
        })) {
            assertThat(failure("127.0.0.1", server.port())).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void theRequestSentBackIsUnknown() throws IOException {
        try (ScriptedTcpServer server = ScriptedTcpServer.answering(request -> request)) {
            assertThat(failure("127.0.0.1", server.port())).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void anAnswerToAQueryIsUnknown() throws IOException {
        try (ScriptedTcpServer server = ScriptedTcpServer.answering(request -> {
            Message answer = new Message(ScriptedTcpServer.rcode(request, Rcode.NOERROR));
            answer.getHeader().setOpcode(Opcode.QUERY);
            return answer.toWire();
        })) {
            assertThat(failure("127.0.0.1", server.port())).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void aServerThatSaysNothingHasNotAnswered() throws IOException {
        try (ScriptedTcpServer silent = ScriptedTcpServer.silent();
                ScriptedTcpServer closing = new ScriptedTcpServer((connection, request) -> connection.close())) {
            assertThat(thrown("127.0.0.1", silent.port()).isAnswered()).isFalse();
            assertThat(thrown("127.0.0.1", closing.port()).isAnswered()).isFalse();
        }
    }

    @Test
    void aServerThatAnswersARefusalOrGarbageHasAnswered() throws IOException {
        try (ScriptedTcpServer refusing =
                        ScriptedTcpServer.answering(request -> ScriptedTcpServer.rcode(request, Rcode.REFUSED));
                ScriptedTcpServer babbling = ScriptedTcpServer.answering(request -> new byte[0])) {
            assertThat(thrown("127.0.0.1", refusing.port()).isAnswered()).isTrue();
            assertThat(thrown("127.0.0.1", babbling.port()).isAnswered()).isTrue();
            assertThat(catchThrowableOfType(
                                    DnsProviderException.class,
                                    () -> provider("127.0.0.1", refusing.port(), Duration.ofSeconds(10))
                                            .read(List.of(KEY)))
                            .isAnswered())
                    .isTrue();
        }
    }

    @Test
    void anUpdateIsNeverSentTwice() throws IOException {
        try (ScriptedTcpServer server = new ScriptedTcpServer((connection, request) -> connection.close())) {
            thrown("127.0.0.1", server.port());

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void anInterruptEndsTheCallAndIsUnknown() throws Exception {
        try (ScriptedTcpServer server = ScriptedTcpServer.silent()) {
            Rfc2136Provider provider = provider("127.0.0.1", server.port(), Duration.ofMinutes(5));
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            AtomicBoolean stillInterrupted = new AtomicBoolean();
            Thread thread = new Thread(() -> {
                DnsProviderException failure =
                        catchThrowableOfType(DnsProviderException.class, () -> provider.apply(CHANGE));
                stillInterrupted.set(Thread.currentThread().isInterrupted());
                outcome.complete(failure.outcome());
            });
            thread.start();
            server.awaitRequest();

            thread.interrupt();

            assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.UNKNOWN);
            assertThat(stillInterrupted).isTrue();
        }
    }

    @Test
    void aCallOfAnInterruptedThreadIsNotApplied() throws IOException {
        try (ScriptedTcpServer server = ScriptedTcpServer.silent()) {
            Thread.currentThread().interrupt();

            Outcome outcome = failure("127.0.0.1", server.port());

            assertThat(Thread.interrupted()).isTrue();
            assertThat(outcome).isEqualTo(Outcome.NOT_APPLIED);
        }
    }

    @Test
    void aReadIsNeverUnknown() throws IOException {
        try (ScriptedTcpServer server = ScriptedTcpServer.silent()) {
            Rfc2136Provider provider = provider("127.0.0.1", server.port(), Duration.ofMillis(200));

            DnsProviderException failure =
                    catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(KEY)));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        }
    }

    private static Outcome failure(String host, int port) {
        return thrown(host, port).outcome();
    }

    private static DnsProviderException thrown(String host, int port) {
        Rfc2136Provider provider = provider(host, port, Duration.ofMillis(300));
        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> provider.apply(CHANGE));
        assertThat(failure.getMessage()).doesNotContain(Keys.SECRET).isNotBlank();
        return failure;
    }

    private static Rfc2136Provider provider(String host, int port, Duration timeout) {
        return Rfc2136Provider.zone("example.com")
                .server(host, port)
                .key(Keys::k1)
                .timeout(timeout)
                .build();
    }
}
