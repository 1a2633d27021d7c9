package io.github.dnsfailover.check;

import io.github.dnsfailover.internal.net.BudgetedStream;
import io.github.dnsfailover.internal.net.ReadBudget;
import io.github.dnsfailover.internal.wire.Deadline;
import io.github.dnsfailover.internal.wire.TcpConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * A connection in the form in which the JVM's TLS wants it. Each read and each write ends at the deadline and at an
 * interrupt, whatever the other side does, where a socket's own timeout would begin anew with every octet, and all that
 * is read counts against one budget. Confined to one thread.
 */
final class ConnectionSocket extends Socket {

    private final TcpConnection connection;
    private final Deadline deadline;
    private final ReadBudget budget = ReadBudget.forTalk();

    ConnectionSocket(TcpConnection connection, Deadline deadline) {
        this.connection = connection;
        this.deadline = deadline;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public InputStream getInputStream() {
        InputStream in = new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return length == 0 ? 0 : connection.read(ByteBuffer.wrap(into, offset, length), deadline);
            }
        };
        return new BudgetedStream(in, budget);
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                connection.write(ByteBuffer.wrap(from, offset, length), deadline);
            }
        };
    }

    /** TLS asks for this and what follows; a socket that is not connected would open one of the system's to answer. */
    @Override
    public int getPort() {
        return 0;
    }

    @Override
    public synchronized void setSoTimeout(int millis) {}

    @Override
    public synchronized int getSoTimeout() {
        return 0;
    }

    @Override
    public void setSoLinger(boolean on, int seconds) {}

    @Override
    public int getSoLinger() {
        return -1;
    }

    @Override
    public void shutdownInput() {}

    @Override
    public void shutdownOutput() {}

    @Override
    public synchronized void close() throws IOException {
        connection.close();
        super.close();
    }
}
