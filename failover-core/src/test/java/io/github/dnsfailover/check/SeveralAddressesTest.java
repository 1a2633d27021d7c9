package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import okhttp3.Request;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name that leads to several addresses: the first that takes the connection is the one that is asked. */
@Timeout(60)
class SeveralAddressesTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final String NAME = "www.example.com";
    private static final InetAddress FIRST = loopback(2);
    private static final InetAddress SECOND = loopback(3);

    @Test
    void aBadCertificateAtTheFirstIsNotHiddenByTheSecond() throws Exception {
        try (RawServer second = healthy(SECOND, 0);
                RawServer first = https(FIRST, second.port(), Certificates.expired(NAME))) {
            assertThat(probe(first.port())).isEqualTo(HealthResult.unhealthy("certificate expired"));
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void aCertificateOfAnotherNameAtTheFirstIsNotHiddenByTheSecond() throws Exception {
        try (RawServer second = healthy(SECOND, 0);
                RawServer first = https(FIRST, second.port(), Certificates.valid("intranet.example.com"))) {
            assertThat(probe(first.port())).isEqualTo(HealthResult.unhealthy("certificate not valid for " + NAME));
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void whatSpeaksNoTlsAtTheFirstIsNotHiddenByTheSecond() throws Exception {
        try (RawServer second = healthy(SECOND, 0);
                RawServer first = new RawServer(FIRST, second.port(), connection -> {
                    connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
                    connection.awaitClose();
                })) {
            assertThat(probe(first.port()).detail()).startsWith("TLS failed: ");
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void aHandshakeThatIsBrokenOffAtTheFirstIsNotHiddenByTheSecond() throws Exception {
        try (RawServer second = healthy(SECOND, 0);
                RawServer first = new RawServer(
                        FIRST,
                        second.port(),
                        connection -> connection.socket().getInputStream().read())) {
            assertThat(probe(first.port()).verdict()).isEqualTo(HealthResult.Verdict.UNHEALTHY);
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void aHandshakeThatHangsAtTheFirstTakesAllTheTimeThereIs() throws Exception {
        try (RawServer second = healthy(SECOND, 0);
                RawServer first = new RawServer(FIRST, second.port(), RawServer.Connection::awaitClose)) {
            assertThat(probe(first.port(), Duration.ofMillis(300)))
                    .isEqualTo(HealthResult.unhealthy("no end of the TLS handshake within 300 ms"));
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void theSecondIsAskedIfNothingListensAtTheFirst() throws Exception {
        try (RawServer second = healthy(SECOND, 0)) {
            assertThat(probe(second.port())).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void aBadCertificateAtTheSecondShowsIfNothingListensAtTheFirst() throws Exception {
        try (RawServer second = https(SECOND, 0, Certificates.expired(NAME))) {
            assertThat(probe(second.port())).isEqualTo(HealthResult.unhealthy("certificate expired"));
        }
    }

    @Test
    void refusalAtAllIsUnhealthy() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, FIRST)) {
            port = free.getLocalPort();
        }

        assertThat(probe(port)).isEqualTo(HealthResult.unhealthy("connection refused"));
    }

    private static HealthResult probe(int port) {
        return probe(port, AMPLE);
    }

    private static HealthResult probe(int port, Duration timeout) {
        HttpWants wants = new HttpWants().copy();
        Request.Builder request = new Request.Builder().url("https://" + NAME + ":" + port + "/");
        return new HttpProbe(List.of(FIRST, SECOND), new AnswerJudge(wants, List.of()), timeout)
                .run(ProbeClient.tls(Certificates.trust()), request);
    }

    private static RawServer healthy(InetAddress address, int port) throws IOException {
        return https(address, port, Certificates.valid(NAME));
    }

    private static RawServer https(InetAddress address, int port, HeldCertificate shown) throws IOException {
        return new RawServer(address, port, connection -> {
            JdkTlsServer server = JdkTlsServer.on(connection.socket(), shown);
            server.readLine();
            server.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
    }

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
