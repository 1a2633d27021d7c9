package io.github.dnsfailover.internal.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * What a server sends over HTTP/2, with a limit to the blocks of headers in it. A block of 70 bytes may name headers of
 * 256 KiB by their places in a table (RFC 7541), and OkHttp, which limits each block to that, copies those with a space
 * around them, and puts interim answers into a queue without a limit: 256 KiB from the socket, which is the
 * {@link ReadBudget}, would fill 900 MB. Confined to the thread that reads.
 */
public final class HeaderBlocks extends FilterInputStream {

    /** One request is answered with a block, trailers, and interim answers now and then; 16 blocks take 4 MiB. */
    private static final int MOST = 16;

    /**
     * Frames that carry nothing of an answer: an ordinary one has a handful. For each SETTINGS and PING OkHttp queues a
     * task under a lock that all its clients share, and some 26,000 fit into the {@link ReadBudget}.
     */
    private static final int MOST_BESIDE = 100;

    private static final int HEAD = 9; // RFC 9113 section 4.1
    private static final int TYPE = 3; // where in the head
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PUSH_PROMISE = 5;
    private static final int CONTINUATION = 9;

    private final int[] head = new int[HEAD];
    private int headRead;
    private int payloadLeft;
    private int blocks;
    private int beside;

    /** Follows the frames in a stream that begins with one. */
    public HeaderBlocks(InputStream in) {
        super(in);
    }

    /** The same sockets, with {@link HeaderBlocks} on what they have decrypted. */
    public static SSLSocketFactory limited(SSLSocketFactory sockets) {
        return new Tls(sockets);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        int next = offset;
        int end = offset + Math.max(0, read);
        while (next < end) {
            if (payloadLeft > 0) {
                int passed = Math.min(payloadLeft, end - next);
                payloadLeft -= passed;
                next += passed;
            } else {
                head[headRead++] = into[next++] & 0xff;
                endOfHead();
            }
        }
        return read;
    }

    private void endOfHead() throws ProtocolException {
        if (headRead < HEAD) {
            return;
        }
        headRead = 0;
        payloadLeft = (head[0] << 16) | (head[1] << 8) | head[2];
        switch (head[TYPE]) {
            case HEADERS, PUSH_PROMISE -> blocks++;
            case DATA, CONTINUATION -> {} // their octets are counted
            default -> beside++;
        }
        if (blocks > MOST) {
            throw new ProtocolException("more than " + MOST + " blocks of headers were sent");
        }
        if (beside > MOST_BESIDE) {
            throw new ProtocolException("more than " + MOST_BESIDE + " frames that are no part of an answer were sent");
        }
    }

    @Override
    public long skip(long count) throws IOException {
        int length = (int) Math.min(count, 8_192);
        return length <= 0 ? 0 : Math.max(0, read(new byte[length], 0, length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private static final class Tls extends TlsOverSockets {

        Tls(SSLSocketFactory sockets) {
            super(sockets);
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            SSLSocket secured = (SSLSocket) tls.createSocket(socket, host, port, autoClose);
            return new FilteredTlsSocket(secured, HeaderBlocks::new);
        }
    }
}
