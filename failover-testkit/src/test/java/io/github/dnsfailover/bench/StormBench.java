package io.github.dnsfailover.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A place dies that many pools share: how many of them move in a second. Ours at one BIND beside {@code nsupdate},
 * and ours at the testkit's own server.
 *
 * <p><b>Method.</b> 1,000 and 3,000 pools of two places each are in one zone at one server. Every place is checked
 * every 10 s by a flag. All pools publish the one place; its flag falls, and for each pool it is reported that calls
 * failed, so that it is probed at once: what is measured is no interval. The time runs from there until the server
 * had taken the change of the last pool, by the instant that its event names; then all records are looked at in the
 * server itself. The engine does all else that it does: each change is signed, has its mark, is read back, and is
 * proved by questions to the server. Then the other place dies while the first one lives, and so on. The storms of
 * the first minute warm the JVM up and do not count; of the rest the lower median does.
 *
 * <p>{@code nsupdate} makes changes of the same content with the same key at a BIND of its own, as one process and as
 * four that share the names, over UDP as it does by itself; and as one with {@code -v}, which makes a TCP connection
 * for each as ours once did. A storm that it breaks off is told, and made again at a new BIND. That is what it costs
 * somebody who knows already that all are to move, and looks at nothing afterwards.
 *
 * <p>BIND syncs its journal to the disk at each update, which may take longer than all else. So the servers' files
 * are in memory, in {@code /dev/shm}; {@code -Dbench.tmp} names another place.
 */
public final class StormBench {

    static final String ZONE = "example.test";
    static final String KEY = "bench";
    static final String SECRET = "c2l4dGVlbiBieXRlcyBhdCBsZWFzdCE=";

    private static final Duration WARM_UP = Duration.ofSeconds(Long.getLong("bench.warmup", 60));

    /** Of some fifteen storms by four processes nsupdate ended one with NXRRSET; it is not known why. */
    private static final int MOST_FAILURES = 3;

    private final int storms = Integer.getInteger("bench.storms", 3);
    private final int few;
    private final int many;

    /** Starts a server. */
    @FunctionalInterface
    private interface Start {
        StormServer start() throws IOException;
    }

    private StormBench(int few) {
        this.few = few;
        this.many = 3 * few;
    }

    /** Storms of so many names at BIND, for the comparison: ours, and nsupdate as one process. */
    static void compare(int names, Recorder recorder) throws IOException {
        StormBench bench = new StormBench(names);
        record("ours", names, bench.ours(names, StormServer::bind), recorder);
        record("nsupdate", names, bench.nsupdate(1), recorder);
        record("nsupdate -v", names, bench.nsupdate(1, "-v"), recorder);
    }

    private static void record(String who, int names, List<Double> rates, Recorder recorder) {
        for (double rate : rates) {
            recorder.add("storm", "who", who, "names", names, "seconds", Recorder.seconds(names / rate));
        }
    }

    /** Runs it all. */
    public static void main(String[] args) throws IOException {
        System.out.println();
        System.out.println("Storm bench on Java " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, files of servers in "
                + System.getProperty("java.io.tmpdir"));
        new StormBench(Integer.getInteger("bench.pools", 1_000)).run();
        System.exit(0); // threads of lanes may still wait for work
    }

    private void run() throws IOException {
        double bind = median(ours(few, StormServer::bind));
        double bindMany = median(ours(many, StormServer::bind));
        double one = median(nsupdate(1));
        double four = median(nsupdate(4));
        double tcp = median(nsupdate(1, "-v"));
        double embedded = median(ours(many, StormServer::embedded));
        System.out.println();
        result("storm.bind.rate", bind, "moves/s");
        result("storm.bind." + many + ".rate", bindMany, "moves/s");
        result("storm.nsupdate1.rate", one, "moves/s");
        result("storm.nsupdate4.rate", four, "moves/s");
        result("storm.nsupdate1.tcp.rate", tcp, "moves/s");
        System.out.printf(Locale.ROOT, "result storm.bind.ratio_to_nsupdate1 %.2f x%n", bind / one);
        result("storm.embedded.rate", embedded, "moves/s");
    }

    /** Moves a second, of each storm. */
    private List<Double> ours(int pools, Start start) throws IOException {
        try (StormServer server = start.start();
                Storm storm = new Storm(pools, server)) {
            System.out.printf(Locale.ROOT, "%d pools at %s: made in %.1f s; moved", pools, server, storm.adopt());
            for (long begun = System.nanoTime(); System.nanoTime() - begun < WARM_UP.toNanos(); ) {
                System.out.printf(Locale.ROOT, " (%.2f)", storm.move());
            }
            long self = ProcessHandle.current().pid();
            ProcessTime before = ProcessTime.of(self);
            List<Double> rates = new ArrayList<>();
            for (int i = 0; i < storms; i++) {
                double seconds = storm.move();
                System.out.printf(Locale.ROOT, " %.2f", seconds);
                rates.add(pools / seconds);
            }
            System.out.println(
                    " s; of this process's CPU then " + ProcessTime.of(self).jitSince(before));
            return rates;
        }
    }

    private List<Double> nsupdate(int processes, String... options) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%d names by nsupdate%s, %d at once: moved",
                few,
                options.length == 0 ? "" : " " + String.join(" ", options),
                processes);
        List<Double> rates = new ArrayList<>();
        for (int failures = 0; rates.size() < storms; failures++) {
            try (StormServer server = StormServer.bind();
                    Nsupdate nsupdate = new Nsupdate(server, few)) {
                nsupdate.create();
                while (rates.size() < storms) {
                    double seconds = nsupdate.move(processes, options);
                    System.out.printf(Locale.ROOT, " %.2f", seconds);
                    rates.add(few / seconds);
                }
            } catch (IllegalStateException e) {
                if (failures == MOST_FAILURES) {
                    throw e;
                }
                System.out.print(" [" + e.getMessage().replace('\n', ' ') + "]");
            }
        }
        System.out.println(" s");
        return rates;
    }

    private static double median(List<Double> rates) {
        List<Double> sorted = rates.stream().sorted().toList();
        return sorted.get((sorted.size() - 1) / 2);
    }

    private static void result(String name, double value, String unit) {
        System.out.printf(Locale.ROOT, "result %s %.0f %s%n", name, value, unit);
    }
}
