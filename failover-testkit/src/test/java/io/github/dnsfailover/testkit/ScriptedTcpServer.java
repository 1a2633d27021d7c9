package io.github.dnsfailover.testkit;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** A TCP server that misbehaves as told, one connection at a time. */
public final class ScriptedTcpServer implements AutoCloseable {

    /** What to do with a connection whose first request has been read. */
    @FunctionalInterface
    public interface Script {
        void play(Socket connection, byte[] request) throws IOException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Script script;
    private final List<Socket> held = new CopyOnWriteArrayList<>();
    private final CountDownLatch requested = new CountDownLatch(1);
    private final AtomicInteger connections = new AtomicInteger();

    public ScriptedTcpServer(Script script) throws IOException {
        this.script = script;
        Thread thread = new Thread(this::serve, "scripted-tcp-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads the request and says nothing. */
    public static ScriptedTcpServer silent() throws IOException {
        return new ScriptedTcpServer((connection, request) -> {});
    }

    /** Answers each connection's request with these octets, then hangs up. */
    public static ScriptedTcpServer answering(Answer answer) throws IOException {
        return new ScriptedTcpServer((connection, request) -> {
            send(connection, answer.to(request));
            connection.close();
        });
    }

    /** Makes an answer from a request. */
    @FunctionalInterface
    public interface Answer {
        byte[] to(byte[] request) throws IOException;
    }

    /** A plain answer with a code, the request's question and no signature. */
    public static byte[] rcode(byte[] request, int rcode) throws IOException {
        Message asked = new Message(request);
        Message answer = new Message(asked.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setOpcode(asked.getHeader().getOpcode());
        answer.getHeader().setRcode(rcode);
        answer.addRecord(asked.getQuestion(), 0);
        return answer.toWire();
    }

    public static void send(Socket connection, byte[] message) throws IOException {
        ByteBuffer framed = ByteBuffer.allocate(2 + message.length);
        framed.putShort((short) message.length).put(message);
        OutputStream out = connection.getOutputStream();
        out.write(framed.array());
        out.flush();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections have sent a request. */
    public int connections() {
        return connections.get();
    }

    /** Waits until a request has come in. */
    public void awaitRequest() throws InterruptedException {
        if (!requested.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no request came in");
        }
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                held.add(connection);
                DataInputStream in = new DataInputStream(connection.getInputStream());
                byte[] request = new byte[in.readUnsignedShort()];
                in.readFully(request);
                connections.incrementAndGet();
                requested.countDown();
                script.play(connection, request);
            } catch (IOException e) {
                // The next one, or closed.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : held) {
            connection.close();
        }
    }
}
