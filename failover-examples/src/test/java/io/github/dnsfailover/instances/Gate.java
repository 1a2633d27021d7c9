package io.github.dnsfailover.instances;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The way of one instance to one server, over TCP. What is sent while it stands still arrives once it is open again,
 * also if whoever sent it has hung up: as late as a message can be. Thread-safe.
 */
final class Gate implements AutoCloseable {

    /** What becomes of what is sent. */
    enum Way {
        OPEN,
        /** Connections stand, and nothing comes through. */
        STILL,
        /** Connections end, and new ones end at once. */
        CUT
    }

    private static final int UPDATE = 5; // the opcode, RFC 2136 section 1.3
    private static final int LENGTH = 2; // in front of a message over TCP, RFC 1035 section 4.2.2

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final Pulse pulse;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Integer> lateAnswers = new CopyOnWriteArrayList<>();
    private Way way = Way.OPEN;
    private int heldUpdates;

    Gate(int server, Pulse pulse) throws IOException {
        this.server = server;
        this.pulse = pulse;
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    synchronized void set(Way value) {
        way = value;
        heldUpdates = 0;
        notifyAll();
        if (value == Way.CUT) {
            sockets.forEach(Gate::end);
        }
    }

    /** How many updates of DNS that change something have been held since it stands still. */
    synchronized int heldUpdates() {
        return heldUpdates;
    }

    /** The codes that the server answered with to updates that had been held. */
    List<Integer> lateAnswers() {
        return List.copyOf(lateAnswers);
    }

    private synchronized boolean isCut() {
        return way == Way.CUT;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                connect(client);
            } catch (IOException e) {
                // Closed, or the client has hung up.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        if (isCut()) {
            client.close();
            return;
        }
        try {
            Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
            sockets.add(client);
            sockets.add(behind);
            AtomicBoolean late = new AtomicBoolean();
            daemon(() -> passRequests(client, behind, late));
            daemon(() -> passAnswers(behind, client, late));
        } catch (IOException e) {
            client.close(); // the server is not there
        }
    }

    private void passRequests(Socket client, Socket behind, AtomicBoolean late) {
        try {
            InputStream in = client.getInputStream();
            OutputStream out = behind.getOutputStream();
            byte[] bytes = new byte[65_537];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                boolean isUpdate = isUpdate(bytes, count);
                boolean isHeld = isUpdate && isStill();
                if (!comesThrough(isUpdate)) {
                    return;
                }
                late.compareAndSet(false, isHeld);
                out.write(bytes, 0, count);
                out.flush();
            }
            behind.shutdownOutput(); // the answer to the last may be on its way
        } catch (IOException e) {
            end(behind);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void passAnswers(Socket behind, Socket client, AtomicBoolean late) {
        try (behind;
                client) {
            InputStream in = behind.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] bytes = new byte[65_537];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (count > LENGTH + 3 && late.compareAndSet(true, false)) {
                    lateAnswers.add(bytes[LENGTH + 3] & 0xf);
                    pulse.beat();
                }
                if (!comesThrough(false)) {
                    return;
                }
                out.write(bytes, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            // One of both has hung up; the other will see that.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(client);
            sockets.remove(behind);
        }
    }

    private synchronized boolean isStill() {
        return way == Way.STILL;
    }

    private synchronized boolean comesThrough(boolean isUpdate) throws InterruptedException {
        if (way == Way.STILL && isUpdate) {
            heldUpdates++;
            pulse.beat();
        }
        while (way == Way.STILL) {
            wait();
        }
        return way == Way.OPEN;
    }

    /** Whether it changes something: the count of what it adds and removes is not zero (RFC 2136 section 2.2). */
    private static boolean isUpdate(byte[] bytes, int count) {
        return count > LENGTH + 12
                && (bytes[LENGTH + 2] >> 3 & 0xf) == UPDATE
                && (bytes[LENGTH + 8] != 0 || bytes[LENGTH + 9] != 0);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "gate");
        thread.setDaemon(true);
        thread.start();
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It has gone then.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        set(Way.CUT);
    }
}
