package io.github.dnsfailover.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server on loopback that answers whatever it is asked with bytes that a test chooses, as often as it is asked, and
 * without an end if the test says so. For finding out what a provider or a check reads without a bound. Thread-safe;
 * one daemon thread for each connection.
 */
public final class HostileServer implements AutoCloseable {

    private static final int LEAST_AT_ONCE = 16 * 1024; // or most of the time goes into small packets

    private final ServerSocket listener;
    private final Conduct conduct;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** What is done with a connection, which is closed afterwards. */
    @FunctionalInterface
    public interface Conduct {
        /** Serves it. */
        void serve(InputStream in, OutputStream out) throws IOException;
    }

    private HostileServer(Conduct conduct) throws IOException {
        this.conduct = conduct;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** Does this with each connection. */
    public static HostileServer serving(Conduct conduct) throws IOException {
        return new HostileServer(conduct);
    }

    /**
     * Waits for the first bytes of the client, sends the beginning, and then the rest again and again, until the
     * client has gone.
     */
    public static HostileServer endless(byte[] beginning, byte[] rest) throws IOException {
        int times = Math.max(1, LEAST_AT_ONCE / Math.max(1, rest.length));
        byte[] often = repeated(rest, times);
        return new HostileServer((in, out) -> {
            awaitClient(in);
            out.write(beginning);
            while (true) {
                out.write(often);
            }
        });
    }

    /** The same with text, each character one byte (ISO 8859-1). */
    public static HostileServer endless(String beginning, String rest) throws IOException {
        return endless(beginning.getBytes(ISO_8859_1), rest.getBytes(ISO_8859_1));
    }

    /** The same, but speaks first, as mail servers do. */
    public static HostileServer endlessFromTheStart(String beginning, String rest) throws IOException {
        byte[] often = repeated(rest.getBytes(ISO_8859_1), Math.max(1, LEAST_AT_ONCE / rest.length()));
        return new HostileServer((in, out) -> {
            out.write(beginning.getBytes(ISO_8859_1));
            while (true) {
                out.write(often);
            }
        });
    }

    /** Sends this answer to each request, and keeps the connection open until the client has gone. */
    public static HostileServer answering(byte[] answer) throws IOException {
        return new HostileServer((in, out) -> {
            awaitClient(in);
            out.write(answer);
            while (in.read() >= 0) {
                // the rest of the request, and then nothing until the client leaves
            }
        });
    }

    private static void awaitClient(InputStream in) throws IOException {
        if (in.read() < 0) {
            throw new IOException("the client has left without a word");
        }
    }

    private static byte[] repeated(byte[] bytes, int times) {
        byte[] often = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, often, i * bytes.length, bytes.length);
        }
        return often;
    }

    /** Where it listens, on the loopback address. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            conduct.serve(socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            sockets.remove(socket); // the client has left, as it should
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "hostile-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends all connections. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
