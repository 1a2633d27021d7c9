package io.github.dnsfailover.check;

import static io.github.dnsfailover.check.Certificates.DAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates that somebody was told to trust, and whose time has passed or not come; for both checks of TLS. */
@Timeout(60)
class CertificateDatesTest {

    private static final String NAME = "www.example.com";
    private static final HealthResult EXPIRED = HealthResult.unhealthy("certificate expired");
    private static final HealthResult EARLY = HealthResult.unhealthy("certificate not valid yet");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aSelfSignedOneThatIsTrustedIsHealthyWhileItIsValid(TlsKind kind) throws Exception {
        HeldCertificate own = selfSigned(DAY.negated(), DAY);

        assertThat(kind.probe(NAME, showing(own), pinned(own))).isEqualTo(HealthResult.healthy());
    }

    @ParameterizedTest
    @EnumSource
    void aSelfSignedOneThatIsTrustedExpires(TlsKind kind) throws Exception {
        HeldCertificate own = selfSigned(DAY.multipliedBy(-2), DAY.negated());

        assertThat(kind.probe(NAME, showing(own), pinned(own))).isEqualTo(EXPIRED);
    }

    @ParameterizedTest
    @EnumSource
    void aSelfSignedOneThatIsTrustedMustHaveBegun(TlsKind kind) throws Exception {
        HeldCertificate own = selfSigned(DAY, DAY.multipliedBy(2));

        assertThat(kind.probe(NAME, showing(own), pinned(own))).isEqualTo(EARLY);
    }

    @ParameterizedTest
    @EnumSource
    void aServersOwnOneThatIsTrustedExpiresUnderAnAuthorityThatIsNotTrusted(TlsKind kind) throws Exception {
        HeldCertificate leaf = leaf(Certificates.AUTHORITY, DAY.multipliedBy(-2), DAY.negated());

        assertThat(kind.probe(NAME, showing(leaf), pinned(leaf))).isEqualTo(EXPIRED);
        assertThat(kind.probe(NAME, showing(leaf, Certificates.AUTHORITY), pinned(leaf)))
                .isEqualTo(EXPIRED);
    }

    @ParameterizedTest
    @EnumSource
    void anAuthorityThatHasExpiredIsNone(TlsKind kind) throws Exception {
        HeldCertificate authority = authority("old", null, DAY.multipliedBy(-9), DAY.negated());
        HeldCertificate leaf = leaf(authority, DAY.negated(), DAY);

        assertThat(kind.probe(NAME, showing(leaf), pinned(authority))).isEqualTo(EXPIRED);
        assertThat(kind.probe(NAME, showing(leaf, authority), pinned(authority)))
                .isEqualTo(EXPIRED);
    }

    @ParameterizedTest
    @EnumSource
    void anAuthorityOfTomorrowIsNone(TlsKind kind) throws Exception {
        HeldCertificate authority = authority("new", null, DAY, DAY.multipliedBy(9));
        HeldCertificate leaf = leaf(authority, DAY.negated(), DAY);

        assertThat(kind.probe(NAME, showing(leaf), pinned(authority))).isEqualTo(EARLY);
    }

    @ParameterizedTest
    @EnumSource
    void anExpiredOneBetweenIsUnhealthyEvenAboveOneThatIsTrusted(TlsKind kind) throws Exception {
        HeldCertificate root = authority("root", null, DAY.multipliedBy(-9), DAY.multipliedBy(9));
        HeldCertificate between = authority("between", root, DAY.multipliedBy(-9), DAY.negated());
        HeldCertificate leaf = leaf(between, DAY.negated(), DAY);

        assertThat(kind.probe(NAME, showing(leaf, between), pinned(root))).isEqualTo(EXPIRED);
        assertThat(kind.probe(NAME, showing(leaf, between), pinned(leaf))).isEqualTo(EXPIRED);
        assertThat(kind.probe(NAME, showing(leaf, between), pinned(between))).isEqualTo(EXPIRED);
    }

