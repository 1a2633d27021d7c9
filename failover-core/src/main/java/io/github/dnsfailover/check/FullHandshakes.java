package io.github.dnsfailover.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Collections;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes TLS sockets that resume no earlier session. The JVM keeps sessions for a day, by name and port, and in a
 * resumed one the server shows no certificate: one that has expired or was replaced since would go unseen, and a
 * session of one place would be offered to the next.
 */
final class FullHandshakes extends SSLSocketFactory {

    private final SSLSocketFactory sockets;
    private final SSLSessionContext sessions;

    FullHandshakes(SSLContext context) {
        sockets = context.getSocketFactory();
        sessions = context.getClientSessionContext();
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        for (byte[] id : Collections.list(sessions.getIds())) {
            SSLSession session = sessions.getSession(id);
            if (session != null) {
                session.invalidate(); // which takes it out of the cache
            }
        }
        return sockets.createSocket(socket, host, port, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw ProbeSockets.unwanted();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw ProbeSockets.unwanted();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw ProbeSockets.unwanted();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw ProbeSockets.unwanted();
    }
}
