package io.github.dnsfailover.stores;

import io.github.dnsfailover.examples.Installed;
import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A real ZooKeeper on a loopback port, as Debian packages it, run as a plain process with data of its own in a
 * temporary folder. Where it is missing the test is skipped, and fails with {@code -Dreal.required=true}. Confined to
 * one thread.
 */
public final class ZooKeeperServer implements AutoCloseable {

    private static final Path JAVA = Path.of("/usr/bin/java"); // that of the package, as its own script takes
    private static final Path JAR = Path.of("/usr/share/java/zookeeper.jar"); // it names those that it needs
    private static final String TESTED = "the store over ZooKeeper";
    private static final int CALL_MILLIS = 500; // one that comes too early may get no answer at all

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
                        "4lw.commands.whitelist=srvr",
                        ""));
        this.process = new StoreProcess(folder, command, this::isServing);
    }

    public static ZooKeeperServer start() throws IOException {
        List<String> command = List.of(
                Installed.require("Java for ZooKeeper", there(JAVA), TESTED),
                "-Xmx128m",
                "-Dzookeeper.jmx.log4j.disable=true",
                "-cp",
                Installed.require("ZooKeeper", there(JAR), TESTED),
                "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                "zoo.cfg");
        return new ZooKeeperServer(Files.createTempDirectory("zookeeper"), command);
    }

    private static Optional<Path> there(Path file) {
        return Optional.of(file).filter(Files::exists);
    }

    /** "ruok" is answered before clients are. */
    private boolean isServing() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(CALL_MILLIS);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .startsWith("Zookeeper version: ");
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** A copy of all that it holds; it is killed for that, and started anew. */
    public Path copyOfData() throws IOException {
        return process.copyOfData();
    }

    /** Kills it, and starts it anew over a copy that was made before. */
    public void killAndRestartOver(Path copy) throws IOException {
        process.killAndRestartOver(copy);
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
