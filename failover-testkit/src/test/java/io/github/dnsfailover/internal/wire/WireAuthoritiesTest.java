package io.github.dnsfailover.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.MemoryZone.Foreign;
import io.github.dnsfailover.testkit.NameServer;
import io.github.dnsfailover.testkit.NamedServer;
import io.github.dnsfailover.testkit.ScriptedTcpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

class WireAuthoritiesTest {

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey TXT = RecordKey.of("www.example.com", RecordType.TXT);
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Duration PATIENT = Duration.ofSeconds(10);

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final MemoryZone zone = MemoryZone.of("example.com");
    private NameServer nameServer;

    @BeforeEach
    void start() throws IOException {
        nameServer = NameServer.of(zone).start();
    }

    @AfterEach
    void stop() {
        nameServer.close();
    }

    @Test
    void aSetIsAnsweredWithItsTtl() throws IOException {
        RecordSet set = RecordSet.of(A, TTL, "192.0.2.1", "192.0.2.2");
        zone.put(set);

        assertThat(ask(A)).isEqualTo(new Answer.Authoritative(set, Duration.ZERO));
    }

    @Test
    void everyTypeIsAnswered() throws IOException {
        RecordSet v6 = RecordSet.of(RecordKey.of("www.example.com", RecordType.AAAA), TTL, "::ffff:192.0.2.1");
        RecordSet text = RecordSet.of(TXT, TTL, "v=1 \"a\\b\"");
        RecordSet alias = RecordSet.of(RecordKey.of("a.example.com", RecordType.CNAME), TTL, "lb.example.net");
        List.of(v6, text, alias).forEach(zone::put);

        assertThat(ask(v6.key())).isEqualTo(new Answer.Authoritative(v6, Duration.ZERO));
        assertThat(ask(text.key())).isEqualTo(new Answer.Authoritative(text, Duration.ZERO));
        assertThat(ask(alias.key())).isEqualTo(new Answer.Authoritative(alias, Duration.ZERO));
    }

    @Test
    void noSuchNameIsTheEmptySetWithTheNegativeTtl() throws IOException {
        assertThat(ask(A)).isEqualTo(new Answer.Authoritative(RecordSet.absent(A), Duration.ofSeconds(60)));
    }

    @Test
    void noSuchTypeIsTheEmptySetWithTheNegativeTtl() throws IOException {
        zone.put(RecordSet.of(TXT, TTL, "v=1"));

        assertThat(ask(A)).isEqualTo(new Answer.Authoritative(RecordSet.absent(A), Duration.ofSeconds(60)));
    }

    @Test
    void aCnameInItsPlaceIsTheEmptySetForAsLongAsTheCnameIsKept() throws IOException {
        zone.put(RecordSet.of(RecordKey.of("www.example.com", RecordType.CNAME), TTL, "b.example.com"));
        zone.put(RecordSet.of(RecordKey.of("b.example.com", RecordType.A), TTL, "192.0.2.1"));

        assertThat(ask(A)).isEqualTo(new Answer.Authoritative(RecordSet.absent(A), TTL));
    }

    @Test
    void anotherZoneIsNotAuthoritative() throws IOException {
        Answer answer = ask(RecordKey.of("www.example.org", RecordType.A));

        assertThat(answer).isEqualTo(new Answer.NotAuthoritative("answered REFUSED"));
    }

    @Test
    void aStoppedServerIsUnreachable() throws IOException {
        nameServer.stop();

        assertThat(ask(A)).isInstanceOf(Answer.Unreachable.class);
    }

    @Test
    void aServerThatComesBackIsAskedAgain() throws IOException {
        nameServer.stop();
        nameServer.resume();

        assertThat(ask(A)).isInstanceOf(Answer.Authoritative.class);
    }

    @Test
    void aSetThatDoesNotFitIsAskedOverTcp() throws IOException {
        RecordSet large = RecordSet.of(
                A, TTL, IntStream.range(0, 80).mapToObj(i -> "192.0.2." + i).toList());
        zone.put(large);

        assertThat(ask(A)).isEqualTo(new Answer.Authoritative(large, Duration.ZERO));
        assertThat(nameServer.questions()).as("as resolvers ask, and as others").isEqualTo(4);
    }

