package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.examples.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Debian's Apache on one host, with files of its own. Confined to one thread. */
final class WebServer {

    static final String TEXT = "Example Shop";

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final Host host;
    private final String address;
    private final Path folder;
    private Program running;

    WebServer(Host host, String address, String page, Path work) throws IOException {
        this.host = host;
        this.address = address;
        this.folder = Files.createDirectories(work.resolve("httpd-" + host.namespace()));
        Files.createDirectories(folder.resolve("docroot"));
        Files.writeString(folder.resolve("docroot/index.html"), page);
        Files.writeString(folder.resolve("httpd.conf"), """
                ServerRoot %1$s
                ServerName www.example.com
                LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
                LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
                User www-data
                Group www-data
                Listen %2$s:80
                PidFile %1$s/pid
                DefaultRuntimeDir %1$s
                Mutex file:%1$s
                ErrorLog %1$s/error.log
                LogFormat "%%a %%{User-Agent}i"
                TransferLog %1$s/access.log
                DocumentRoot %1$s/docroot
                DirectoryIndex index.html
                KeepAlive On
                KeepAliveTimeout 5
                ServerLimit 2
                StartServers 1
                ThreadsPerChild 32
                MaxRequestWorkers 64
                <Directory />
                  Require all granted
                </Directory>
                """.formatted(folder, address));
        running = launch();
    }

    private Program launch() throws IOException {
        Files.deleteIfExists(folder.resolve("pid"));
        Program launched = host.start(
                folder.resolve("log"),
                "apache2",
                "-DFOREGROUND",
                "-f",
                folder.resolve("httpd.conf").toString());
        Waiting.await(() -> "Apache serves at " + address, START_LIMIT, this::serves);
        return launched;
    }

    private boolean serves() {
        try {
            return page().contains(TEXT);
        } catch (IOException e) {
            return false;
        }
    }

    /** What it serves to somebody on the same host. */
    String page() throws IOException {
        return Program.output(host.command("curl", "-s", "-m", "2", "http://" + address + "/"));
    }

    /** The lines of its log: who asked. */
    List<String> asked() throws IOException {
        return Files.readAllLines(folder.resolve("access.log"));
    }

    boolean isUp() {
        return running.isAlive();
    }

    /** As {@code systemctl stop apache2} does. */
    void stop() {
        running.end();
    }

    void kill() {
        running.kill();
    }

    void startAgain() throws IOException {
        if (!running.isAlive()) {
            running = launch();
        }
    }
}
