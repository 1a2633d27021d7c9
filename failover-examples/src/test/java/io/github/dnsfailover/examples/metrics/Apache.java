package io.github.dnsfailover.examples.metrics;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real Apache httpd at one loopback address. Confined to one thread. */
final class Apache implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final Program program;

    Apache(Path folder, String address, int port) throws IOException {
        String file = Program.installed("apache2", "apache2-bin");
        Files.writeString(Files.createDirectories(folder.resolve("docroot")).resolve("index.html"), "served here\n");
        Files.writeString(folder.resolve("httpd.conf"), """
                ServerRoot %1$s
                ServerName www.example.com
                LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
                LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
                Listen %2$s:%3$d
                PidFile %1$s/pid
                DefaultRuntimeDir %1$s
                Mutex file:%1$s
                ErrorLog %1$s/error.log
                DocumentRoot %1$s/docroot
                ServerLimit 1
                StartServers 1
                ThreadsPerChild 16
                MaxRequestWorkers 16
                MinSpareThreads 1
                MaxSpareThreads 16
                <Directory />
                  Require all granted
                </Directory>
                """.formatted(folder, address, port));
        program = new Program(
                folder,
                List.of(file, "-DFOREGROUND", "-f", folder.resolve("httpd.conf").toString()));
        Program.await(() -> "apache2 answers, see " + folder, START_LIMIT, () -> accepts(address, port));
    }

    private static boolean accepts(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void kill() {
        program.kill();
    }

    @Override
    public void close() {
        program.close();
    }
}
