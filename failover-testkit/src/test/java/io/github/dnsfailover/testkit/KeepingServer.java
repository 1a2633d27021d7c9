package io.github.dnsfailover.testkit;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * A server over TCP that keeps its connections, takes every update, and misbehaves as told. What it is asked about the
 * name {@code held.} is answered when it is told to.
 */
public final class KeepingServer implements AutoCloseable {

    private static final int LIMIT_SECONDS = 10;

    /** One request. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Asked(int connection, int message, byte[] octets, Socket socket) {

        /** Whether it wants a change, and is no question. */
        public boolean isChange() throws IOException {
            Message message = new Message(octets);
            return message.getHeader().getOpcode() == Opcode.UPDATE
                    && !message.getSection(Section.UPDATE).isEmpty();
        }

        /** The answer that it deserves. */
        public byte[] answer() throws IOException {
            Message message = new Message(octets);
            List<Record> demands = message.getSection(Section.PREREQ);
            boolean update = message.getHeader().getOpcode() == Opcode.UPDATE;
            boolean unmet = update && demands.size() == 1 && demands.get(0).getDClass() == DClass.NONE;
            return ScriptedTcpServer.rcode(octets, update ? unmet ? Rcode.YXRRSET : Rcode.NOERROR : Rcode.REFUSED);
        }

        public void reply() throws IOException {
            ScriptedTcpServer.send(socket, answer());
        }

        private boolean isHeld() throws IOException {
            return new Message(octets).getQuestion().getName().toString().startsWith("held.");
        }
    }

    /** What to do with a request; the connection is kept after it unless it is closed. */
    @FunctionalInterface
    public interface Manner {
        void play(Asked asked) throws IOException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Manner manner;
    private final AtomicInteger accepted = new AtomicInteger();
    private final List<Integer> changes = new CopyOnWriteArrayList<>();
    private final Map<Integer, CountDownLatch> ended = new ConcurrentHashMap<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch holding = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    public KeepingServer(Manner manner) throws IOException {
        this.manner = manner;
        daemon(this::accept);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "keeping-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = accepted.incrementAndGet();
                daemon(() -> serve(number, socket));
            } catch (IOException e) {
                // The next one, or closed.
            }
        }
    }

    private void serve(int number, Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int message = 1; ; message++) {
                byte[] request = new byte[in.readUnsignedShort()];
                in.readFully(request);
                Asked asked = new Asked(number, message, request, socket);
                if (asked.isHeld()) {
                    holding.countDown();
                    await(released);
                }
                if (asked.isChange()) {
                    changes.add(number);
                }
                manner.play(asked);
            }
        } catch (IOException e) {
            // Ended by either side.
        } finally {
            ended(number).countDown();
        }
    }

    private CountDownLatch ended(int connection) {
        return ended.computeIfAbsent(connection, any -> new CountDownLatch(1));
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("waited for " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The numbers of the connections over which changes came, from 1, one for each. */
    public List<Integer> changes() {
        return List.copyOf(changes);
    }

    /** Waits until the question that it holds back has come. */
    public void awaitHeld() {
        await(holding);
    }

    /** Answers what it held back. */
    public void release() {
        released.countDown();
    }

    /** Waits until this connection has ended, by whatever side. */
    public void awaitEnd(int connection) {
        await(ended(connection));
    }

    @Override
    public void close() throws IOException {
        release();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
