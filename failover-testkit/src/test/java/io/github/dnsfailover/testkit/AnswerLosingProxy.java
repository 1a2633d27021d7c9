package io.github.dnsfailover.testkit;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Passes requests on to a server over TCP, and hangs up instead of passing its answers back. */
public final class AnswerLosingProxy implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final InetSocketAddress server;

    public AnswerLosingProxy(InetSocketAddress server) throws IOException {
        this.server = server;
        Thread thread = new Thread(this::serve, "answer-losing-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                byte[] request = new byte[in.readUnsignedShort()];
                in.readFully(request);
                PlainClient.exchange(server, request);
            } catch (IOException e) {
                // The next one, or closed.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
