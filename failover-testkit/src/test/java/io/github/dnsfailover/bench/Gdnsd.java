package io.github.dnsfailover.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** gdnsd with its failover plugin; it refuses an interval below 2 s. */
final class Gdnsd implements Peer {

    private static final int PORT = 15353;
    private static final int TRIES = 3; // its bind() was seen to fail right after an earlier run

    private final String program = Programs.find("gdnsd", "gdnsd");
    private final Path folder;

    /** Null before the start. */
    private Process process;

    Gdnsd(Path work) throws IOException {
        folder = Files.createDirectories(work.resolve("gdnsd"));
    }

    @Override
    public String label() {
        return "gdnsd";
    }

    @Override
    public String settings() {
        return "gdnsd 3: interval 2 s, timeout 1 s, up, ok and down thresholds 3";
    }

    @Override
    public void start() throws IOException {
        for (String name : new String[] {"zones", "run", "state"}) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.writeString(folder.resolve("config"), """
                options => { listen => [ 127.0.0.1 ], dns_port => %d, run_dir => "%s/run", state_dir => "%s/state" }
                service_types => { web => { plugin => http_status, port => %d, url_path => "/index.html", vhost => %s
                  interval => 2, timeout => 1, up_thresh => 3, ok_thresh => 3, down_thresh => 3 } }
                plugins => { simplefo => { service_types => [ web ], www => { primary => %s, secondary => %s } } }
                """.formatted(
                PORT, folder, folder, Site.PORT, ReactionBench.NAME, ReactionBench.PRIMARY, ReactionBench.BACKUP));
        Files.writeString(folder.resolve("zones").resolve(ReactionBench.ZONE), """
                @ 5 SOA ns1 hostmaster ( 1 7200 1800 259200 5 )
                @ 300 NS ns1
                ns1 300 A 127.0.0.1
                www 30/5 DYNA simplefo!www
                """);
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
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    }

    @Override
    public void close() {
        if (process != null) {
            Programs.end(process);
        }
    }
}
