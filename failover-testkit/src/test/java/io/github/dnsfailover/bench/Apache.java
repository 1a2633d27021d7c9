package io.github.dnsfailover.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An Apache at one address, with a port for clients and one for checks, that can crash, hang and come back. */
final class Apache implements AutoCloseable {

    static final int PAGE_PORT = 80;
    static final int CHECK_PORT = 18_080;

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final String program = Programs.find("apache2", "apache2-bin");
    private final List<String> where;
    private final String address;
    private final Path folder;
    private Process process;

    Apache(String address, Path work) throws IOException {
        this(List.of(), address, work);
    }

    /**
     * Starts it.
     *
     * @param where the beginning of a command that runs there
     */
    Apache(List<String> where, String address, Path work) throws IOException {
        this.where = where;
        this.address = address;
        this.folder = Files.createDirectories(work.resolve("apache-" + address));
        Files.createDirectories(folder.resolve("docroot"));
        Files.writeString(folder.resolve("docroot/index.html"), page(address));
        // The queue of a hung server must be long enough that connections are accepted all the time.
        Files.writeString(folder.resolve("httpd.conf"), """
            ServerRoot %1$s
            ServerName www.example.com
            LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
            LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
            Listen %2$s:%3$d
            Listen %2$s:%4$d
            PidFile %1$s/pid
            DefaultRuntimeDir %1$s
            Mutex file:%1$s
            ErrorLog %1$s/error.log
            DocumentRoot %1$s/docroot
            KeepAlive Off
            ServerLimit 1
            StartServers 1
            ThreadsPerChild 32
            MaxRequestWorkers 32
            ListenBacklog 4000
            <Directory />
              Require all granted
            </Directory>
            """.formatted(folder, address, PAGE_PORT, CHECK_PORT));
        process = launch();
        waitUntilItAccepts();
    }

    /** What a place serves. */
    static String page(String address) {
        return "served by " + address + "\n";
    }

    private Process launch() throws IOException {
        Files.deleteIfExists(folder.resolve("pid"));
        List<String> command = new ArrayList<>(where);
        command.addAll(List.of(
                program, "-DFOREGROUND", "-f", folder.resolve("httpd.conf").toString()));
        return Programs.start(folder.resolve("log"), command.toArray(String[]::new));
    }

    /** Connections are refused from now on. */
    void crash() throws IOException {
        Programs.signalAll(process, "KILL");
    }

    void startAgain() throws IOException {
        process = launch();
        waitUntilItAccepts();
    }

    /** The kernel still accepts, but no byte is ever answered. */
    void hang() throws IOException {
        Programs.signalAll(process, "STOP");
    }

    void wake() throws IOException {
        Programs.signalAll(process, "CONT");
    }

    private void waitUntilItAccepts() throws IOException {
        if (!where.isEmpty()) {
            Programs.pause(Duration.ofSeconds(1)); // whether it is reached from here is another matter
            if (!process.isAlive()) {
                throw new IOException("Apache does not start:\n" + Programs.lastLines(folder.resolve("log")));
            }
            return;
        }
        long since = System.nanoTime();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, CHECK_PORT), 200);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - since > START_LIMIT.toNanos()) {
                    throw new IOException("Apache does not start:\n" + Programs.lastLines(folder.resolve("log")), e);
                }
                Programs.pause(Duration.ofMillis(10));
            }
        }
    }

    @Override
    public void close() {
        try {
            Programs.signalAll(process, "CONT");
        } catch (IOException e) {
            System.out.println("Apache at " + address + " was gone already");
        }
        Programs.end(process);
    }
}
