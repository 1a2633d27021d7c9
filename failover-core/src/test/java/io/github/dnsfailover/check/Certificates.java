package io.github.dnsfailover.check;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** Certificates of an authority made up for the tests, and servers' ends of TLS that show them. */
final class Certificates {

    static final Duration DAY = Duration.ofDays(1);

    static final HeldCertificate AUTHORITY = new HeldCertificate.Builder()
            .certificateAuthority(0)
            .duration(99, TimeUnit.DAYS)
            .build();

    private Certificates() {}

    /** Trust in the authority. */
    static Tls trust() {
        return Tls.trusting(AUTHORITY.certificate());
    }

    /** Valid from yesterday until tomorrow and an hour. */
    static HeldCertificate valid(String name) {
        return of(name, DAY.negated(), DAY.plusHours(1));
    }

    static HeldCertificate expired(String name) {
        return of(name, DAY.multipliedBy(-2), DAY.negated());
    }

    /** The bounds counted from now. */
    static HeldCertificate of(String name, Duration notBefore, Duration notAfter) {
        return builder(name, notBefore, notAfter).signedBy(AUTHORITY).build();
    }

    static HeldCertificate selfSigned(String name) {
        return builder(name, DAY.negated(), DAY).build();
    }

    /** Self-signed, with a key that suites of RSA need. */
    static HeldCertificate rsa(String name) {
        return builder(name, DAY.negated(), DAY).rsa2048().build();
    }

    private static HeldCertificate.Builder builder(String name, Duration notBefore, Duration notAfter) {
        Instant now = Instant.now();
        return new HeldCertificate.Builder()
                .commonName(name)
                .addSubjectAlternativeName(name)
                .validityInterval(
                        now.plus(notBefore).toEpochMilli(), now.plus(notAfter).toEpochMilli());
    }

    /** One side's end of TLS, which shows this certificate and takes those of the authority. */
    static HandshakeCertificates shown(HeldCertificate certificate) {
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(AUTHORITY.certificate())
                .build();
    }

    static SSLContext context(HeldCertificate certificate) {
        return shown(certificate).sslContext();
    }
}
