package io.github.dnsfailover.examples.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * Sockets for any client that takes a {@link SocketFactory}: they are connected to what is published, whatever address
 * the client or the JVM remembers for the name, and closed once it is published no more.
 *
 * <p>A socket has one try, so of several addresses each connection takes the next one. Thread-safe.
 */
public final class PublishedSockets extends SocketFactory {

    private final Dns dns;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Following> open = ConcurrentHashMap.newKeySet();

    /** Looks up by this, which is a {@link io.github.dnsfailover.client.FailoverDns}. */
    public PublishedSockets(Dns dns) {
        this.dns = dns;
    }

    /** Closes those at addresses that are published no more: for a reaction to a move. */
    public void closeLeft() {
        for (Following socket : open) {
            if (!socket.isPublished()) {
                socket.closeQuietly();
            }
        }
    }

    /** A connection, for clients that want it ready. */
    public Socket connected(InetSocketAddress to, int timeoutMillis) throws IOException {
        Socket socket = createSocket();
        try {
            socket.connect(to, timeoutMillis);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public Socket createSocket() {
        return new Following();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(InetSocketAddress.createUnresolved(host, port), 0);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), 0);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        Socket socket = createSocket();
        socket.bind(new InetSocketAddress(localHost, localPort));
        socket.connect(InetSocketAddress.createUnresolved(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host.getHostName(), port, localHost, localPort);
    }

    private final class Following extends Socket {

        /** What was asked for; empty before. */
        private volatile String host = "";

        /** Where it is being connected, or is; null before. */
        private volatile @Nullable InetAddress address;

        @Override
        public void connect(SocketAddress to) throws IOException {
            connect(to, 0);
        }

        @Override
        public void connect(SocketAddress to, int timeoutMillis) throws IOException {
            InetSocketAddress asked = (InetSocketAddress) to;
            host = asked.getHostString();
            List<InetAddress> published = dns.lookup(host);
            InetAddress next = published.get(Math.floorMod(turn.getAndIncrement(), published.size()));
            address = next;
            open.add(this); // before it connects, so that a move ends this, too
            super.connect(new InetSocketAddress(next, asked.getPort()), timeoutMillis);
            if (!isPublished()) {
                closeQuietly();
                throw new IOException(host + " moved away from " + next.getHostAddress() + " meanwhile");
            }
        }

        private boolean isPublished() {
            try {
                return address == null || dns.lookup(host).contains(address);
            } catch (UnknownHostException e) {
                return true; // nothing is known, so nothing is closed
            }
        }

        private void closeQuietly() {
            try {
                close();
            } catch (IOException e) {
                throw new UncheckedIOException("a socket cannot be closed", e);
            }
        }

        @Override
        public synchronized void close() throws IOException {
            open.remove(this);
            super.close();
        }
    }
}
