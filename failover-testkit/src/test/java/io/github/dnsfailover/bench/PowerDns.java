package io.github.dnsfailover.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** PowerDNS with a Lua record; one failed check is enough for it, whatever one sets, before its version 5. */
final class PowerDns implements Peer {

    private final String program = Programs.find("pdns_server", "pdns-server pdns-backend-bind");
    private final String label;
    private final int interval;
    private final int timeout;
    private final Task task;
    private final Path folder;

    /** Null before the start. */
    private Process process;

    /**
     * A server that is not started yet.
     *
     * @param interval of its checks, in seconds
     * @param timeout of a check, in seconds
     */
    PowerDns(String label, int interval, int timeout, Task task) throws IOException {
        this.label = label;
        this.interval = interval;
        this.timeout = timeout;
        this.task = task;
        folder = Files.createDirectories(task.folder().resolve("pdns"));
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String settings() {
        return "PowerDNS, Lua record with ifurlup: interval " + interval + " s, timeout " + timeout
                + " s, one failure, one success";
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
            lua-health-checks-interval=%d
            """.formatted(folder, task.dnsPort(), folder, interval));
        Files.writeString(
                folder.resolve("named.conf"),
                "zone \"%s\" { type master; file \"%s/zone\"; };%n".formatted(task.zone(), folder));
        StringBuilder zone = new StringBuilder("""
            $ORIGIN %s.
            @ 5 IN SOA ns1 hostmaster 1 7200 1800 259200 5
            @ 300 IN NS ns1
            ns1 300 IN A 127.0.0.1
            """.formatted(task.zone()));
        String lua = "LUA A \"ifurlup('http://%s:%d/index.html', {{'%s'},{'%s'}}, {timeout=%d})\""
                .formatted(task.checkedHost(), task.checkPort(), task.primary(), task.backup(), timeout);
        task.names().forEach((name, ttl) -> zone.append(name + " " + ttl + " IN " + lua + "\n"));
        Files.writeString(folder.resolve("zone"), zone);
        process = Programs.start(folder.resolve("log"), program, "--config-dir=" + folder);
        Programs.pause(Duration.ofSeconds(2));
        if (!process.isAlive()) {
            throw new IOException("pdns_server does not start:\n" + Programs.lastLines(folder.resolve("log")));
        }
    }

    @Override
    public InetSocketAddress address() {
        return task.address();
    }

    @Override
    public void close() {
        if (process != null) {
            Programs.end(process);
        }
    }
}
