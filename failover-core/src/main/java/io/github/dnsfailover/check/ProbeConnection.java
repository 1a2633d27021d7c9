package io.github.dnsfailover.check;

import io.github.dnsfailover.internal.wire.Deadline;
import io.github.dnsfailover.internal.wire.TcpConnection;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import okio.Buffer;

/**
 * The TCP connection of one probe, in the clear or under TLS; every step ends at the probe's deadline and at an
 * interrupt. Confined to one thread.
 */
final class ProbeConnection {

    private static final int BUFFER = 8_192;

    private final TcpConnection tcp;
    private final ConnectionSocket socket;
    private final byte[] buffer = new byte[BUFFER];
    private InputStream in;
    private OutputStream out;
    private int next;
    private int end;
    private String missing = "no answer";

    ProbeConnection(TcpConnection tcp, Deadline deadline) {
        this.tcp = tcp;
        this.socket = new ConnectionSocket(tcp, deadline);
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Says what is missing if nothing more comes, as in {@code no banner}. */
    void awaiting(String nothing) {
        missing = nothing;
    }

    String missing() {
        return missing;
    }

    /** This side's address. */
    InetAddress localAddress() throws IOException {
        return tcp.localAddress();
    }

    void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** The next octet, or -1 if the other side has ended the connection. */
    int read() throws IOException {
        if (next == end) {
            end = Math.max(0, in.read(buffer));
            next = 0;
        }
        return next == end ? -1 : buffer[next++] & 0xff;
    }

    /**
     * Reads what has come, at most this much, waiting for the first octet; false if the other side has ended the
     * connection.
     */
    boolean read(Buffer into, long limit) throws IOException {
        int first = read();
        if (first < 0) {
            return false;
        }
        into.writeByte(first);
        int more = (int) Math.min(end - next, limit - 1);
        into.write(buffer, next, more);
        next += more;
        return true;
    }

    /**
     * The next line without its end, each octet one character.
     *
     * @throws EOFException if the connection ends first
     * @throws ProtocolException if the line is longer than the limit
     */
    String readLine(int limit) throws IOException {
        StringBuilder line = new StringBuilder();
        int octet = read();
        while (octet != '\n') {
            if (octet < 0) {
                throw new EOFException();
            }
            if (line.length() == limit) {
                throw new ProtocolException("a line of more than " + limit + " bytes");
            }
            line.append((char) octet);
            octet = read();
        }
        int length = line.length();
        boolean carriageReturn = length > 0 && line.charAt(length - 1) == '\r';
        return carriageReturn ? line.substring(0, length - 1) : line.toString();
    }

    /** Whether more has come than was read. */
    boolean hasUnread() {
        return next < end;
    }

    /**
     * Goes on under TLS, by a full handshake in which the other side must show a certificate for this name.
     *
     * @throws SSLPeerUnverifiedException if the certificate is one for another name
     */
    SSLSession startTls(Tls tls, String name) throws IOException {
        awaiting("no end of the TLS handshake");
        SSLSocket secured = (SSLSocket) tls.sockets().createSocket(socket, name, 0, true);
        secured.startHandshake();
        if (!tls.names().verify(name, secured.getSession())) {
            throw new SSLPeerUnverifiedException(name);
        }
        in = secured.getInputStream();
        out = secured.getOutputStream();
        return secured.getSession();
    }
}
