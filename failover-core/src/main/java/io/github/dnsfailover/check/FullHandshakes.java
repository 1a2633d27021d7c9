package io.github.dnsfailover.check;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dnsfailover.internal.net.TlsOverSockets;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;

/**
 * Makes TLS sockets that resume no earlier session. The JVM keeps sessions for a day, by name and port, and in a
 * resumed one the server shows no certificate: one that has expired or was replaced since would go unseen, and a
 * session of one place would be offered to the next. So every socket has a context of its own, which costs a
 * hundredth of a handshake: throwing the sessions of a shared one away before each handshake would leave a gap in
 * which a probe that runs at the same time puts one back.
 */
final class FullHandshakes extends TlsOverSockets {

    private static final int LONGEST_NAME = 255; // of a domain name (RFC 1035 section 2.3.4)

    private final KeyManager[] keys;
    private final TrustManager[] trust;

    FullHandshakes(KeyManager[] keys, TrustManager trust) {
        this(keys, new TrustManager[] {trust});
    }

    private FullHandshakes(KeyManager[] keys, TrustManager[] trust) {
        super(withoutSessions(keys, trust)); // for what is asked before there is a socket
        this.keys = keys;
        this.trust = trust;
    }

    private static SSLSocketFactory withoutSessions(KeyManager[] keys, TrustManager[] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot set up TLS", e);
        }
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        SSLSocket secured = (SSLSocket) withoutSessions(keys, trust).createSocket(socket, host, port, autoClose);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setServerNames(serverNames(host));
        secured.setSSLParameters(parameters);
        return secured;
    }

    /** Said in any case, unless it is an address, or nothing that fits into the handshake. */
    private static List<SNIServerName> serverNames(String host) {
        byte[] octets = host.getBytes(US_ASCII);
        boolean fits = octets.length > 0 && octets.length <= LONGEST_NAME;
        return fits && !ServiceName.isAddress(host) ? List.of(new SaidName(octets)) : List.of();
    }

    /**
     * A name as it goes over the wire. Left alone, the JVM says no name without a dot; and its own class for names
     * takes none with an underscore, which makes no host name (RFC 952) and is in use all the same. The server would
     * show the certificate of another site then.
     */
    private static final class SaidName extends SNIServerName {
        SaidName(byte[] octets) {
            super(StandardConstants.SNI_HOST_NAME, octets);
        }
    }
}
