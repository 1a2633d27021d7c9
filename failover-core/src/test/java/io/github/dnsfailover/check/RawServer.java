package io.github.dnsfailover.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.dnsfailover.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that misbehaves as it is told, one daemon thread for each connection. Thread-safe. */
final class RawServer implements AutoCloseable {

    /** What the server does with a connection, which is closed afterwards. */
    interface Behaviour {
        void serve(Connection connection) throws Exception;
    }

    private final ServerSocket listener;
    private final Behaviour behaviour;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    RawServer(Behaviour behaviour) throws IOException {
        this(InetAddress.getLoopbackAddress(), 0, behaviour);
    }

    RawServer(InetAddress address, int port, Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        listener = new ServerSocket(port, 50, address);
        daemon(this::accept).start();
    }

    /** Answers each request with this text, and closes. */
    static RawServer answering(String text) throws IOException {
        return new RawServer(connection -> {
            connection.readRequest();
            connection.write(text);
        });
    }

    /** Takes connections and says nothing. */
    static RawServer silent() throws IOException {
        return new RawServer(Connection::awaitClose);
    }

    static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        return thread;
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("what was waited for did not come");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static Target target() {
        return Target.of("www", "cloudhelix", InetAddress.getLoopbackAddress());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                daemon(() -> serve(socket)).start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            behaviour.serve(new Connection(socket));
        } catch (Exception e) {
            closed.getCount(); // the other side left, as tests want it to
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** One connection, seen from the server. */
    final class Connection {

        private final Socket socket;

        Connection(Socket socket) {
            this.socket = socket;
        }

        Socket socket() {
            return socket;
        }

        String readRequest() throws IOException {
            StringBuilder request = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (request.indexOf("\r\n\r\n") < 0) {
                int octet = in.read();
                if (octet < 0) {
                    throw new IOException("no whole request: " + request);
                }
                request.append((char) octet);
            }
            return request.toString();
        }

        void write(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(ISO_8859_1));
            out.flush();
        }

        /** Writes this again and again, with a pause between; ends when the server is closed or the client has left. */
        void drip(String text, long pauseMillis) throws IOException, InterruptedException {
            while (!closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                write(text);
            }
        }

        void awaitClose() throws InterruptedException {
            closed.await();
        }
    }
}