    @ParameterizedTest
    @EnumSource
    void anAuthorityThatWasRenewedUnderItsOldKeyIsTrustedBesideTheOldOne(TlsKind kind) throws Exception {
        HeldCertificate old = authority("ca", null, DAY.multipliedBy(-9), DAY.negated());
        HeldCertificate renewed = builder("ca", DAY.multipliedBy(-2), DAY.multipliedBy(9))
                .certificateAuthority(1)
                .keyPair(old.keyPair())
                .build();
        HeldCertificate leaf = leaf(old, DAY.negated(), DAY);

        assertThat(kind.probe(NAME, showing(leaf), pinned(old, renewed))).isEqualTo(HealthResult.healthy());
        assertThat(kind.probe(NAME, showing(leaf), pinned(renewed, old))).isEqualTo(HealthResult.healthy());
        assertThat(kind.probe(NAME, showing(leaf), pinned(old))).isEqualTo(EXPIRED);
    }

    @ParameterizedTest
    @EnumSource
    void theWordOfATrustManagerIsNoWordOnDates(TlsKind kind) throws Exception {
        HeldCertificate own = selfSigned(DAY.multipliedBy(-2), DAY.negated());

        assertThat(kind.probe(NAME, showing(own), Tls.trusting(new CountingTrust())))
                .isEqualTo(EXPIRED);
        assertThat(kind.probe(NAME, showing(own), Tls.trusting(ofJvm(own)))).isEqualTo(EXPIRED);
    }

    @ParameterizedTest
    @EnumSource
    void aFileIsNoWordOnDates(TlsKind kind) throws Exception {
        HeldCertificate own = selfSigned(DAY.multipliedBy(-2), DAY.negated());
        Path file = Files.writeString(folder.resolve("server.pem"), own.certificatePem());

        assertThat(kind.probe(NAME, showing(own), Tls.trustingPem(file))).isEqualTo(EXPIRED);
    }

    @ParameterizedTest
    @EnumSource
    void datesAreStillLookedAtWhenAClientCertificateIsShown(TlsKind kind) throws Exception {
        HeldCertificate own = selfSigned(DAY.multipliedBy(-2), DAY.negated());
        Tls tls = pinned(own)
                .clientCertificate(Certificates.shown(Certificates.valid("client.example.com"))
                        .keyManager());

        assertThat(kind.probe(NAME, showing(own), tls)).isEqualTo(EXPIRED);
    }

    private static Tls pinned(HeldCertificate... trusted) {
        return Tls.trusting(Stream.of(trusted).map(HeldCertificate::certificate).toArray(X509Certificate[]::new));
    }

    private static X509TrustManager ofJvm(HeldCertificate trusted) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("one", trusted.certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    /** A server that shows exactly these, its own first. */
    private static SSLContext showing(HeldCertificate own, HeldCertificate... others) throws Exception {
        char[] password = "secret".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        X509Certificate[] chain = Stream.concat(Stream.of(own), Stream.of(others))
                .map(HeldCertificate::certificate)
                .toArray(X509Certificate[]::new);
        store.setKeyEntry("own", own.keyPair().getPrivate(), password, chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static HeldCertificate selfSigned(Duration notBefore, Duration notAfter) {
        return builder(NAME, notBefore, notAfter).build();
    }

    private static HeldCertificate leaf(HeldCertificate authority, Duration notBefore, Duration notAfter) {
        return builder(NAME, notBefore, notAfter).signedBy(authority).build();
    }

    /** Null stands for its own signature. */
    private static HeldCertificate authority(
            String name, HeldCertificate above, Duration notBefore, Duration notAfter) {
        HeldCertificate.Builder builder =
                builder(name, notBefore, notAfter).certificateAuthority(above == null ? 1 : 0);
        return above == null ? builder.build() : builder.signedBy(above).build();
    }

    private static HeldCertificate.Builder builder(String name, Duration notBefore, Duration notAfter) {
        Instant now = Instant.now();
        return new HeldCertificate.Builder()
                .commonName(name)
                .addSubjectAlternativeName(name)
                .validityInterval(
                        now.plus(notBefore).toEpochMilli(), now.plus(notAfter).toEpochMilli());
    }
}
