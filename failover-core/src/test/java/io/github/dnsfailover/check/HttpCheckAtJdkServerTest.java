package io.github.dnsfailover.check;

import static io.github.dnsfailover.check.Certificates.DAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import java.io.IOException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTPS against another implementation of it than the one that the check uses. */
@Timeout(60)
class HttpCheckAtJdkServerTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final String NAME = "www.example.com";

    @Test
    void aGoodCertificateIsHealthy() throws Exception {
        assertThat(probe(Certificates.valid(NAME))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void anExpiredOneIsUnhealthy() throws Exception {
        assertThat(probe(Certificates.expired(NAME))).isEqualTo(HealthResult.unhealthy("certificate expired"));
    }

    @Test
    void oneForAnotherHostIsUnhealthy() throws Exception {
        assertThat(probe(Certificates.valid("intranet.example.com")))
                .isEqualTo(HealthResult.unhealthy("certificate not valid for www.example.com"));
    }

    @Test
    void aSelfSignedOneIsUnhealthy() throws Exception {
        HealthResult result = probe(Certificates.selfSigned(NAME));

        assertThat(result.verdict()).isEqualTo(Verdict.UNHEALTHY);
        assertThat(result.detail()).startsWith("certificate not trusted: ");
    }

    @Test
    void aSelfSignedOneThatIsTrustedByItselfIsHealthy() throws Exception {
        HeldCertificate own = Certificates.selfSigned(NAME);
        try (JdkHttpsServer server = JdkHttpsServer.showing(own)) {
            HealthResult result = probe(server, check(server).tls(Tls.trusting(own.certificate())));

            assertThat(result).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void aServerThatDemandsACertificateGetsTheClients() throws Exception {
        HeldCertificate client = Certificates.valid("prober.example.com");
        try (JdkHttpsServer server = JdkHttpsServer.demandingCertificate(Certificates.valid(NAME))) {
            HttpCheck.Builder without = check(server).tls(Certificates.trust());
            HttpCheck.Builder with =
                    check(server).tls(Certificates.trust().clientCertificate(store(client), "secret".toCharArray()));

            assertThat(probe(server, without).verdict()).isEqualTo(Verdict.UNHEALTHY);
            assertThat(probe(server, with)).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void aKeyManagerMayChooseTheClientsCertificate() throws Exception {
        HeldCertificate client = Certificates.valid("prober.example.com");
        try (JdkHttpsServer server = JdkHttpsServer.demandingCertificate(Certificates.valid(NAME))) {
            Tls tls = Certificates.trust()
                    .clientCertificate(Certificates.shown(client).keyManager());

            assertThat(probe(server, check(server).tls(tls))).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void aCertificateThatStaysValidLongEnoughIsHealthy() throws Exception {
        try (JdkHttpsServer server =
                JdkHttpsServer.showing(Certificates.of(NAME, DAY.negated(), DAY.multipliedBy(20)))) {
            HttpCheck.Builder check = check(server).tls(Certificates.trust()).certificateValidFor(DAY.multipliedBy(14));

            assertThat(probe(server, check)).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void aCertificateThatEndsTooSoonIsUnhealthy() throws Exception {
        Duration left = DAY.multipliedBy(13).plusHours(1);
        try (JdkHttpsServer server = JdkHttpsServer.showing(Certificates.of(NAME, DAY.negated(), left))) {
            HttpCheck.Builder check = check(server).tls(Certificates.trust()).certificateValidFor(DAY.multipliedBy(14));

            assertThat(probe(server, check))
                    .isEqualTo(HealthResult.unhealthy("certificate valid for 13 days only, wanted 14 days"));
        }
    }

    @Test
    void theEndOfACertificateCountsEvenWhereAnyIsTaken() throws Exception {
        try (JdkHttpsServer server = JdkHttpsServer.showing(Certificates.expired(NAME))) {
            HttpCheck.Builder check =
                    check(server).tls(Tls.insecureTrustAnyCertificate()).certificateValidFor(DAY);

            assertThat(probe(server, check)).isEqualTo(HealthResult.unhealthy("certificate expired"));
        }
    }

    @Test
    void eachProbeSeesTheCertificateAnew() throws Exception {
        CountingTrust trust = new CountingTrust();
        try (JdkHttpsServer server = JdkHttpsServer.showing(Certificates.valid(NAME))) {
            HttpCheck check =
                    check(server).tls(Tls.trusting(trust)).bodyContains("ok").build();

            check.check(RawServer.target(), AMPLE);
            check.check(RawServer.target(), AMPLE);

            assertThat(trust.asked()).isEqualTo(2);
        }
    }

    private static HealthResult probe(HeldCertificate certificate) throws IOException {
        try (JdkHttpsServer server = JdkHttpsServer.showing(certificate)) {
            return probe(server, check(server).tls(Certificates.trust()));
        }
    }

    private static HttpCheck.Builder check(JdkHttpsServer server) {
        return HttpCheck.get("/").https().host(NAME).port(server.port());
    }

    private static HealthResult probe(JdkHttpsServer server, HttpCheck.Builder check) {
        return check.bodyContains("ok").port(server.port()).build().check(RawServer.target(), AMPLE);
    }

    private static KeyStore store(HeldCertificate certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("prober", certificate.keyPair().getPrivate(), "secret".toCharArray(), new X509Certificate[] {
            certificate.certificate()
        });
        return store;
    }
}
