package io.github.dnsfailover.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds ports for servers that cannot choose one themselves: programs whose port stands in their configuration, and
 * those that are stopped and started again at the same port.
 *
 * <p>The ports that a system hands out by itself ("ephemeral", RFC 6335 section 6) will not do: until the program
 * listens, and whenever it is stopped, any outgoing connection of any process may be given its port. All ports from
 * here lie below those that Linux (from 32768), macOS, Windows and the BSDs (from 49152) hand out. Thread-safe.
 */
public final class FreePort {

    private static final int FIRST = 12_000;
    private static final int COUNT = 20_000;
    private static final int STRIDE = 7_919; // prime, so that processes of neighbouring ids begin far apart

    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * STRIDE % COUNT));

    private FreePort() {}

    /**
     * A port at which nothing listens, TCP or UDP, at any address of this machine. It is not given a second time by
     * this process until all others were.
     *
     * @throws IOException if none is free
     */
    public static int find() throws IOException {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new BindException("no port from " + FIRST + " to " + (FIRST + COUNT - 1) + " is free");
    }

    static boolean isFree(int port) {
        try (ServerSocket tcp = new ServerSocket(port);
                DatagramSocket udp = new DatagramSocket(port)) {
            return tcp.isBound() && udp.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
