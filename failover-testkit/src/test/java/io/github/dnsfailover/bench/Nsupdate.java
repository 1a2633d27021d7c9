package io.github.dnsfailover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * BIND's own client, as one process or several: reads updates from a file and sends one after the other, each when the
 * one before was answered: over UDP, as it does by itself, or over a new TCP connection for each.
 */
final class Nsupdate implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final String program = Programs.find("nsupdate", "bind9-dnsutils");
    private final Path work = Files.createTempDirectory("bench-storm");
    private final StormServer server;
    private final int names;
    private int round;

    Nsupdate(StormServer server, int names) throws IOException {
        this.server = server;
        this.names = names;
    }

    /** Makes all records; they were not there. */
    void create() throws IOException {
        move(1);
    }

    /**
     * Moves all names to the other place, each by one update of what ours sends: both sets as they stand and no CNAME
     * beside them demanded, both deleted, both added.
     *
     * @param options of the program, such as {@code -v} for TCP
     * @return seconds from the start of the first process to the end of the last
     */
    double move(int processes, String... options) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int p = 0; p < processes; p++) {
            Path file = work.resolve("updates-" + p);
            Files.writeString(file, updates(p * names / processes, (p + 1) * names / processes));
            files.add(file);
        }
        Path log = Files.createTempFile(work, "nsupdate", ".log");
        long since = System.nanoTime();
        List<Process> running = new ArrayList<>();
        for (Path file : files) {
            List<String> command = new ArrayList<>(List.of(program));
            command.addAll(List.of(options));
            command.add(file.toString());
            running.add(Programs.start(log, command.toArray(String[]::new)));
        }
        for (Process process : running) {
            end(process, log);
        }
        double seconds = (System.nanoTime() - since) / 1e9;
        String address = Storm.PLACES.get(round % 2);
        if (server.count(address) != names) {
            throw new IllegalStateException("nsupdate has moved " + server.count(address) + " of " + names + " names"
                    + "; its last lines:\n" + Programs.lastLines(log));
        }
        round++;
        return seconds;
    }

    private static void end(Process process, Path log) throws IOException {
        try {
            boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                Programs.end(process);
                throw new IllegalStateException(
                        "nsupdate " + (ended ? "ended with " + process.exitValue() : "did not end")
                                + "; its last lines:\n" + Programs.lastLines(log));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private String updates(int from, int to) {
        StringBuilder text = new StringBuilder();
        text.append("server 127.0.0.1 ").append(server.port()).append('\n');
        text.append("zone ").append(StormBench.ZONE).append(".\n");
        text.append("key hmac-sha256:" + StormBench.KEY + " " + StormBench.SECRET + "\n");
        for (int i = from; i < to; i++) {
            String name = Storm.name(i) + "." + StormBench.ZONE + ". ";
            set(text, name, "A", Storm.PLACES.get((round + 1) % 2), Storm.PLACES.get(round % 2));
            set(text, "_failover." + name, "TXT", mark(round - 1), mark(round));
            text.append("send\n");
        }
        return text.toString();
    }

    /** As long as a mark of ours. */
    private static String mark(int generation) {
        return "\"v=1 owner=dnsfailover env=default pool=d1535e7936ef gen=" + generation
                + " term=1 set=73010cf9dfb3 at=dc1\"";
    }

    private void set(StringBuilder text, String name, String type, String before, String after) {
        text.append("prereq nxrrset ").append(name).append("CNAME\n");
        if (round == 0) {
            text.append("prereq nxrrset ").append(name).append(type).append('\n');
        } else {
            text.append("prereq yxrrset " + name + type + " " + before + "\n");
            text.append("update delete " + name + type + "\n");
        }
        text.append("update add " + name + "30 " + type + " " + after + "\n");
    }

    /** Removes what it was told and what it said. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(work);
    }
}
