package io.github.dnsfailover.check;

import static io.github.dnsfailover.check.Certificates.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsCheckTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String NAME = "imap.example.com";
    private static final int HANDSHAKES = 50;
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    @Test
    void aGoodCertificateIsHealthy() throws Exception {
        assertThat(probe(Certificates.valid(NAME))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void anExpiredOneIsUnhealthy() throws Exception {
        assertThat(probe(Certificates.expired(NAME))).isEqualTo(HealthResult.unhealthy("certificate expired"));
    }

    @Test
    void oneOfTomorrowIsUnhealthy() throws Exception {
        assertThat(probe(Certificates.of(NAME, DAY, DAY.multipliedBy(2))))
                .isEqualTo(HealthResult.unhealthy("certificate not valid yet"));
    }

    @Test
    void oneForAnotherHostIsUnhealthy() throws Exception {
        assertThat(probe(Certificates.valid("www.example.com")))
                .isEqualTo(HealthResult.unhealthy("certificate not valid for " + NAME));
    }

    @Test
    void aSelfSignedOneIsUnhealthy() throws Exception {
        HealthResult result = probe(Certificates.selfSigned(NAME));

        assertThat(result.verdict()).isEqualTo(Verdict.UNHEALTHY);
        assertThat(result.detail()).startsWith("certificate not trusted: ");
    }

    @Test
    void anyIsTakenWhenSaidInAsManyWords() throws Exception {
        try (JdkHttpsServer server = JdkHttpsServer.showing(Certificates.expired("www.example.com"))) {
            TlsCheck check = TlsCheck.port(server.port())
                    .host(NAME)
                    .tls(Tls.insecureTrustAnyCertificate())
                    .build();

            assertThat(check.check(RawServer.target(), AMPLE)).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void oneThatEndsTooSoonIsUnhealthy() throws Exception {
        HeldCertificate certificate =
                Certificates.of(NAME, DAY.negated(), Duration.ofHours(30).plusMinutes(5));
        try (JdkHttpsServer server = JdkHttpsServer.showing(certificate)) {
            TlsCheck.Builder check = check(server.port());

            assertThat(probe(check.certificateValidFor(Duration.ofHours(30)))).isEqualTo(HealthResult.healthy());
            assertThat(probe(check.certificateValidFor(Duration.ofDays(3))))
                    .isEqualTo(HealthResult.unhealthy("certificate valid for 30 h only, wanted 3 days"));
        }
    }

    @Test
    void withoutAHostTheCertificateMustBeThatOfTheAddress() throws Exception {
        try (JdkHttpsServer server = JdkHttpsServer.showing(Certificates.valid("127.0.0.1"))) {
            TlsCheck check =
                    TlsCheck.port(server.port()).tls(Certificates.trust()).build();

            assertThat(check.check(RawServer.target(), AMPLE)).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void eachProbeSeesTheCertificateAnew() throws Exception {
        CountingTrust trust = new CountingTrust();
        try (JdkHttpsServer server = JdkHttpsServer.showing(Certificates.valid(NAME))) {
            TlsCheck check = TlsCheck.port(server.port())
                    .host(NAME)
                    .tls(Tls.trusting(trust))
                    .build();

            check.check(RawServer.target(), AMPLE);
            check.check(RawServer.target(), AMPLE);

            assertThat(trust.asked()).isEqualTo(2);
        }
    }

    @Test
    void aServerThatSpeaksNoTlsIsUnhealthy() throws Exception {
        try (RawServer server = new RawServer(connection -> connection.write("220 mail.example.com ESMTP\r\n"))) {
            HealthResult result = probe(check(server.port()));

            assertThat(result.verdict()).isEqualTo(Verdict.UNHEALTHY);
            assertThat(result.detail()).startsWith("TLS failed: ");
        }
    }

    @Test
    void aServerThatHangsUpIsUnhealthy() throws Exception {
        try (RawServer server =
                new RawServer(connection -> connection.socket().getInputStream().read())) {
            HealthResult result = probe(check(server.port()));

            assertThat(result.verdict()).isEqualTo(Verdict.UNHEALTHY);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aSilentPeerEndsAtTheTimeout() throws Exception {
        try (RawServer server = RawServer.silent()) {
            assertThat(check(server.port()).build().check(RawServer.target(), SHORT))
                    .isEqualTo(HealthResult.unhealthy("no end of the TLS handshake within 300 ms"));
        }
    }

    @Test
    void aPeerThatDripsEndsAtTheTimeout() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            connection.write("\u0016\u0003\u0003@\u0000"); // a handshake record of 16 KiB, which never comes to its end
            connection.drip("x", 20);
        })) {
            assertThat(check(server.port()).build().check(RawServer.target(), SHORT))
                    .isEqualTo(HealthResult.unhealthy("no end of the TLS handshake within 300 ms"));
        }
    }

    @Test
    void anInterruptEndsAProbe() throws Exception {
        CountDownLatch greeted = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
            connection.socket().getInputStream().read();
            greeted.countDown();
            connection.awaitClose();
        })) {
            HealthResult result = Interrupted.whileBlocked(
                    check(server.port()).build(), RawServer.target(), () -> RawServer.await(greeted));

            assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        }
    }

    @Test
    void theConnectionIsClosedAfterwards() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
            while (connection.socket().getInputStream().read() >= 0) {}
            left.countDown();
        })) {
            check(server.port()).build().check(RawServer.target(), SHORT);

            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handshakesLeaveNoFilesOpen(boolean trusted) throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(OPEN_FILES), "only Linux lists the open files of a process");
        HeldCertificate shown = trusted ? Certificates.valid(NAME) : Certificates.selfSigned(NAME);
        CountDownLatch served = new CountDownLatch(HANDSHAKES);
        try (RawServer server = new RawServer(connection -> {
            try (Socket socket = connection.socket()) {
                JdkTlsServer.on(socket, shown);
            } finally {
                served.countDown();
            }
        })) {
            TlsCheck check = check(server.port()).build();
            long before = 0;

            for (int i = 0; i < HANDSHAKES; i++) {
                HealthResult result = check.check(RawServer.target(), AMPLE);
                assertThat(result.verdict()).isEqualTo(trusted ? Verdict.HEALTHY : Verdict.UNHEALTHY);
                before = i == 0 ? openFiles() : before; // the first opens what is opened only once
            }
            RawServer.await(served);

            assertThat(openFiles()).isLessThan(before + HANDSHAKES / 2);
        }
    }

    @Test
    void settingsMustBeSensible() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsCheck.port(0))
                .withMessage("port: 0; 1 to 65535 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsCheck.port(443).host("192.0.2.1"))
                .withMessageStartingWith("host: \"192.0.2.1\"; a host name is needed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsCheck.port(443).certificateValidFor(Duration.ZERO))
                .withMessageStartingWith("certificateValidFor: PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsCheck.port(443).build().check(RawServer.target(), Duration.ZERO))
                .withMessageStartingWith("timeout: PT0S");
    }

    @Test
    void saysInAStringWhatItDoes() {
        assertThat(TlsCheck.port(993).host(NAME).certificateValidFor(DAY).build())
                .hasToString("TLS port 993 as imap.example.com wants a certificate valid for 24 h");
        assertThat(TlsCheck.port(443).build()).hasToString("TLS port 443 as (target)");
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(OPEN_FILES)) {
            return files.count();
        }
    }

    private static TlsCheck.Builder check(int port) {
        return TlsCheck.port(port).host(NAME).tls(Certificates.trust());
    }

    private static HealthResult probe(TlsCheck.Builder check) {
        return check.build().check(RawServer.target(), AMPLE);
    }

    private static HealthResult probe(HeldCertificate certificate) throws IOException {
        try (JdkHttpsServer server = JdkHttpsServer.showing(certificate)) {
            return probe(check(server.port()));
        }
    }
}
