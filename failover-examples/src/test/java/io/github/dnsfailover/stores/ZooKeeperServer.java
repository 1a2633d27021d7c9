package io.github.dnsfailover.stores;

import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real ZooKeeper on a loopback port, as Debian packages it, run as a plain process with data of its own in a
 * temporary folder. Where it is missing the test is skipped, and fails with {@code -Dreal.required=true}. Confined to
 * one thread.
 */
public final class ZooKeeperServer implements AutoCloseable {

    private static final Path JAVA = Path.of("/usr/bin/java"); // that of the package, as its own script takes
    private static final Path JAR = Path.of("/usr/share/java/zookeeper.jar"); // it names those that it needs
    private static final int CALL_MILLIS = 20_000;

    private final int port = FreePort.find();
    private final StoreProcess process;

    private ZooKeeperServer(Path folder, List<String> command) throws IOException {
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
        this.process = new StoreProcess(folder, command, this::isWell);
    }

    public static ZooKeeperServer start() throws IOException {
        List<String> command = List.of(
                StoreProcess.installed("Java for ZooKeeper", List.of(JAVA)),
                "-Xmx128m",
                "-Dzookeeper.jmx.log4j.disable=true",
                "-cp",
                StoreProcess.installed("ZooKeeper", List.of(JAR)),
                "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                "zoo.cfg");
        return new ZooKeeperServer(Files.createTempDirectory("zookeeper"), command);
    }

    private boolean isWell() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(CALL_MILLIS);
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
        process.killAndRestart();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
