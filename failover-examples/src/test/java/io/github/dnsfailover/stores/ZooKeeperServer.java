package io.github.dnsfailover.stores;

import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real ZooKeeper on a loopback port, as Debian packages it, run as a plain process with data of its own in a
 * temporary folder. Where it is missing the test is skipped, and fails with {@code -Dreal.required=true}. Confined to
 * one thread.
 */
public final class ZooKeeperServer implements AutoCloseable {

    private static final Path JAVA = Path.of("/usr/bin/java"); // that of the package, as its own script takes
    private static final Path JAR = Path.of("/usr/share/java/zookeeper.jar"); // it names those that it needs
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(20);

    private final Path folder;
    private final int port;
    private Process process;

    private ZooKeeperServer(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        this.process = begin();
    }

    public static ZooKeeperServer start() throws IOException {
        requireInstalled();
        Path folder = Files.createTempDirectory("zookeeper");
        int port = FreePort.find();
        Files.writeString(
                folder.resolve("zoo.cfg"),
                String.join(
                        "\n",
                        "dataDir=" + folder.resolve("data"),
                        "clientPort=" + port,
                        "clientPortAddress=127.0.0.1",
                        "tickTime=2000",
                        "maxClientCnxns=0",
                        "admin.enableServer=false",
                        "4lw.commands.whitelist=ruok",
                        ""));
        return new ZooKeeperServer(folder, port);
    }

    private static void requireInstalled() {
        if (Files.isExecutable(JAVA) && Files.exists(JAR)) {
            return;
        }
        String message = JAR + " or " + JAVA + " is missing (package zookeeper): a real ZooKeeper is NOT tested here";
        System.err.println("*** " + message + " ***");
        if (Boolean.getBoolean("real.required")) {
            throw new AssertionError(message + ", although real.required=true");
        }
        Assumptions.abort(message);
    }

    private Process begin() throws IOException {
        Process started = new ProcessBuilder(
                        JAVA.toString(),
                        "-Xmx128m",
                        "-Dzookeeper.jmx.log4j.disable=true",
                        "-cp",
                        JAR.toString(),
                        "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                        folder.resolve("zoo.cfg").toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() - end < 0 && started.isAlive()) {
            if (isWell()) {
                return started;
            }
            rest(started);
        }
        started.destroyForcibly();
        throw new IOException("ZooKeeper did not start; it said:\n" + Files.readString(folder.resolve("log")));
    }

    private boolean isWell() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) END_LIMIT.toMillis());
            socket.getOutputStream().write("ruok".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII).equals("imok");
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** Kills it, and starts it anew over what it left. */
    public void killAndRestart() throws IOException {
        process.destroyForcibly();
        await(process);
        process = begin();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        await(process);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void await(Process process) throws IOException {
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("ZooKeeper does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void rest(Process process) throws IOException {
        try {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                return; // it has ended, and whoever looks sees that
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
