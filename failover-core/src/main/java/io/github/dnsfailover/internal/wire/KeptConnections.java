package io.github.dnsfailover.internal.wire;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server that are used again while calls overlap (RFC 7766 section 6.2.1), as in a storm of many
 * pools. A call that is alone has a connection of its own, as the first one after a calm or after a failure has: then
 * nothing that happened to a connection meanwhile, unseen from here, can make the outcome of a write unknown.
 *
 * <p>A connection is kept only if the server has answered twice over it and every request was answered, and taken only
 * if nothing has come since. The last call that ends closes all. Thread-safe.
 */
public final class KeptConnections implements AutoCloseable {

    /**
     * A slot that becomes free is taken within a millisecond or two in a storm. Middleboxes forget connections after
     * minutes, servers end idle ones after seconds.
     */
    public static final Duration IDLE_LIMIT = Duration.ofMillis(100);

    /** So long none is kept after one has failed: a server that ends them at will costs a call a minute. */
    public static final Duration DISTRUST = Duration.ofMinutes(1);

    /** As many as an engine has slots for one provider. */
    private static final int MOST = 10;

    private final String host;
    private final int port;
    private final Duration idleLimit;
    private final Duration distrust;

    /** Guards the fields below; nothing is closed or asked under it. */
    private final Object lock = new Object();

    private final Deque<Kept> idle = new ArrayDeque<>();
    private Deadline distrusted = Deadline.in(Duration.ZERO);
    private int calls;
    private boolean closed;

    private record Kept(TcpConnection connection, Deadline until) {}

    /** Keeps none yet; connects to nobody. */
    public KeptConnections(String host, int port, Duration idleLimit, Duration distrust) {
        this.host = host;
        this.port = port;
        this.idleLimit = idleLimit;
        this.distrust = distrust;
    }

    /**
     * Begins a call, over a connection that was kept, or a new one. Each that has begun must {@link #end}.
     *
     * @throws WireException with {@link WireException.Reach#NOTHING_SENT}; nothing has begun then
     */
    public TcpSession begin(Duration limit) throws WireException {
        synchronized (lock) {
            calls++;
        }
        boolean begun = false;
        try {
            TcpConnection kept = take();
            TcpSession session =
                    kept == null ? TcpSession.open(host, port, limit) : TcpSession.over(kept, host, port, limit);
            begun = true;
            return session;
        } finally {
            if (!begun) {
                failed().forEach(TcpConnection::close);
                leave();
            }
        }
    }

    /** One that ended while it was idle is a failure, too: the next one might end a moment after the look. */
    private @Nullable TcpConnection take() {
        while (true) {
            Kept kept;
            synchronized (lock) {
                kept = idle.pollLast();
            }
            if (kept == null) {
                return null;
            }
            boolean fresh = !kept.until().passed();
            if (fresh && kept.connection().isQuiet()) {
                return kept.connection();
            }
            kept.connection().close();
            if (fresh) {
                failed().forEach(TcpConnection::close);
            }
        }
    }

    /** Ends a call, and closes or keeps its connection. */
    public void end(TcpSession session) {
        Optional<TcpConnection> keeper = session.release();
        List<TcpConnection> over = session.isSound() ? List.of() : failed();
        boolean kept;
        synchronized (lock) {
            kept = keeper.isPresent() && calls > 1 && !closed && distrusted.passed() && idle.size() < MOST;
            if (kept) {
                idle.addLast(new Kept(keeper.orElseThrow(), Deadline.in(idleLimit)));
            }
        }
        if (!kept) {
            session.close();
        }
        over.forEach(TcpConnection::close);
        leave();
    }

    private void leave() {
        List<TcpConnection> over = List.of();
        synchronized (lock) {
            calls--;
            if (calls == 0) {
                over = emptied();
            }
        }
        over.forEach(TcpConnection::close);
    }

    /** What is to be closed, since a connection has failed. */
    private List<TcpConnection> failed() {
        synchronized (lock) {
            distrusted = Deadline.in(distrust);
            return emptied();
        }
    }

    private List<TcpConnection> emptied() {
        List<TcpConnection> all = idle.stream().map(Kept::connection).toList();
        idle.clear();
        return all;
    }

    /** Closes what is kept, and keeps none any more; calls go on. */
    @Override
    public void close() {
        List<TcpConnection> over;
        synchronized (lock) {
            closed = true;
            over = emptied();
        }
        over.forEach(TcpConnection::close);
    }
}
