package io.github.dnsfailover.check;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * The dates of the certificates that a server shows, and of the authority under which they are trusted. The JVM does
 * not look at them where trust begins: a certificate in the trust store is taken as it is, and so is whatever the
 * server shows beyond it. A client that has the authority from elsewhere refuses the same server.
 */
final class CertificateDates {

    private final Supplier<Date> now;

    CertificateDates(Supplier<Date> now) {
        this.now = now;
    }

    /**
     * Looks at a chain that somebody else found to be trusted.
     *
     * @param shown what the server sent, its own certificate first; at least that one
     * @param authorities who is trusted; none if nobody can say
     * @throws CertificateExpiredException if a certificate shown, or every authority above them, has expired
     * @throws CertificateNotYetValidException the same before their time
     */
    void check(X509Certificate[] shown, X509Certificate... authorities) throws CertificateException {
        Date date = now.get();
        for (X509Certificate each : shown) {
            each.checkValidity(date);
        }
        CertificateException outOfDate = null; // null: no authority is known to be above them
        for (X509Certificate authority : above(shown, authorities)) {
            try {
                authority.checkValidity(date);
                return;
            } catch (CertificateExpiredException | CertificateNotYetValidException e) {
                outOfDate = e;
            }
        }
        if (outOfDate != null) {
            throw outOfDate;
        }
    }

    /** The authorities to which the first certificate leads, itself among them, over others that were shown. */
    private static List<X509Certificate> above(X509Certificate[] shown, X509Certificate... authorities) {
        List<X509Certificate> found = new ArrayList<>();
        List<X509Certificate> open = new ArrayList<>(Arrays.asList(shown));
        List<X509Certificate> path = new ArrayList<>(List.of(open.remove(0)));
        for (int i = 0; i < path.size(); i++) {
            X509Certificate below = path.get(i);
            for (X509Certificate authority : authorities) {
                if (authority.equals(below) || isIssuer(authority, below)) {
                    found.add(authority);
                }
            }
            for (Iterator<X509Certificate> each = open.iterator(); each.hasNext(); ) {
                X509Certificate other = each.next();
                if (isIssuer(other, below)) {
                    path.add(other);
                    each.remove();
                }
            }
        }
        return found;
    }

    private static boolean isIssuer(X509Certificate above, X509Certificate below) {
        if (!above.getSubjectX500Principal().equals(below.getIssuerX500Principal())) {
            return false;
        }
        try {
            below.verify(above.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false; // another authority of the same name
        }
    }
}
