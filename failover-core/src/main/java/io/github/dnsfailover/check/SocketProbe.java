package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.internal.wire.Deadline;
import io.github.dnsfailover.internal.wire.TcpConnection;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;

/** One conversation over TCP: connects, lets a check talk, and turns whatever breaks off into a result. */
final class SocketProbe {

    /** What a check says and hears. */
    interface Talk {
        HealthResult over(ProbeConnection connection) throws IOException;
    }

    private final String name;
    private final Duration timeout;
    private final Deadline deadline;

    private SocketProbe(String name, Duration timeout) {
        this.name = name;
        this.timeout = timeout;
        this.deadline = Deadline.in(timeout);
    }

    /**
     * Talks to the first of the target's addresses that accepts; each may take an equal share of the time.
     *
     * @param name what the certificate must bear if TLS is spoken; for details only
     */
    static HealthResult run(Target target, int port, String name, Duration timeout, Talk talk) {
        Arguments.timeout(timeout);
        Lookup.Found found = Lookup.addresses(target);
        if (found.addresses().isEmpty()) {
            return found.none();
        }
        List<InetAddress> addresses = found.addresses();
        return new SocketProbe(name, timeout).run(addresses, port, talk);
    }

    private HealthResult run(List<InetAddress> addresses, int port, Talk talk) {
        HealthResult notConnected = HealthResult.inconclusive("not tried");
        for (int i = 0; i < addresses.size(); i++) {
            InetSocketAddress to = new InetSocketAddress(addresses.get(i), port);
            try (TcpConnection tcp = TcpConnection.open(to, deadline.share(addresses.size() - i))) {
                return talk(new ProbeConnection(tcp, deadline), talk);
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    return HealthResult.inconclusive("interrupted");
                }
                notConnected = ConnectFailure.worse(notConnected, notConnected(to, e));
            }
        }
        return notConnected;
    }

    private HealthResult notConnected(InetSocketAddress to, IOException failure) {
        return failure instanceof SocketTimeoutException
                ? HealthResult.unhealthy("no connection within " + DetailText.of(timeout))
                : ConnectFailure.judge(to, failure);
    }

    private HealthResult talk(ProbeConnection connection, Talk talk) {
        try {
            return talk.over(connection);
        } catch (IOException e) {
            return Thread.currentThread().isInterrupted()
                    ? HealthResult.inconclusive("interrupted")
                    : HealthResult.unhealthy(brokenOff(e, connection.missing()));
        }
    }

    private String brokenOff(IOException failure, String missing) {
        if (deadline.passed()) {
            return missing + " within " + DetailText.of(timeout);
        }
        if (failure instanceof SSLException) {
            return TlsFailure.words(failure, name);
        }
        return failure instanceof EOFException ? "connection closed, " + missing : DetailText.said(failure);
    }
}
