package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * Connects to a TCP port and closes the connection again; nothing is sent.
 *
 * <p>An open port says that something listens, no more: many a broken service still accepts connections. Prefer {@link
 * HttpCheck}, or a check of your own that asks a question only the service can answer.
 *
 * <p>A target with an address is connected to at this address. One with a name only is resolved by the JVM, whose cache
 * applies; its addresses are tried one after the other, each for an equal share of the timeout, and one that accepts is enough. A
 * failed look-up is inconclusive, since the JVM does not tell "there is no such name" from "I could not ask". A look-up
 * cannot be interrupted. No route here, no free port and no free file descriptor are inconclusive too.
 *
 * <p>Immutable and thread-safe. An interrupt ends a probe at once, inconclusive, with the thread's flag left set.
 */
public final class TcpCheck implements HealthCheck {

    private static final ProbeSockets SOCKETS = new ProbeSockets();

    private final int port;

    private TcpCheck(int port) {
        this.port = port;
    }

    /**
     * A check that connects to this port.
     *
     * @throws IllegalArgumentException unless the port is 1 to 65535
     */
    public static TcpCheck port(int port) {
        return new TcpCheck(Arguments.port(port));
    }

    /**
     * Connects once.
     *
     * @throws IllegalArgumentException if the timeout is zero, negative or longer than a day
     */
    @Override
    public HealthResult check(Target target, Duration timeout) {
        Arguments.timeout(timeout);
        List<InetAddress> addresses;
        try {
            addresses = Lookup.addresses(target);
        } catch (UnknownHostException e) {
            return Lookup.failed(target.host());
        }
        Duration share = timeout.dividedBy(addresses.size());
        HealthResult result = HealthResult.inconclusive("not tried");
        for (InetAddress address : addresses) {
            HealthResult now = connect(new InetSocketAddress(address, port), share);
            if (now.verdict() == HealthResult.Verdict.HEALTHY) {
                return now;
            }
            result = ConnectFailure.worse(result, now);
        }
        return result;
    }

    private static HealthResult connect(InetSocketAddress to, Duration timeout) {
        try (Socket socket = SOCKETS.createSocket()) {
            socket.connect(to, millis(timeout));
            return HealthResult.healthy();
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                return HealthResult.inconclusive("interrupted");
            }
            if (e instanceof SocketTimeoutException) {
                return HealthResult.unhealthy("no connection within " + DetailText.of(timeout));
            }
            return ConnectFailure.judge(to, e);
        }
    }

    /** At least 1, for 0 would mean "for ever". */
    private static int millis(Duration timeout) {
        return (int) Math.max(1, Math.min(timeout.toMillis(), Integer.MAX_VALUE));
    }

    @Override
    public String toString() {
        return "TCP port " + port;
    }
}
