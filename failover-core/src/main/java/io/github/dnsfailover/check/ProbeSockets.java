package io.github.dnsfailover.check;

import io.github.dnsfailover.internal.net.FilteredSocket;
import io.github.dnsfailover.internal.net.UnconnectedSockets;
import io.github.dnsfailover.internal.wire.NoSocketException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.function.UnaryOperator;

/**
 * Opens the sockets of probes: those of a {@link SocketChannel}, for three reasons.
 *
 * <ul>
 *   <li>An interrupt closes a channel and so ends whatever blocks on it. A plain socket on a platform thread sleeps on.
 *   <li>It knows nothing of the JVM-wide {@code socksProxyHost}, which {@code new Socket()} obeys even where OkHttp was
 *       told to use no proxy: a proxy elsewhere may well reach a place that this host cannot, or the other way round.
 *   <li>It is opened at once, so that "too many open files" comes from here and is never taken for a word of the
 *       target.
 * </ul>
 *
 * <p>All that is read from them is read through a filter, which counts.
 */
final class ProbeSockets extends UnconnectedSockets {

    private final UnaryOperator<InputStream> filter;

    ProbeSockets(UnaryOperator<InputStream> filter) {
        this.filter = filter;
    }

    @Override
    public Socket createSocket() throws IOException {
        return new FilteredSocket(NoSocketException.open(SocketChannel::open).socket(), filter);
    }
}
