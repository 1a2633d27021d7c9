package io.github.dnsfailover.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** PowerDNS with a Lua record; one failed check is enough for it, whatever one sets. */
final class PowerDns implements Peer {

    private static final int PORT = 15354;

    private final String program = Programs.find("pdns_server", "pdns-server pdns-backend-bind");
    private final Path folder;

    /** Null before the start. */
    private Process process;

    PowerDns(Path work) throws IOException {
        folder = Files.createDirectories(work.resolve("pdns"));
    }

    @Override
    public String label() {
        return "powerdns";
    }

    @Override
    public String settings() {
        return "PowerDNS 4 Lua record: interval 1 s, timeout 1 s, one failure, one success";
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(folder.resolve("run"));
        Files.writeString(folder.resolve("pdns.conf"), """
                launch=bind
                bind-config=%s/named.conf
                local-address=127.0.0.1
                local-port=%d
                socket-dir=%s/run
                daemon=no
                guardian=no
                webserver=no
                api=no
                disable-syslog=yes
                security-poll-suffix=
                enable-lua-records=yes
                lua-health-checks-interval=1
                """.formatted(folder, PORT, folder));
        Files.writeString(
                folder.resolve("named.conf"),
                "zone \"%s\" { type master; file \"%s/zone\"; };%n".formatted(ReactionBench.ZONE, folder));
        Files.writeString(folder.resolve("zone"), """
                $ORIGIN %s.
                @ 5 IN SOA ns1 hostmaster 1 7200 1800 259200 5
                @ 300 IN NS ns1
                ns1 300 IN A 127.0.0.1
                www 5 IN LUA A "ifurlup('http://%s:%d/index.html', {{'%s'},{'%s'}}, {timeout=1})"
                """.formatted(
                ReactionBench.ZONE, ReactionBench.NAME, Site.PORT, ReactionBench.PRIMARY, ReactionBench.BACKUP));
        process = Programs.start(folder.resolve("log"), program, "--config-dir=" + folder);
        Programs.pause(Duration.ofSeconds(2));
        if (!process.isAlive()) {
            throw new IOException("pdns_server does not start:\n" + Programs.lastLines(folder.resolve("log")));
        }
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    }

    @Override
    public void close() {
        if (process != null) {
            Programs.end(process);
        }
    }
}
