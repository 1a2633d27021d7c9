package io.github.dnsfailover.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.examples.demo.Visit.Answer;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VisitorTest {

    private static final String NAME = "www.example.com";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final MemoryZone zone = MemoryZone.of("example.com");
    private NameServer named;

    @BeforeEach
    void startServer() throws IOException {
        named = NameServer.of(zone).start();
    }

    @AfterEach
    void endServer() {
        named.close();
    }

    @Test
    void thePageIsFetchedAtTheAddressThatDnsGives() throws Exception {
        Loopback.require();
        try (WebSite.Pair sites = WebSite.Pair.start()) {
            put(sites.backup().address());

            Visit visit = visitor(sites.backup().port()).visit();

            assertThat(visit).isEqualTo(Visit.of("127.0.0.3", "served by ec2"));
        }
    }

    @Test
    void anAddressWhereNobodyListensIsAVisitWithoutAPage() throws Exception {
        Loopback.require();
        try (WebSite.Pair sites = WebSite.Pair.start()) {
            put(sites.primary().address());
            sites.primary().stop();

            Visit visit = visitor(sites.primary().port()).visit();

            assertThat(visit).isEqualTo(Visit.withoutPage("127.0.0.2", "no connection"));
        }
    }

    @Test
    void aNameThatDoesNotExistIsToldFromOneWithoutAnAddress() throws Exception {
        assertThat(visitor(80).visit().answer()).isEqualTo(Answer.NXDOMAIN);

        zone.put(RecordSet.of(RecordKey.of(NAME, RecordType.TXT), Duration.ofMinutes(1), "no address here"));

        assertThat(visitor(80).visit().answer()).isEqualTo(Answer.NODATA);
    }

    @Test
    void theCodesOfAServerThatFailsAreToldApart() throws Exception {
        assertThat(visitOfServerThatSays(2).answer()).isEqualTo(Answer.SERVFAIL);
        assertThat(visitOfServerThatSays(5)).isEqualTo(Visit.withoutAddress(Answer.OTHER, "REFUSED"));
    }

    @Test
    void aServerThatSaysNothingIsATimeOut() throws Exception {
        try (DatagramSocket silent = socket()) {
            Visitor visitor = new Visitor(NAME, address(silent), 80, Duration.ofMillis(100));

            assertThat(visitor.visit()).isEqualTo(Visit.withoutAddress(Answer.TIME_OUT, ""));
        }
    }

    private void put(String address) {
        zone.put(RecordSet.of(RecordKey.of(NAME, RecordType.A), Duration.ofMinutes(1), address));
    }

    private Visitor visitor(int port) {
        return new Visitor(NAME, named.address(), port, LIMIT);
    }

    private static Visit visitOfServerThatSays(int rcode) throws Exception {
        try (DatagramSocket server = socket()) {
            Thread answering = new Thread(() -> answerOnce(server, rcode), "rcode-" + rcode);
            answering.start();
            Visit visit = new Visitor(NAME, address(server), 80, LIMIT).visit();
            answering.join();
            return visit;
        }
    }

    /**
     * Sends the question back as an answer: RFC 1035 section 4.1.1 has QR in the third octet, the code in the fourth.
     */
    private static void answerOnce(DatagramSocket server, int rcode) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[512], 512);
            server.receive(packet);
            byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength());
            answer[2] |= (byte) 0x80;
            answer[3] = (byte) rcode;
            server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static DatagramSocket socket() throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static InetSocketAddress address(DatagramSocket socket) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
}
