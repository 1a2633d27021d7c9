package io.github.dnsfailover.examples.clients;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/**
 * {@link PublishedSockets} for pgjdbc, which makes its socket factory by the name of a class: {@code
 * socketFactory=io.github.dnsfailover.examples.clients.PostgresSockets&socketFactoryArg=orders}.
 *
 * <p>Thread-safe. MariaDB's driver takes such a class as {@code socketFactory}, too, but one without arguments.
 */
public final class PostgresSockets extends SocketFactory {

    /** Static, because a class that is made by its name has no other way to what it needs. */
    private static final Map<String, PublishedSockets> KNOWN = new ConcurrentHashMap<>();

    private final PublishedSockets sockets;

    /** For the driver. */
    public PostgresSockets(String name) {
        PublishedSockets known = KNOWN.get(name);
        if (known == null) {
            throw new IllegalArgumentException("socketFactoryArg: \"" + name + "\"; known are " + KNOWN.keySet());
        }
        sockets = known;
    }

    /** Makes sockets known under a name, before the first connection. */
    public static void register(String name, PublishedSockets sockets) {
        KNOWN.put(name, sockets);
    }

    @Override
    public Socket createSocket() {
        return sockets.createSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return sockets.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return sockets.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return sockets.createSocket(host, port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return sockets.createSocket(host, port, localHost, localPort);
    }
}
