package io.github.dnsfailover.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A small web site, Python's, on an address of loopback: one that can crash, hang and come back. */
final class Site implements AutoCloseable {

    static final int PORT = 18080;
    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    private final String address;
    private final Path folder;
    private final String python = Programs.find("python3", "python3");
    private Process process;

    Site(String address, Path work) throws IOException {
        this.address = address;
        this.folder = Files.createDirectories(work.resolve("docroot"));
        Files.writeString(folder.resolve("index.html"), "ok\n");
        process = launch();
        waitUntilItAccepts();
    }

    private Process launch() throws IOException {
        return Programs.start(
                folder.resolveSibling("site-" + address + ".log"),
                python,
                "-m",
                "http.server",
                String.valueOf(PORT),
                "--bind",
                address,
                "--directory",
                folder.toString());
    }

    /** Connections are refused from now on. */
    void crash() throws IOException {
        Programs.signal(process, "KILL");
    }

    void startAgain() throws IOException {
        Programs.end(process);
        process = launch();
    }

    /** The kernel still accepts, but no byte is ever answered. */
    void hang() throws IOException {
        Programs.signal(process, "STOP");
    }

    void wake() throws IOException {
        Programs.signal(process, "CONT");
    }

    void waitUntilItAccepts() throws IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, PORT), 200);
                return;
            } catch (IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                Programs.pause(Duration.ofMillis(20));
            }
        }
    }

    @Override
    public void close() {
        try {
            wake();
        } catch (IOException e) {
            System.out.println("site " + address + " was gone already: " + e.getMessage());
        }
        Programs.end(process);
    }
}
