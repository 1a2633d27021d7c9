package io.github.dnsfailover.stores;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The way to a server, which can fall silent, or lose what the server answers to one request. Thread-safe. */
public final class UnreliableProxy implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int server;
    private volatile boolean silent;
    private volatile String doomed = "";

    public UnreliableProxy(int server) throws IOException {
        this.server = server;
        daemon(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Connections stand, and nothing comes any more. */
    public void fallSilent() {
        silent = true;
    }

    /** Passes on the next request that holds this text, and ends its connection in place of the answer. */
    public void loseAnswerTo(String text) {
        doomed = text;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Way way = new Way(client, new Socket(InetAddress.getLoopbackAddress(), server));
                daemon(way::requests);
                daemon(way::answers);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private final class Way {

        private final Socket client;
        private final Socket behind;
        private volatile boolean loses;

        private Way(Socket client, Socket behind) {
            this.client = client;
            this.behind = behind;
        }

        void requests() {
            pass(client, behind, true);
        }

        void answers() {
            pass(behind, client, false);
        }

        private void pass(Socket from, Socket to, boolean isRequest) {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] bytes = new byte[65_536];
                for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                    if (silent && closed.await(1, TimeUnit.MINUTES)) {
                        return;
                    }
                    String text = new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
                    if (isRequest && !doomed.isEmpty() && text.contains(doomed)) {
                        doomed = "";
                        loses = true;
                    } else if (!isRequest && loses) {
                        return;
                    }
                    out.write(bytes, 0, count);
                    out.flush();
                }
            } catch (IOException e) {
                // One of both has hung up; the other will see that.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "unreliable-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
    }
}
