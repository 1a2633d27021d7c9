package io.github.dnsfailover.notify;

import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A private authority, and what it signed for {@code localhost} and for another host. */
final class Certificates {

    static final HeldCertificate AUTHORITY = new HeldCertificate.Builder()
            .certificateAuthority(0)
            .duration(9, TimeUnit.DAYS)
            .build();

    /** Trusts what the authority signed. */
    static final HandshakeCertificates TRUST = new HandshakeCertificates.Builder()
            .addTrustedCertificate(AUTHORITY.certificate())
            .build();

    private Certificates() {}

    static HeldCertificate of(String host) {
        return new HeldCertificate.Builder()
                .addSubjectAlternativeName(host)
                .signedBy(AUTHORITY)
                .duration(9, TimeUnit.DAYS)
                .rsa2048()
                .build();
    }

    static SSLContext server(String host) {
        return new HandshakeCertificates.Builder()
                .heldCertificate(of(host), AUTHORITY.certificate())
                .build()
                .sslContext();
    }
}
