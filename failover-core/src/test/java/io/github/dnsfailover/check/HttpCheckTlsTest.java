package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthResult;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpCheckTlsTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);

    private final MockWebServer server = new MockWebServer();

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void theServicesNameIsAskedForAndVerifiedAtTheTargetsAddress() throws Exception {
        serve(Certificates.valid("www.example.com"));

        HealthResult result = trusting("www.example.com").build().check(RawServer.target(), AMPLE);

        RecordedRequest request = server.takeRequest();
        assertThat(result).isEqualTo(HealthResult.healthy());
        assertThat(request.getHandshakeServerNames()).containsExactly("www.example.com");
        assertThat(request.getHeaders().get("Host")).isEqualTo("www.example.com:" + server.getPort());
    }

    @Test
    void anInternationalNameIsAskedForByItsALabels() throws Exception {
        serve(Certificates.valid("xn--bcher-kva.example"));

        HealthResult result = trusting("Bücher.example").build().check(RawServer.target(), AMPLE);

        assertThat(result).isEqualTo(HealthResult.healthy());
        assertThat(server.takeRequest().getHandshakeServerNames()).containsExactly("xn--bcher-kva.example");
    }

    @Test
    void withoutAHostTheCertificateMustBeThatOfTheAddress() throws Exception {
        serve(Certificates.valid("127.0.0.1"));

        HealthResult result = HttpCheck.get("/")
                .https()
                .port(server.getPort())
                .tls(Certificates.trust())
                .build()
                .check(RawServer.target(), AMPLE);

        assertThat(result).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aCertificateOfAnotherNameIsUnhealthy() throws Exception {
        serve(Certificates.valid("intranet.example.com"));

        HealthResult result = trusting("www.example.com").build().check(RawServer.target(), AMPLE);

        assertThat(result).isEqualTo(HealthResult.unhealthy("certificate not valid for www.example.com"));
    }

    @Test
    void anExpiredCertificateIsUnhealthy() throws Exception {
        serve(Certificates.expired("www.example.com"));

        HealthResult result = trusting("www.example.com").build().check(RawServer.target(), AMPLE);

        assertThat(result).isEqualTo(HealthResult.unhealthy("certificate expired"));
    }

    @Test
    void aCertificateOfTomorrowIsUnhealthy() throws Exception {
        serve(Certificates.of("www.example.com", Certificates.DAY, Certificates.DAY.multipliedBy(2)));

        HealthResult result = trusting("www.example.com").build().check(RawServer.target(), AMPLE);

        assertThat(result).isEqualTo(HealthResult.unhealthy("certificate not valid yet"));
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsUnhealthy() throws Exception {
        serve(Certificates.valid("www.example.com"));

        HealthResult result = https("www.example.com").build().check(RawServer.target(), AMPLE);

        assertThat(result.verdict()).isEqualTo(HealthResult.Verdict.UNHEALTHY);
        assertThat(result.detail()).startsWith("certificate not trusted: ");
    }

    @Test
    void anyCertificateIsTakenWhenSaidInAsManyWords() throws Exception {
        serve(Certificates.expired("intranet.example.com"));

        HealthResult result = https("www.example.com")
                .tls(Tls.insecureTrustAnyCertificate())
                .build()
                .check(RawServer.target(), AMPLE);

        assertThat(result).isEqualTo(HealthResult.healthy());
    }

    @Test
    void verificationStaysOnForOtherChecksBesideAnInsecureOne() throws Exception {
        serve(Certificates.valid("www.example.com"));

        https("www.example.com").tls(Tls.insecureTrustAnyCertificate()).build().check(RawServer.target(), AMPLE);
        HealthResult result = https("www.example.com").build().check(RawServer.target(), AMPLE);

        assertThat(result.detail()).startsWith("certificate not trusted: ");
    }

    @Test
    void http2IsNotUsedEvenWhereOffered() throws Exception {
        server.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
        serve(Certificates.valid("www.example.com"));

        trusting("www.example.com").build().check(RawServer.target(), AMPLE);

        assertThat(server.takeRequest().getVersion()).isEqualTo("HTTP/1.1");
    }

    @Test
    void aServerThatSpeaksNoTlsIsUnhealthy() throws Exception {
        try (RawServer raw = new RawServer(connection -> {
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
            connection.awaitClose();
        })) {
            HealthResult result =
                    HttpCheck.get("/").https().port(raw.port()).build().check(RawServer.target(), AMPLE);

            assertThat(result.verdict()).isEqualTo(HealthResult.Verdict.UNHEALTHY);
            assertThat(result.detail()).startsWith("TLS failed: ");
        }
    }

    @Test
    void aServerThatClosesInTheHandshakeIsTriedOnce() throws Exception {
        try (RawServer raw =
                new RawServer(connection -> connection.socket().getInputStream().read())) {
            HealthResult result =
                    HttpCheck.get("/").https().port(raw.port()).build().check(RawServer.target(), AMPLE);

            assertThat(result.verdict()).isEqualTo(HealthResult.Verdict.UNHEALTHY);
            assertThat(raw.connections()).isEqualTo(1);
        }
    }

    @Test
    void aSilentHandshakeEndsAtTheTimeout() throws Exception {
        try (RawServer raw = RawServer.silent()) {
            HealthResult result = HttpCheck.get("/")
                    .https()
                    .port(raw.port())
                    .build()
                    .check(RawServer.target(), Duration.ofMillis(300));

            assertThat(result).isEqualTo(HealthResult.unhealthy("no end of the TLS handshake within 300 ms"));
        }
    }

    @Test
    void anInterruptEndsAHandshake() throws Exception {
        try (RawServer raw = RawServer.silent()) {
            HttpCheck check = HttpCheck.get("/").https().port(raw.port()).build();

            HealthResult result = Interrupted.whileBlocked(check, RawServer.target(), () -> {});

            assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        }
    }

    @Test
    void aBodyIsSearchedOverTls() throws Exception {
        server.enqueue(new MockResponse.Builder().body("served by cloudhelix").build());
        serve(Certificates.valid("www.example.com"));

        HealthResult result =
                trusting("www.example.com").bodyContains("cloudhelix").build().check(RawServer.target(), AMPLE);

        assertThat(result).isEqualTo(HealthResult.healthy());
    }

    private void serve(HeldCertificate certificate) throws IOException {
        server.useHttps(Certificates.shown(certificate).sslSocketFactory());
        server.enqueue(new MockResponse.Builder().build());
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    private HttpCheck.Builder https(String host) {
        return HttpCheck.get("/").https().host(host).port(server.getPort());
    }

    private HttpCheck.Builder trusting(String host) {
        return https(host).tls(Certificates.trust());
    }
}