    @Test
    void silenceOverUdpLeadsToTcp() throws IOException {
        try (ScriptedTcpServer tcp = authoritative();
                DatagramSocket silent = new DatagramSocket(new InetSocketAddress(LOOPBACK, tcp.port()))) {
            Answer answer = ask(silent.getLocalPort(), A, Duration.ofSeconds(1));

            assertThat(answer).isInstanceOf(Answer.Authoritative.class);
        }
    }

    @Test
    void aClosedUdpPortLeadsToTcp() throws IOException {
        try (ScriptedTcpServer tcp = authoritative()) {
            assertThat(ask(tcp.port(), A, PATIENT)).isInstanceOf(Answer.Authoritative.class);
        }
    }

    @Test
    void silenceOverBothIsUnreachableInTime() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(LOOPBACK, tcp.getLocalPort()))) {
            Answer answer = ask(udp.getLocalPort(), A, Duration.ofMillis(300));

            assertThat(answer).isEqualTo(new Answer.Unreachable("timed out"));
        }
    }

    @Test
    void guessedAnswersArePassedOver() throws Exception {
        try (DatagramSocket udp = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            CompletableFuture<Void> server = CompletableFuture.runAsync(() -> answerAfterGuesses(udp));

            Answer answer = ask(udp.getLocalPort(), A, PATIENT);

            server.get(10, TimeUnit.SECONDS);
            assertThat(answer).isInstanceOf(Answer.Authoritative.class);
        }
    }

    private static void answerAfterGuesses(DatagramSocket udp) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[512], 512);
            udp.receive(packet);
            Message question = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
            byte[] good = withAuthority(question.toWire());
            byte[] guess = good.clone();
            guess[1] ^= 1;
            for (byte[] answer : List.of(guess, new byte[] {1, 2, 3}, question.toWire(), good)) {
                udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anAnswerWithoutAuthorityIsNotAuthoritative() throws IOException {
        try (ScriptedTcpServer tcp = ScriptedTcpServer.answering(request -> ScriptedTcpServer.rcode(request, 0))) {
            assertThat(ask(tcp.port(), A, PATIENT))
                    .isEqualTo(new Answer.NotAuthoritative("answered NOERROR without authority (AA=0)"));
        }
    }

    @Test
    void aMissingNameWithoutAuthorityIsNotAuthoritative() throws IOException {
        try (ScriptedTcpServer tcp = ScriptedTcpServer.answering(request -> ScriptedTcpServer.rcode(request, 3))) {
            assertThat(ask(tcp.port(), A, PATIENT)).isInstanceOf(Answer.NotAuthoritative.class);
        }
    }

    @Test
    void aFailingServerIsNotAuthoritative() throws IOException {
        try (ScriptedTcpServer tcp = ScriptedTcpServer.answering(request -> ScriptedTcpServer.rcode(request, 2))) {
            assertThat(ask(tcp.port(), A, PATIENT)).isEqualTo(new Answer.NotAuthoritative("answered SERVFAIL"));
        }
    }

    @Test
    void garbageIsUnreachable() throws IOException {
        try (ScriptedTcpServer tcp = ScriptedTcpServer.answering(request -> new byte[] {1, 2, 3})) {
            assertThat(ask(tcp.port(), A, PATIENT)).isEqualTo(new Answer.Unreachable("the answer is no DNS message"));
        }
    }

    @Test
    void aTextOfSeveralStringsIsUnreadable() throws IOException {
        try (ScriptedTcpServer tcp = ScriptedTcpServer.answering(request -> {
            Message answer = new Message(withAuthority(request));
            answer.addRecord(
                    new TXTRecord(answer.getQuestion().getName(), DClass.IN, 60, List.of("a", "b")), Section.ANSWER);
            return answer.toWire();
        })) {
            assertThat(ask(tcp.port(), TXT, PATIENT))
                    .isInstanceOfSatisfying(
                            Answer.Unreadable.class,
                            unreadable -> assertThat(unreadable.detail()).contains("www.example.com. TXT"));
        }
    }

    @Test
    void aNameThatIsUnknownIsUnreachable() throws IOException {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("x".repeat(70) + ".invalid", 53);

        Server server = WireAuthorities.at(List.of(nowhere)).servers().get(0);

        assertThat(server.ask(A, PATIENT)).isInstanceOf(Answer.Unreachable.class);
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        try (ScriptedTcpServer tcp = ScriptedTcpServer.silent()) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            Server server = server(tcp.port());
            Duration limit = Duration.ofSeconds(14); // UDP has half of it, should another program have that port
            Thread thread = new Thread(() -> answer.complete(server.ask(A, limit)));
            thread.start();
            tcp.awaitRequest();

            thread.interrupt();

            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(new Answer.Unreachable("interrupted"));
        }
    }

    @Test
    void serversAreNamedByAddressAndUnusualPort() throws IOException {
        List<Server> servers = Authorities.at(List.of(
                        InetSocketAddress.createUnresolved("ns1.example.com", 53),
                        InetSocketAddress.createUnresolved("192.0.2.53", 5353),
                        InetSocketAddress.createUnresolved("2001:db8::53", 5353)))
                .servers();

        assertThat(servers)
                .extracting(Server::name)
                .containsExactly("ns1.example.com", "192.0.2.53:5353", "[2001:db8::53]:5353");
    }

    @Test
    void theServersOfAZoneAreFoundThroughAResolver() throws IOException {
        zone.put(new Foreign(zone.name(), "NS", TTL, List.of("ns2.example.com.", "ns1.example.com.")));
        zone.put(RecordSet.of(RecordKey.of("ns1.example.com", RecordType.A), TTL, "127.0.0.1"));
        RecordSet www = RecordSet.of(A, TTL, "192.0.2.1");
        zone.put(www);
        ZoneServers authorities = new ZoneServers(zone.name(), () -> List.of(nameServer.address()), nameServer.port());

        List<Server> servers = authorities.servers();

        assertThat(servers)
                .extracting(Server::name)
                .containsExactly("ns1.example.com. (127.0.0.1)", "ns2.example.com.");
        assertThat(servers.get(0).ask(A, PATIENT)).isEqualTo(new Answer.Authoritative(www, Duration.ZERO));
        assertThat(servers.get(1).ask(A, PATIENT)).isEqualTo(new Answer.Unreachable("it has no address"));
    }

    @Test
    void aDeadResolverIsPassedOver() throws IOException {
        zone.put(RecordSet.of(RecordKey.of("ns1.example.com", RecordType.A), TTL, "127.0.0.1"));
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        ZoneServers authorities = new ZoneServers(
                zone.name(),
                () -> List.of(new InetSocketAddress(LOOPBACK, closed), nameServer.address()),
                nameServer.port());

        assertThat(authorities.servers()).hasSize(1);
    }

    @Test
    void aZoneThatNobodyKnowsHasNoServers() {
        ZoneServers unknown = new ZoneServers(DnsName.of("www.example.com"), () -> List.of(nameServer.address()), 53);
        ZoneServers unasked = new ZoneServers(zone.name(), List::of, 53);

        assertThatThrownBy(unknown::servers).isInstanceOf(IOException.class).hasMessageContaining("no NS records");
        assertThatThrownBy(unasked::servers).isInstanceOf(IOException.class).hasMessageContaining("no resolver");
    }

    @Test
    void bindIsAskedAlike() throws IOException {
        try (NamedServer bind =
                NamedServer.of("example.com").key("k1", "c2VjcmV0").start()) {
            RecordSet set = RecordSet.of(A, TTL, "192.0.2.1");
            bind.put(set);

            assertThat(ask(bind.port(), A, PATIENT)).isEqualTo(new Answer.Authoritative(set, Duration.ZERO));
            assertThat(ask(bind.port(), TXT, PATIENT))
                    .isEqualTo(new Answer.Authoritative(RecordSet.absent(TXT), Duration.ofSeconds(60)));
            assertThat(ask(bind.port(), RecordKey.of("www.example.org", RecordType.A), PATIENT))
                    .isEqualTo(new Answer.NotAuthoritative("answered REFUSED"));
        }
    }

    private static ScriptedTcpServer authoritative() throws IOException {
        return ScriptedTcpServer.answering(WireAuthoritiesTest::withAuthority);
    }

    private static byte[] withAuthority(byte[] request) throws IOException {
        Message answer = new Message(ScriptedTcpServer.rcode(request, 0));
        answer.getHeader().setFlag(Flags.AA);
        return answer.toWire();
    }

    private Answer ask(RecordKey key) throws IOException {
        return ask(nameServer.port(), key, PATIENT);
    }

    private static Answer ask(int port, RecordKey key, Duration timeout) throws IOException {
        return server(port).ask(key, timeout);
    }

    private static Server server(int port) throws IOException {
        return WireAuthorities.at(List.of(new InetSocketAddress(LOOPBACK, port)))
                .servers()
                .get(0);
    }
}
