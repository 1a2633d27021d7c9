package io.github.dnsfailover.internal.net;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/** Makes TLS sockets over sockets that are connected already, by means of another factory. */
public abstract class TlsOverSockets extends SSLSocketFactory {

    /** What makes the sockets. */
    protected final SSLSocketFactory tls;

    /** Over sockets, by this factory. */
    protected TlsOverSockets(SSLSocketFactory tls) {
        this.tls = tls;
    }

    @Override
    public final String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public final String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    @Override
    public final Socket createSocket(String host, int port) {
        throw UnconnectedSockets.connected();
    }

    @Override
    public final Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw UnconnectedSockets.connected();
    }

    @Override
    public final Socket createSocket(InetAddress host, int port) {
        throw UnconnectedSockets.connected();
    }

    @Override
    public final Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw UnconnectedSockets.connected();
    }
}
