package io.github.dnsfailover.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** gdnsd with its failover plugin; it refuses an interval below 2 s. */
final class Gdnsd implements Peer {

    private static final int TRIES = 3; // its bind() was seen to fail right after an earlier run

    private final String program = Programs.find("gdnsd", "gdnsd");
    private final String label;
    private final Timing timing;
    private final Task task;
    private final Path folder;

    /** Null before the start. */
    private Process process;

    /** What it is told of checks; seconds, and checks in a row. */
    record Timing(int interval, int timeout, int up, int ok, int down) {

        /** Those of its manual. */
        static final Timing DEFAULTS = new Timing(10, 5, 20, 10, 10);

        /** As fast as it can be with a confirmation. */
        static final Timing CONFIRMED = new Timing(2, 1, 3, 3, 3);

        /** As fast as it can be. */
        static final Timing FASTEST = new Timing(2, 1, 1, 1, 1);
    }

    Gdnsd(String label, Timing timing, Task task) throws IOException {
        this.label = label;
        this.timing = timing;
        this.task = task;
        folder = Files.createDirectories(task.folder().resolve("gdnsd"));
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String settings() {
        return "gdnsd, http_status and simplefo: interval " + timing.interval() + " s, timeout " + timing.timeout()
                + " s, up_thresh " + timing.up() + ", ok_thresh " + timing.ok() + ", down_thresh " + timing.down();
    }

    @Override
    public void start() throws IOException {
        for (String name : new String[] {"zones", "run", "state"}) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.writeString(folder.resolve("config"), """
            options => { listen => [ 127.0.0.1 ], dns_port => %d, run_dir => "%s/run", state_dir => "%s/state" }
            service_types => { web => { plugin => http_status, port => %d, url_path => "/index.html", vhost => %s
              interval => %d, timeout => %d, up_thresh => %d, ok_thresh => %d, down_thresh => %d } }
            plugins => { simplefo => { service_types => [ web ], www => { primary => %s, secondary => %s } } }
            """.formatted(
                        task.dnsPort(),
                        folder,
                        folder,
                        task.checkPort(),
                        task.checkedHost(),
                        timing.interval(),
                        timing.timeout(),
                        timing.up(),
                        timing.ok(),
                        timing.down(),
                        task.primary(),
                        task.backup()));
        StringBuilder zone = new StringBuilder("""
            @ 5 SOA ns1 hostmaster ( 1 7200 1800 259200 5 )
            @ 300 NS ns1
            ns1 300 A 127.0.0.1
            """);
        // It may tell a shorter TTL down to a half by itself, when it knows that a change may be near.
        task.names().forEach((name, ttl) -> zone.append(name + " " + ttl + " DYNA simplefo!www\n"));
        Files.writeString(folder.resolve("zones").resolve(task.zone()), zone);
        for (int i = 0; i < TRIES && (process == null || !process.isAlive()); i++) {
            process = Programs.start(folder.resolve("log"), program, "-c", folder.toString(), "start");
            Programs.pause(Duration.ofSeconds(2));
        }
        if (process == null || !process.isAlive()) {
            throw new IOException("gdnsd does not start:\n" + Programs.lastLines(folder.resolve("log")));
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
