package io.github.dnsfailover.check;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Trusts whom another trust manager trusts, for as long as the certificates are valid. As thread-safe as the other. */
class DatedTrust implements X509TrustManager {

    private final X509TrustManager trust;
    private final CertificateDates dates;

    private DatedTrust(X509TrustManager trust, CertificateDates dates) {
        this.trust = trust;
        this.dates = dates;
    }

    /**
     * The JVM adds checks of its own (forbidden algorithms) to a trust manager of the plain kind, and leaves them to
     * one of the extended kind, so each stays what it is.
     */
    static X509TrustManager of(X509TrustManager trust, CertificateDates dates) {
        return trust instanceof X509ExtendedTrustManager extended
                ? new Extended(extended, dates)
                : new DatedTrust(trust, dates);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.checkServerTrusted(chain, authType);
        dates.check(chain, trust.getAcceptedIssuers());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.getAcceptedIssuers();
    }

    private static final class Extended extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager trust;
        private final CertificateDates dates;

        Extended(X509ExtendedTrustManager trust, CertificateDates dates) {
            this.trust = trust;
            this.dates = dates;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            trust.checkServerTrusted(chain, authType, socket);
            dates.check(chain, trust.getAcceptedIssuers());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            trust.checkServerTrusted(chain, authType, engine);
            dates.check(chain, trust.getAcceptedIssuers());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            trust.checkServerTrusted(chain, authType);
            dates.check(chain, trust.getAcceptedIssuers());
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            trust.checkClientTrusted(chain, authType, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            trust.checkClientTrusted(chain, authType, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            trust.checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trust.getAcceptedIssuers();
        }
    }
}
