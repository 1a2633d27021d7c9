package io.github.dnsfailover.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;

/** One TCP connection whose every step has a deadline, and ends at an interrupt. Confined to one thread at a time. */
public final class TcpConnection implements AutoCloseable {

    private final SocketChannel channel;
    private final Readiness readiness;

    private TcpConnection(SocketChannel channel, Readiness readiness) {
        this.channel = channel;
        this.readiness = readiness;
    }

    /**
     * Connects.
     *
     * @throws NoSocketException if this process may open no socket
     */
    public static TcpConnection open(InetSocketAddress address, Deadline deadline) throws IOException {
        SocketChannel channel = NoSocketException.open(SocketChannel::open);
        boolean connected = false;
        try {
            TcpConnection connection = new TcpConnection(channel, new Readiness(channel));
            connection.connect(address, deadline);
            connected = true;
            return connection;
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    private void connect(InetSocketAddress address, Deadline deadline) throws IOException {
        boolean connected = false;
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (!channel.connect(address)) {
                await(SelectionKey.OP_CONNECT, deadline);
                channel.finishConnect();
            }
            connected = true;
        } catch (UnresolvedAddressException | UnsupportedAddressTypeException e) {
            throw new IOException("address " + address + " cannot be used from here", e);
        } finally {
            if (!connected) {
                readiness.close();
            }
        }
    }

    /** This side's address. */
    public InetAddress localAddress() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
    }

    void await(int operation, Deadline deadline) throws IOException {
        readiness.await(operation, deadline);
    }

    /** Writes everything. */
    public void write(ByteBuffer out, Deadline deadline) throws IOException {
        channel.write(out);
        while (out.hasRemaining()) {
            await(SelectionKey.OP_WRITE, deadline);
            channel.write(out);
        }
    }

    /** Reads what has come, waiting for the first octet; -1 if the other side has ended the connection. */
    public int read(ByteBuffer in, Deadline deadline) throws IOException {
        await(SelectionKey.OP_READ, deadline);
        return channel.read(in);
    }

    /**
     * Whether nothing has come that nobody has read: no end, no reset, and no octet. Waits for nothing; an octet that
     * is there is lost.
     */
    boolean isQuiet() {
        try {
            return channel.read(ByteBuffer.allocate(1)) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads this many octets. */
    public byte[] read(int length, Deadline deadline) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(length);
        while (in.hasRemaining()) {
            if (read(in, deadline) < 0) {
                throw new EOFException();
            }
        }
        return in.array();
    }

    /** Nothing can be done about a failure to close, and nothing depends on it. */
    @Override
    @SuppressWarnings("EmptyCatch")
    public void close() {
        try {
            readiness.close();
        } catch (IOException e) {
            // See above.
        }
        try {
            channel.close();
        } catch (IOException e) {
            // See above.
        }
    }
}
