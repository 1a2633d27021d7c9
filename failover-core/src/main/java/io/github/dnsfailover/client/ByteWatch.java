package io.github.dnsfailover.client;

import io.github.dnsfailover.internal.net.FilteredSocket;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Objects;
import java.util.function.LongSupplier;

/** When the last byte went through a socket, in either direction; below TLS. Thread-safe. */
final class ByteWatch {

    private final Socket socket;
    private final LongSupplier clock;
    private volatile long lastNanos;

    /** Whether what is written is no sign of life, as nothing has come back since a call here was ended. */
    private volatile boolean givenUp;

    ByteWatch(Socket socket, LongSupplier clock) {
        this.socket = socket;
        this.clock = clock;
        this.lastNanos = clock.getAsLong();
    }

    /** The socket to be used in place of the watched one. */
    Socket watched() {
        return new FilteredSocket(socket, Reading::new, Writing::new);
    }

    /** The socket itself. Closing it blocks less than closing TLS above it, which may wait for a peer that hangs. */
    Socket socket() {
        return socket;
    }

    long lastNanos() {
        return lastNanos;
    }

    /** Whether it is below this one, which has the same two ends. */
    boolean isBelow(Socket upper) {
        return socket.getLocalPort() == upper.getLocalPort()
                && socket.getPort() == upper.getPort()
                && Objects.equals(socket.getInetAddress(), upper.getInetAddress())
                && socket.getLocalAddress().equals(upper.getLocalAddress());
    }

    /**
     * A call here is about to be ended: HTTP/2 says so to the other side, which must not count as bytes that move, or
     * the end of one call were a respite for all others of the connection.
     */
    void giveUp() {
        givenUp = true;
    }

    private void came() {
        givenUp = false;
        lastNanos = clock.getAsLong();
    }

    private void went() {
        if (!givenUp) {
            lastNanos = clock.getAsLong();
        }
    }

    private final class Reading extends FilterInputStream {

        Reading(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            if (octet >= 0) {
                came();
            }
            return octet;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            if (read > 0) {
                came();
            }
            return read;
        }
    }

    private final class Writing extends FilterOutputStream {

        Writing(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            out.write(octet);
            went();
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            out.write(from, offset, length); // not octet by octet, as the class above does
            went();
        }
    }
}
