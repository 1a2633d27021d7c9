package io.github.dnsfailover.check;

import java.io.IOException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Says in a few words what is wrong with the other side's TLS, by the classes of exceptions. */
final class TlsFailure {

    private static final int DEEPEST_CAUSE = 20;

    private TlsFailure() {}

    static String words(IOException failure, String host) {
        if (failure instanceof SSLPeerUnverifiedException) {
            return "certificate not valid for " + host;
        }
        if (hasCause(failure, CertificateExpiredException.class)) {
            return "certificate expired";
        }
        if (hasCause(failure, CertificateNotYetValidException.class)) {
            return "certificate not valid yet";
        }
        boolean untrusted =
                hasCause(failure, CertificateException.class) || hasCause(failure, CertPathValidatorException.class);
        return (untrusted ? "certificate not trusted: " : "TLS failed: ") + DetailText.said(failure);
    }

    /** What is wrong with a certificate that must be valid for a while yet; empty if nothing is. */
    static Optional<String> expiry(SSLSession session, Duration wanted) throws SSLPeerUnverifiedException {
        Certificate own = session.getPeerCertificates()[0]; // the server's own comes first: RFC 8446 section 4.4.2
        if (!(own instanceof X509Certificate certificate)) {
            return Optional.of("certificate of type " + DetailText.foreign(own.getType()) + ", which has no end");
        }
        Duration left = ProbeClock.until(certificate.getNotAfter());
        if (left.isNegative()) {
            return Optional.of("certificate expired");
        }
        if (left.compareTo(wanted) >= 0) {
            return Optional.empty();
        }
        return Optional.of(
                "certificate valid for " + DetailText.days(left) + " only, wanted " + DetailText.days(wanted));
    }

    static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
