package io.github.dnsfailover.examples.console;

import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real HAProxy before a console: at one port it hands paths on as they come, at another one it strips a prefix of its
 * own. Confined to one thread.
 */
final class Haproxy implements AutoCloseable {

    static final String PREFIX = "/ops/dns";

    private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final Path folder;
    private final int keeping;
    private final int stripping;
    private Process process;

    Haproxy(Path folder, int port) throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            String message = "haproxy is not installed: the console behind a proxy is NOT tested here";
            System.err.println("*** " + message + " ***");
            if (Boolean.getBoolean("real.required")) {
                throw new AssertionError(message + ", although real.required=true");
            }
            Assumptions.abort(message);
        }
        this.folder = folder;
        this.keeping = FreePort.find();
        this.stripping = FreePort.find();
        Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                  mode http
                  option forwardfor
                  timeout connect 2s
                  timeout client 60s
                  timeout server 60s
                listen keeping
                  bind 127.0.0.1:%d
                  server console 127.0.0.1:%d
                listen stripping
                  bind 127.0.0.1:%d
                  http-request replace-path %s(.*) %s\\1
                  server console 127.0.0.1:%d
                """.formatted(
                        keeping, port, stripping, PREFIX, MountedConsole.MOUNT, port));
        process = begin();
    }

    private Process begin() throws IOException {
        Process started = new ProcessBuilder(
                        PROGRAM.toString(),
                        "-db",
                        "-f",
                        folder.resolve("haproxy.cfg").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start();
        Pools.await("haproxy accepts", () -> accepts(keeping) && accepts(stripping));
        return started;
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where the console is under the prefix that the console does not know. */
    String stripped() {
        return "http://127.0.0.1:" + stripping + PREFIX;
    }

    /** Where it is under its own path. */
    String kept() {
        return "http://127.0.0.1:" + keeping + MountedConsole.MOUNT;
    }

    /** Ends it; all streams through it break. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again, at the same ports. */
    void startAgain() throws IOException {
        process = begin();
    }

    @Override
    public void close() {
        stop();
    }
}
