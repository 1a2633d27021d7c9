package io.github.dnsfailover.internal.net;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes sockets that whoever asked for them connects, as OkHttp and angus-mail do. */
public abstract class UnconnectedSockets extends SocketFactory {

    @Override
    public final Socket createSocket(String host, int port) {
        throw connected();
    }

    @Override
    public final Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw connected();
    }

    @Override
    public final Socket createSocket(InetAddress host, int port) {
        throw connected();
    }

    @Override
    public final Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw connected();
    }

    static UnsupportedOperationException connected() {
        return new UnsupportedOperationException("sockets are connected by whoever asks for them");
    }
}
