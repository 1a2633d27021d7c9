package io.github.dnsfailover.instances;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A web server at an address of its own, which is there or not. Thread-safe. */
final class Site implements AutoCloseable {

    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress address;
    private @Nullable ServerSocket listener; // null while it is not there

    /** Not there yet. */
    Site(String address, int port) throws IOException {
        this.address = new InetSocketAddress(InetAddress.getByName(address), port);
    }

    synchronized void start() throws IOException {
        if (listener == null) {
            ServerSocket next = new ServerSocket();
            next.bind(address);
            listener = next;
            daemon(() -> accept(next));
        }
    }

    /** Whoever connects is refused. */
    synchronized void stop() throws IOException {
        if (listener != null) {
            listener.close();
            listener = null;
        }
    }

    private static void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                daemon(() -> serve(client));
            } catch (IOException e) {
                // Closed.
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
        stop();
    }
}
