package io.github.dnsfailover.instances;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A web server at an address of its own, which is there or not: then it hangs up at once. Its port is kept all the
 * time, for a process that is begun at that moment may hold one that was let go. Thread-safe.
 */
final class Site implements AutoCloseable {

    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener = new ServerSocket();
    private volatile boolean there;

    /** Not there yet. */
    Site(String address, int port) throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        daemon(this::accept);
    }

    void start() {
        there = true;
    }

    /** Whoever connects is hung up on. */
    void stop() {
        there = false;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (there) {
                    daemon(() -> serve(client));
                } else {
                    client.setSoLinger(true, 0);
                    client.close();
                }
            } catch (IOException e) {
                // Closed, or the client has hung up.
            }
        }
    }

    private static void serve(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
            client.getOutputStream().write(ANSWER);
        } catch (IOException e) {
            // The client has hung up.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "site");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
