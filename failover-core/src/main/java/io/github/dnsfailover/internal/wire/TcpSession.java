package io.github.dnsfailover.internal.wire;

import io.github.dnsfailover.internal.wire.WireException.Reach;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DNS messages to one server over TCP (RFC 1035 section 4.2.2), all within one deadline.
 *
 * <p>dnsjava's own resolver does not tell whether a failure came before or after the request had left, and that
 * difference decides whether a zone may have changed. Interrupting the calling thread ends a call. Confined to one
 * thread.
 */
public final class TcpSession implements AutoCloseable {

    private static final int LONGEST_MESSAGE = 65_535;

    /** A server that hangs up after each answer never gives two over one connection. */
    private static final int ANSWERS_OF_A_KEEPER = 2;

    /** A way to the server; used again if it hangs up. */
    @FunctionalInterface
    interface Way {
        TcpConnection connect(Deadline deadline) throws WireException;
    }

    private final Way way;
    private final Deadline deadline;

    private TcpConnection connection;
    private boolean answered;
    private int answers;
    private boolean sound = true;

    private TcpSession(Way way, Deadline deadline) throws WireException {
        this.way = way;
        this.deadline = deadline;
        this.connection = way.connect(deadline);
    }

    private TcpSession(Way way, Deadline deadline, TcpConnection kept) {
        this.way = way;
        this.deadline = deadline;
        this.connection = kept;
        this.answered = true;
        this.answers = ANSWERS_OF_A_KEEPER;
    }

    /**
     * Connects to a host; of several addresses, the first that accepts.
     *
     * <p>A name is looked up by the JVM, whose look-up knows no deadline; if it takes longer than the limit, nothing is
     * sent.
     *
     * @param limit for everything from here until the last answer
     * @throws WireException with {@link Reach#NOTHING_SENT}
     */
    public static TcpSession open(String host, int port, Duration limit) throws WireException {
        return new TcpSession(wayTo(host, port), Deadline.in(limit));
    }

    static TcpSession open(InetSocketAddress address, Deadline deadline) throws WireException {
        return new TcpSession(later -> connect(List.of(address), later), deadline);
    }

    /** Goes on over a connection of an earlier session that has ended well. */
    static TcpSession over(TcpConnection kept, String host, int port, Duration limit) {
        return new TcpSession(wayTo(host, port), Deadline.in(limit), kept);
    }

    private static Way wayTo(String host, int port) {
        return deadline -> {
            List<InetSocketAddress> addresses = new ArrayList<>();
            try {
                for (InetAddress address : InetAddress.getAllByName(host)) {
                    addresses.add(new InetSocketAddress(address, port));
                }
            } catch (UnknownHostException e) {
                throw new WireException(Reach.NOTHING_SENT, "unknown host " + host, e);
            }
            return connect(addresses, deadline);
        };
    }

    private static TcpConnection connect(List<InetSocketAddress> addresses, Deadline deadline) throws WireException {
        IOException last = new IOException("no address");
        for (int i = 0; i < addresses.size(); i++) {
            try {
                return TcpConnection.open(addresses.get(i), deadline.share(addresses.size() - i));
            } catch (IOException e) {
                last = e;
            }
        }
        throw new WireException(Reach.NOTHING_SENT, "no connection: " + reason(last), last);
    }

    /**
     * Sends a question and returns the answer. Some servers hang up after each answer: a connection that ended since
     * the last one is opened again, once.
     */
    public byte[] ask(byte[] question) throws WireException {
        try {
            return send(question);
        } catch (WireException e) {
            boolean over = deadline.passed() || Thread.currentThread().isInterrupted();
            if (over || !answered) {
                throw e;
            }
        }
        connection.close();
        connection = way.connect(deadline);
        return send(question);
    }

    /** Sends a request exactly once and returns the answer. */
    public byte[] send(byte[] request) throws WireException {
        Reach reach = Reach.NOTHING_SENT;
        boolean whole = false;
        try {
            ByteBuffer out = framed(request);
            connection.await(SelectionKey.OP_WRITE, deadline);
            reach = Reach.SENT;
            connection.write(out, deadline);
            byte[] length = connection.read(2, deadline);
            byte[] answer = connection.read(((length[0] & 0xff) << 8) | (length[1] & 0xff), deadline);
            answered = true;
            answers++;
            whole = true;
            return answer;
        } catch (EOFException e) {
            throw new WireException(reach, "the server ended the connection without a whole answer", e);
        } catch (IOException e) {
            throw new WireException(reach, reason(e), e);
        } finally {
            sound &= whole;
        }
    }

    /** An answer was none: what comes over this connection is not to be trusted any further. */
    public void distrust() {
        sound = false;
    }

    /** Whether every request was answered, each over the same connection, and by an answer to it. */
    boolean isSound() {
        return sound;
    }

    /** The connection, if it may be used again by a later session; not this one's any more then. */
    Optional<TcpConnection> release() {
        boolean keeper = sound && answers >= ANSWERS_OF_A_KEEPER;
        return keeper ? Optional.of(connection) : Optional.empty();
    }

    /**
     * Lets time pass before the next question; less of it if the server hangs up.
     *
     * @throws WireException with {@link Reach#NOTHING_SENT} if the session's time is over, or the thread is interrupted
     */
    public void pause(Duration time) throws WireException {
        try {
            connection.await(SelectionKey.OP_READ, deadline.orEarlier(time));
        } catch (SocketTimeoutException e) {
            // The time has passed.
        } catch (IOException e) {
            throw new WireException(Reach.NOTHING_SENT, reason(e), e);
        }
        if (deadline.passed()) {
            throw new WireException(Reach.NOTHING_SENT, "timed out");
        }
    }

    private static ByteBuffer framed(byte[] message) {
        if (message.length > LONGEST_MESSAGE) {
            throw new IllegalArgumentException("message: " + message.length + " octets; 65,535 fit over TCP");
        }
        ByteBuffer out = ByteBuffer.allocate(2 + message.length);
        return out.putShort((short) message.length).put(message).flip();
    }

    /** Some I/O exceptions have no text of their own. */
    static String reason(IOException e) {
        String text = e.getMessage();
        return text == null || text.isEmpty() ? e.getClass().getSimpleName() : text;
    }

    /** Ends the connection. */
    @Override
    public void close() {
        connection.close();
    }
}
