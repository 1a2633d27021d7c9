package io.github.dnsfailover.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A real Apache httpd at one address, with files of its own, that can be killed, stopped and started again. Confined to
 * one thread.
 */
public final class Httpd implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final String program;
    private final String address;
    private final List<Integer> ports;
    private final Path folder;
    private Program process;

    /**
     * Starts it, and waits until it takes connections.
     *
     * @param work where a folder is made for it
     */
    public Httpd(String program, String address, List<Integer> ports, Path work) throws IOException {
        this.program = program;
        this.address = address;
        this.ports = List.copyOf(ports);
        this.folder = Files.createDirectories(work.resolve("httpd-" + address));
        Files.createDirectories(folder.resolve("docroot"));
        Files.writeString(folder.resolve("docroot/index.html"), "served by " + address + "\n");
        Files.writeString(folder.resolve("httpd.conf"), configuration());
        process = launch();
    }

    /** One process with threads, so that few are to be killed. */
    private String configuration() {
        String listen = ports.stream()
                .map(port -> "Listen " + address + ":" + port + "\n")
                .collect(Collectors.joining());
        return """
                ServerRoot %1$s
                ServerName www.example.com
                LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
                LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
                LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so
                %2$sPidFile %1$s/pid
                DefaultRuntimeDir %1$s
                Mutex file:%1$s
                ErrorLog %1$s/error.log
                DocumentRoot %1$s/docroot
                Protocols h2c http/1.1
                H2MinWorkers 8
                H2MaxWorkers 32
                KeepAlive On
                KeepAliveTimeout 5
                MaxKeepAliveRequests 100
                ServerLimit 1
                StartServers 1
                ThreadLimit 256
                ThreadsPerChild 256
                MaxRequestWorkers 256
                ListenBacklog 511
                <Directory />
                  Require all granted
                </Directory>
                """.formatted(folder, listen);
    }

    private Program launch() throws IOException {
        Files.deleteIfExists(folder.resolve("pid"));
        Program launched = Program.start(
                folder.resolve("log"),
                program,
                "-DFOREGROUND",
                "-f",
                folder.resolve("httpd.conf").toString());
        Waiting.await("httpd accepts at " + address, START_LIMIT, () -> Program.accepts(address, ports.get(0)));
        return launched;
    }

    public String address() {
        return address;
    }

    /** Connections are refused from now on. */
    public void kill() throws IOException {
        process.signal("KILL");
    }

    public void startAgain() throws IOException {
        process = launch();
    }

    /** The kernel still accepts, but no byte is ever answered. */
    public void stop() throws IOException {
        process.signal("STOP");
    }

    public void wake() throws IOException {
        process.signal("CONT");
    }

    @Override
    public void close() {
        process.end();
    }
}
