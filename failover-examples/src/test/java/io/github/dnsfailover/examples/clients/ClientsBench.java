package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.examples.Installed;
import io.github.dnsfailover.examples.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How long clients go on at an old place after a move, each beside the same client without us.
 *
 * <p><b>Method.</b> Everything runs in a network and mount namespace of its own, where this JVM resolves through an
 * unbound, and that through a BIND, by {@code /etc/resolv.conf} as any program does; the record's TTL is 30 s, and the
 * JVM's own cache has its default of 30 s. Two Apache httpd are the two places, 127.0.0.2 and 127.0.0.3. Two engines
 * share a lease in a PostgreSQL: one leads, and the clients are those of the other one, a follower, but for the row
 * that says so. A place is killed (SIGKILL: refused), loses its SYNs (nftables) or is stopped (SIGSTOP: the kernel
 * accepts, nothing answers).
 *
 * <p>Every client makes 200 requests a second, by up to 32 at a time, with keep-alive; a server closes a connection
 * after 100 requests, as Debian sets it. All have a limit of 2 s to connect and of 10 s for an answer. They run at the
 * same time, so that a death is the same event for all of them, each at a port of its own: nftables counts their SYNs
 * and packets with data for each place, and the counts are read every 100 ms. The last count that grew at the old
 * place, less the time at which the provider had accepted the change, is the time of the last request that was sent
 * there; a tail is cut at 60 s.
 */
public final class ClientsBench {

    private ClientsBench() {}

    /** Runs it all, in a namespace that it makes; needs root. */
    public static void main(String[] args) throws Exception {
        if (!Boolean.getBoolean("bench.inside")) {
            System.out.println();
            System.out.println("Clients bench on Java " + Runtime.version() + ", "
                    + Runtime.getRuntime().availableProcessors() + " processors");
            System.out.flush();
            System.exit(inside());
        }
        Results results = new Results();
        List<String> rows = List.of(
                System.getProperty("bench.rows", "moves,hikari,drain,cost").split(","));
        if (rows.contains("cost")) {
            CostRow.measure(results);
        }
        if (!rows.equals(List.of("cost"))) {
            inLaboratory(rows, results);
        }
        results.print();
        System.exit(0); // threads of clients are no daemons
    }

    private static void inLaboratory(List<String> rows, Results results) throws Exception {
        Path work = Files.createTempDirectory("bench-clients");
        Program.output("/bin/chmod", "755", work.toString()); // Apache's threads are another user's
        try (Laboratory laboratory = new Laboratory(work)) {
            if (rows.contains("moves")) {
                new MoveRows(laboratory, results).measure();
            }
            if (rows.contains("hikari")) {
                new DatabaseRow(laboratory, results).measure();
            }
            if (rows.contains("drain")) {
                new LeftPlaceRows(laboratory, results, work).measure();
            }
        } finally {
            remove(work);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static int inside() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Installed.get("unshare", "util-linux"),
                "--net",
                "--mount",
                "--pid", // so that no process outlives this one
                "--fork",
                "--kill-child",
                "--mount-proc",
                "/bin/sh", // the first process must reap what it did not start, and a JVM does not
                "-c",
                "\"$@\"; exit $?",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dbench.inside=true",
                "-XX:-UsePerfData", // its file is named by the pid, and 1 may be another's
                "-Dsun.net.httpserver.nodelay=true", // or each answer of the JDK's server waits 40 ms for an ACK
                "-Djdk.httpclient.allowRestrictedHeaders=host",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"));
        for (String name : List.of("bench.rows", "bench.deaths", "bench.clients")) {
            String value = System.getProperty(name, "");
            if (!value.isEmpty()) {
                command.add("-D" + name + "=" + value);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ClientsBench.class.getName()));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** What was measured, in its order; printed at the end. Confined to one thread. */
    static final class Results {

        private final List<String> lines = new ArrayList<>();

        void add(String name, double value, String unit) {
            lines.add(String.format(Locale.ROOT, "result clients.%s %.2f %s", name, value, unit));
        }

        void add(String name, long value, String unit) {
            lines.add("result clients." + name + " " + value + " " + unit);
        }

        /** Words on the way, for people. */
        void say(String text) {
            System.out.println(text);
        }

        private void print() {
            lines.forEach(System.out::println);
        }
    }
}
