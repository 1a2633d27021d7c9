package io.github.dnsfailover.testkit;

import io.github.dnsfailover.testkit.DnsProviderContract.Mishap;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;

/**
 * Passes DNS messages on to a server over TCP, and lets what is asked after some of them end badly: by SERVFAIL, or
 * with the answer lost. For wrong credentials, its user asks for them here. Thread-safe.
 */
final class MishapProxy implements AutoCloseable {

    private static final int HEADER_FLAGS = 2; // RFC 1035 section 4.1.1
    private static final int ANSWER_BIT = 0x80;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final InetSocketAddress server;
    private @Nullable Mishap mishap; // null while all is well
    private int goodRequests;
    private @Nullable Runnable hand; // null while nobody waits to write
    private int before;

    MishapProxy(InetSocketAddress server) throws IOException {
        this.server = server;
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** False for what DNS has no word for. */
    synchronized boolean befall(Mishap value, int afterRequests) {
        mishap = value == Mishap.TOO_MANY ? null : value;
        goodRequests = afterRequests;
        return mishap != null;
    }

    /** Lets somebody write before the server sees the next request but so many. */
    synchronized void meanwhile(int afterRequests, Runnable value) {
        hand = value;
        before = afterRequests;
    }

    private synchronized @Nullable Runnable handNow() {
        Runnable now = hand;
        if (now == null || before-- > 0) {
            return null;
        }
        hand = null;
        return now;
    }

    synchronized void recover() {
        mishap = null;
        hand = null;
    }

    /** Asked by a supplier of keys, once for each call: whether it is to hand out a wrong one. */
    synchronized boolean isDenied() {
        return mishap == Mishap.DENIED && goodRequests-- <= 0;
    }

    private synchronized @Nullable Mishap next() {
        return mishap == null || mishap == Mishap.DENIED || goodRequests-- > 0 ? null : mishap;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                daemon(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            while (true) {
                byte[] request = new byte[in.readUnsignedShort()];
                in.readFully(request);
                Runnable writes = handNow();
                if (writes != null) {
                    writes.run();
                }
                Mishap now = next();
                byte[] answer = now == Mishap.ERROR ? failure(request) : PlainClient.exchange(server, request);
                answer = now == Mishap.DONE_BUT_ERROR ? failure(request) : answer;
                if (now == Mishap.LOST) {
                    return;
                }
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        } catch (EOFException e) {
            // The client has what it wanted.
        } catch (IOException e) {
            // One of both has hung up; the client will see that.
        }
    }

    /** The header alone, as a server in trouble sends it. */
    private static byte[] failure(byte[] request) {
        byte[] answer = Arrays.copyOf(request, 12);
        answer[HEADER_FLAGS] |= (byte) ANSWER_BIT;
        answer[HEADER_FLAGS + 1] = (byte) Rcode.SERVFAIL;
        Arrays.fill(answer, 4, 12, (byte) 0);
        return answer;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "mishap-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
