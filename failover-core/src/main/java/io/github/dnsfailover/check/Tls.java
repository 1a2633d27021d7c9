package io.github.dnsfailover.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * How a check speaks TLS: whose certificates it takes, and which certificate it shows itself.
 *
 * <pre>{@code
 * Tls.trustingPem(Path.of("/etc/ssl/example-ca.pem"))
 * Tls.trustingJvm().clientCertificate(keyStore, password)
 * }</pre>
 *
 * <p>Versions and cipher suites are the JVM's defaults. Each probe makes a full handshake: a resumed session would show
 * no certificate, so one that has expired or was replaced since would go unseen.
 *
 * <p>Every certificate that the server shows must be valid now, and so must the authority under which it is trusted.
 * The JVM takes a certificate that it was told to trust without a look at its dates; clients do not.
 *
 * <p>Immutable and thread-safe. Making one reads and parses certificates; share it among checks. Key managers and trust
 * managers that it is handed are asked from several threads.
 */
public final class Tls {

    private final X509TrustManager given; // without the look at dates
    private final X509TrustManager trust;
    private final Optional<X509KeyManager> identity;
    private final boolean anybody;
    private final SSLSocketFactory sockets;

    private Tls(X509TrustManager trust, Optional<X509KeyManager> identity) {
        this.anybody = trust instanceof TrustAnybody;
        this.given = trust;
        this.trust = anybody ? trust : DatedTrust.of(trust, new CertificateDates(ProbeClock::now));
        this.identity = identity;
        KeyManager[] keys = identity.map(key -> new KeyManager[] {key}).orElseGet(() -> new KeyManager[0]);
        this.sockets = new FullHandshakes(keys, this.trust);
    }

    /** Trusts the authorities of the JVM's trust store, as checks do unless told otherwise. */
    public static Tls trustingJvm() {
        return OfJvm.TLS;
    }

    /** The trust store holds about 150 certificates; it is parsed once, when the first check needs it. */
    private static final class OfJvm {
        static final Tls TLS = new Tls(trustManager(Optional.empty()), Optional.empty());
    }

    /**
     * Trusts these authorities, and nobody else; a server's own certificate, self-signed or not, may be one of them,
     * too.
     *
     * @throws IllegalArgumentException if none is given
     */
    public static Tls trusting(X509Certificate... authorities) {
        if (authorities.length == 0) {
            throw new IllegalArgumentException("trusting: no certificate given");
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.length; i++) {
                store.setCertificateEntry(Integer.toString(i), authorities[i]);
            }
            return new Tls(trustManager(Optional.of(store)), Optional.empty());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("trusting: " + Arrays.toString(authorities) + " cannot be used", e);
        }
    }

    /**
     * Trusts the authorities whose certificates stand in a file, in PEM or DER form, and nobody else. The file is read
     * once, now.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it holds no certificate, or something else beside
     */
    public static Tls trustingPem(Path file) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                found.add((X509Certificate) each);
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException("trustingPem: " + file + " holds something that is no certificate", e);
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("trustingPem: " + file + " holds no certificate");
        }
        return trusting(found.toArray(X509Certificate[]::new));
    }

    /**
     * Lets this trust manager say whom to trust. The certificate must bear the name that was asked for, and what the
     * server shows must be valid now, all the same; so must the authority above, if it is one of
     * {@link X509TrustManager#getAcceptedIssuers}.
     */
    public static Tls trusting(X509TrustManager trust) {
        return new Tls(Objects.requireNonNull(trust, "trust"), Optional.empty());
    }

    /**
     * Takes any certificate of anybody under any name: an expired one goes unseen, and whoever is on the path can
     * answer in the target's place. For a place whose certificate cannot be verified, and where a false "healthy" does
     * no harm.
     */
    public static Tls insecureTrustAnyCertificate() {
        return new Tls(new TrustAnybody(), Optional.empty());
    }

    /**
     * The same, showing a certificate to servers that ask for one.
     *
     * @param password of the key; not kept beyond this call
     * @throws IllegalArgumentException if the store has no key, or the password does not open it
     */
    public Tls clientCertificate(KeyStore store, char[] password) {
        try {
            if (!hasKey(store)) {
                throw new IllegalArgumentException("clientCertificate: the store holds no private key");
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password);
            return clientCertificate(only(X509KeyManager.class, List.of(factory.getKeyManagers())));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("clientCertificate: the store's keys cannot be read", e);
        }
    }

    private static boolean hasKey(KeyStore store) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The same, showing what this key manager chooses, such as a certificate that is renewed while the process runs.
     */
    public Tls clientCertificate(X509KeyManager keys) {
        return new Tls(given, Optional.of(Objects.requireNonNull(keys, "keys")));
    }

    SSLSocketFactory sockets() {
        return sockets;
    }

    X509TrustManager trust() {
        return trust;
    }

    /** Whether the certificate bears the name is asked of this, after the handshake. */
    HostnameVerifier names() {
        return anybody ? (host, session) -> true : ProbeClient.plain().hostnameVerifier();
    }

    private static X509TrustManager trustManager(Optional<KeyStore> store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store.orElse(null));
            return only(X509TrustManager.class, List.of(factory.getTrustManagers()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot set up trust in certificates", e);
        }
    }

    private static <T> T only(Class<T> type, List<?> found) {
        return found.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this JVM has no " + type.getSimpleName()));
    }

    /** Whom it trusts; nothing of keys but whether there is one. */
    @Override
    public String toString() {
        String whom = anybody ? "anybody" : trust.getAcceptedIssuers().length + " authorities";
        return "TLS trusting " + whom + (identity.isPresent() ? " with a client certificate" : "");
    }

    /** Accepts every certificate; used only where somebody said so in as many words. */
    private static final class TrustAnybody implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
