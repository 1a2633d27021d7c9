package io.github.dnsfailover.examples.clients;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** A real Apache httpd at one address, with files of its own, that can be killed, stopped and started again. */
final class Httpd implements AutoCloseable {

    /** What an engine's checks ask, so that they are not counted with the clients. */
    static final int CHECK_PORT = 18_080;

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final String address;
    private final List<Integer> ports;
    private final Path folder;
    private Process process;

    Httpd(String address, List<Integer> ports, Path work) throws IOException {
        this.address = address;
        this.ports = ports;
        this.folder = Files.createDirectories(work.resolve("httpd-" + address));
        Files.createDirectories(folder.resolve("docroot"));
        Files.writeString(folder.resolve("docroot/index.html"), "served by " + address + "\n");
        Files.writeString(folder.resolve("httpd.conf"), configuration());
        process = launch();
        awaitAccepts();
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
                LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so
                Listen %2$s:%3$d
                %4$sPidFile %1$s/pid
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
                """.formatted(folder, address, CHECK_PORT, listen);
    }

    private Process launch() throws IOException {
        Files.deleteIfExists(folder.resolve("pid"));
        return Programs.start(
                folder.resolve("log"),
                Programs.find("apache2", "apache2"),
                "-DFOREGROUND",
                "-f",
                folder.resolve("httpd.conf").toString());
    }

    private void awaitAccepts() {
        Programs.await("httpd accepts at " + address, START_LIMIT, () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, CHECK_PORT), 200);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    String address() {
        return address;
    }

    /** Connections are refused from now on. */
    void kill() throws IOException {
        Programs.signal(process, "KILL");
    }

    void startAgain() throws IOException {
        process = launch();
        awaitAccepts();
    }

    /** The kernel still accepts, but no byte is ever answered. */
    void stop() throws IOException {
        Programs.signal(process, "STOP");
    }

    void wake() throws IOException {
        Programs.signal(process, "CONT");
    }

    @Override
    public void close() {
        Programs.end(process);
    }
}
