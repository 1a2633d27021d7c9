package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.examples.Installed;
import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.examples.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A real HAProxy before a real Apache before a {@link GoodPlace}, each telling the next for whom it asks. */
final class Frontends implements AutoCloseable {

    static final int PORT = 18_302;
    private static final int APACHE_PORT = 18_303;
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final Path folder;
    private final Program haproxy;
    private final Program apache;

    Frontends(String address, Path work) throws IOException {
        folder = Files.createDirectories(work.resolve("frontends"));
        Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                  mode http
                  timeout connect 2s
                  timeout client 30s
                  timeout server 30s
                  option forwardfor
                listen front
                  bind %1$s:%2$d
                  server apache %1$s:%3$d
                """.formatted(address, PORT, APACHE_PORT));
        Files.writeString(folder.resolve("httpd.conf"), """
                ServerRoot %1$s
                ServerName www.example.com
                LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
                LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
                LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
                Listen %2$s:%3$d
                PidFile %1$s/pid
                DefaultRuntimeDir %1$s
                Mutex file:%1$s
                ErrorLog %1$s/error.log
                LogFormat "%%{X-Forwarded-For}i" client
                CustomLog %1$s/access.log client
                ProxyPreserveHost On
                ProxyPass / http://%2$s:%4$d/
                """.formatted(folder, address, APACHE_PORT, GoodPlace.PORT));
        haproxy = Program.start(
                folder.resolve("haproxy.log"),
                Installed.get("haproxy", "haproxy"),
                "-db",
                "-f",
                folder.resolve("haproxy.cfg").toString());
        apache = Program.start(
                folder.resolve("log"),
                Installed.get("apache2", "apache2"),
                "-DFOREGROUND",
                "-f",
                folder.resolve("httpd.conf").toString());
        for (int port : new int[] {PORT, APACHE_PORT}) {
            Waiting.await("a frontend accepts at " + port, START_LIMIT, () -> Program.accepts(address, port));
        }
    }

    /** Requests by the network of 24 bits that they came from, by Apache's own log: HAProxy's word is the last one. */
    Map<String, Long> logged() throws IOException {
        Map<String, Long> requests = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve("access.log"))) {
            String client = line.substring(line.lastIndexOf(' ') + 1);
            requests.merge(client.substring(0, client.lastIndexOf('.')) + ".0/24", 1L, Long::sum);
        }
        return requests;
    }

    @Override
    public void close() {
        haproxy.end();
        apache.end();
    }
}
