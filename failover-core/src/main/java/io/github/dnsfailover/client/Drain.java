package io.github.dnsfailover.client;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.client.Serving.State;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides which responses of a place that was left ask the client to close its connection, so that it looks the name up
 * anew.
 *
 * <pre>{@code
 * Drain drain = Drain.of(Serving.of(engine, www, "cloudhelix"));
 * if (drain.closes(new Drain.Request(host, protocol, connection))) {
 *     response.setHeader("Connection", "close");
 * }
 * }</pre>
 *
 * <p>It begins at the horizon ({@link State#LEFT}): before, a client that is closed may well come back. It closes only
 * HTTP/1.1, for HTTP/2 forbids the header (RFC 9113, 8.2.2); only what asks for a name of the pool; each connection
 * once; and in any second at most a tenth of the open ones. Open are those that carried such a request within the last
 * 60 s and were not told to close; of fewer than ten, say n, one in 10/n seconds is closed. While nothing is confirmed
 * it closes none. At most 16,384 connections are remembered; further ones have their turn when others are gone. Idle
 * connections are the business of the server's own timeout.
 *
 * <p>Thread-safe. A decision takes a lock for less than a microsecond, and only while the place is left.
 */
public final class Drain {

    private static final String HTTP_1_1 = "HTTP/1.1";

    private final Serving serving;
    private final HostNames names;
    private final Object lock = new Object(); // calls nobody

    /** Null while the records lead here; guarded by the lock, and looked at without it. */
    private volatile @Nullable OpenConnections connections;

    /** Null until the horizon is over; guarded by the lock. */
    private @Nullable Pace pace;

    /**
     * What a filter knows of a request. Text of others, which is compared and never shown.
     *
     * @param host the Host header; empty if there is none
     * @param protocol as in {@code HTTP/1.1}
     * @param connection whatever names the connection on which it came, of 1 to 128 characters: an id of the server's,
     *     or the remote address and port; others are never closed
     */
    public record Request(String host, String protocol, String connection) {

        /** Refuses nulls. */
        public Request {
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(protocol, "protocol");
            Objects.requireNonNull(connection, "connection");
        }
    }

    private Drain(Serving serving, EndpointPool pool) {
        this.serving = serving;
        this.names = HostNames.of(pool);
    }

    /** For the place that a process serves as. */
    public static Drain of(Serving serving) {
        return new Drain(serving, serving.pool());
    }

    /** Whether the response to this request is to ask for the end of its connection; never twice for one connection. */
    public boolean closes(Request request) {
        State state = serving.state();
        if (state == State.PUBLISHED) {
            forget();
            return false;
        }
        if (!request.protocol().equals(HTTP_1_1) || !names.has(request.host())) {
            return false;
        }
        return closes(request.connection(), state, serving.nanoTime());
    }

    /** They are clients of this place again. */
    private void forget() {
        if (connections != null) {
            synchronized (lock) {
                connections = null;
                pace = null;
            }
        }
    }

    /** Connections are counted while the place is being left, too: the pace goes by how many there are. */
    private boolean closes(String connection, State state, long now) {
        synchronized (lock) {
            OpenConnections open = connections;
            if (open == null) {
                open = new OpenConnections();
                connections = open;
            }
            open.seen(connection, now);
            if (state != State.LEFT) {
                return false;
            }
            Pace allowed = pace;
            if (allowed == null) {
                allowed = new Pace(now);
                pace = allowed;
            }
            if (!open.isOpen(connection) || !allowed.allows(open.open(), now)) {
                return false;
            }
            open.told(connection);
            allowed.closed(now);
            return true;
        }
    }
}
