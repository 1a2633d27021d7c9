package io.github.dnsfailover.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** The application's sockets, with an eye on when bytes move. Thread-safe. */
final class WatchedSockets extends SocketFactory {

    private final SocketFactory sockets;
    private final LongSupplier clock;

    /** Those that no connection was seen on yet. Those that failed are dropped when the next one is looked for. */
    private final Set<ByteWatch> waiting = ConcurrentHashMap.newKeySet();

    WatchedSockets(SocketFactory sockets, LongSupplier clock) {
        this.sockets = sockets;
        this.clock = clock;
    }

    /** The watch on the socket below this one; null if it was not made here. */
    @Nullable
    ByteWatch below(Socket upper) {
        waiting.removeIf(watch -> watch.socket().isClosed());
        ByteWatch found =
                waiting.stream().filter(watch -> watch.isBelow(upper)).findAny().orElse(null);
        if (found != null) {
            waiting.remove(found);
        }
        return found;
    }

    private Socket watched(Socket socket) {
        ByteWatch watch = new ByteWatch(socket, clock);
        waiting.add(watch);
        return watch.watched();
    }

    /** The one that OkHttp calls. */
    @Override
    public Socket createSocket() throws IOException {
        return watched(sockets.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return watched(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return watched(sockets.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return watched(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return watched(sockets.createSocket(host, port, local, localPort));
    }
}
