package io.github.dnsfailover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.xbill.DNS.Name;

/**
 * From the death of the primary to the first DNS answer with the backup, and how often short blackouts move traffic:
 * two settings of ours on BIND beside PowerDNS and gdnsd.
 *
 * <p><b>Method.</b> Two sites on 127.0.0.2 and 127.0.0.3. All four systems watch the same two sites at the same time,
 * so each death is the same event for all of them. They warm up for a minute. Per trial: all answer with the primary,
 * 8 s of calm, then a probe of *safe* and a phase after it; phases are spread evenly over its interval, so that its
 * median is no matter of luck, and are chance for the other systems. Then SIGKILL (crash: refused) or SIGSTOP (hang:
 * the kernel accepts, nothing answers). Each system is asked over UDP every 20 ms, by the same code in a thread of its
 * own, until it answers with the backup; that is the time. Then the primary comes back. Medians are the lower middle
 * value. A blackout is a stall of 1.5 s or 2.5 s (SIGSTOP, SIGCONT) or a restart with 1.5 s of refused connections;
 * the ten seconds that begin with it are watched, and each time that an answer leaves the primary is a move. There is
 * no cache between client and server.
 */
public final class ReactionBench {

    static final String ZONE = "example.test";
    static final String NAME = "www.example.test";
    static final String PRIMARY = "127.0.0.2";
    static final String BACKUP = "127.0.0.3";

    private static final int TTL = 5; // nobody keeps an answer here

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration CALM = Duration.ofSeconds(8);
    private static final Duration BLACKOUT_WATCH = Duration.ofSeconds(10);
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final int PHASE_MILLIS = 1_000; // the interval of *safe*

    private final int trials = Integer.getInteger("bench.trials", 20);
    private final int blackouts = Integer.getInteger("bench.blackouts", 8);
    private final long seed = Long.getLong("bench.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Peer> peers = new ArrayList<>();
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<String, Integer> moves = new LinkedHashMap<>();
    private final OursOnBind safe;
    private final Site primary;
    private final Site backup;

    private ReactionBench(Path work) throws IOException {
        primary = new Site(PRIMARY, work);
        backup = new Site(BACKUP, work);
        safe = OursOnBind.safe("safe", task(work, "safe", 15351));
        peers.add(safe);
        peers.add(OursOnBind.fast("fast", task(work, "fast", 15352)));
        peers.add(new PowerDns("powerdns", 1, 1, task(work, "powerdns", 15354)));
        peers.add(new Gdnsd("gdnsd", Gdnsd.Timing.CONFIRMED, task(work, "gdnsd", 15353)));
    }

    private static Task task(Path work, String label, int dnsPort) throws IOException {
        Path folder = Files.createDirectories(work.resolve(label));
        return new Task(folder, ZONE, Map.of("www", TTL), PRIMARY, BACKUP, Site.PORT, dnsPort);
    }

    /** Runs it all. */
    public static void main(String[] args) throws Exception {
        System.out.println();
        System.out.println("Reaction bench on Java " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors");
        ReactionBench bench = new ReactionBench(Files.createTempDirectory("bench-reaction"));
        try {
            bench.run();
        } finally {
            bench.close();
        }
        System.exit(0); // threads that poll are no daemons
    }

    private void run() throws Exception {
        System.out.println(
                "seed " + seed + ", " + trials + " trials of each kind, " + blackouts + " blackouts of each kind");
        for (Peer peer : peers) {
            peer.start();
            System.out.println(peer.label() + " = " + peer.settings());
        }
        Programs.pause(WARM_UP);
        long self = ProcessHandle.current().pid();
        ProcessTime before = ProcessTime.of(self);
        for (int i = 0; i < trials; i++) {
            Duration phase = Duration.ofMillis(PHASE_MILLIS * (2L * i + 1) / (2L * trials));
            trial("crash", phase);
            trial("hang", phase);
        }
        for (int i = 0; i < blackouts; i++) {
            Duration phase = Duration.ofMillis(PHASE_MILLIS * (2L * i + 1) / (2L * blackouts));
            blackout("stall 1.5 s", Duration.ofMillis(1_500), phase);
            blackout("stall 2.5 s", Duration.ofMillis(2_500), phase);
            blackout("refused 1.5 s", Duration.ofMillis(1_500), phase);
        }
        report();
        System.out.println("of this process's CPU after the warm-up "
                + ProcessTime.of(self).jitSince(before));
    }

    private void trial(String mode, Duration phase) throws Exception {
        calm(phase);
        long since = System.nanoTime();
        if (mode.equals("crash")) {
            primary.crash();
        } else {
            primary.hang();
        }
        Map<String, Double> over = byPeer(observer -> observer.secondsUntil(BACKUP, since, LIMIT));
        Programs.pause(Duration.ofMillis(random.nextInt(2 * PHASE_MILLIS)));
        if (mode.equals("crash")) {
            primary.startAgain();
            primary.waitUntilItAccepts();
        } else {
            primary.wake();
        }
        over.forEach((peer, time) -> {
            if (time.isNaN()) {
                throw new IllegalStateException(peer + " did not fail over within " + LIMIT + " of a " + mode);
            }
            seconds.computeIfAbsent(peer + "." + mode, key -> new ArrayList<>()).add(time);
        });
        over.replaceAll((peer, time) -> Math.round(time * 1_000) / 1e3);
        System.out.println(mode + " " + over);
    }

    private void blackout(String kind, Duration length, Duration phase) throws Exception {
        calm(phase);
        boolean refused = kind.startsWith("refused");
        Map<String, Future<Integer>> watched = new LinkedHashMap<>();
        for (Peer peer : peers) {
            Observer observer = observer(peer);
            watched.put(peer.label(), threads.submit(() -> observer.departures(PRIMARY, BLACKOUT_WATCH)));
        }
        if (refused) {
            primary.crash();
        } else {
            primary.hang();
        }
        Programs.pause(length);
        if (refused) {
            primary.startAgain();
        } else {
            primary.wake();
        }
        StringBuilder line = new StringBuilder(kind + ":");
        for (Map.Entry<String, Future<Integer>> each : watched.entrySet()) {
            int count = each.getValue().get();
            moves.merge(each.getKey(), count, Integer::sum);
            line.append(' ').append(each.getKey()).append(' ').append(count);
        }
        System.out.println(line);
        primary.waitUntilItAccepts();
    }

    /** Until all answer with the primary, then some calm, and a phase after a probe of *safe* has begun. */
    private void calm(Duration phase) throws Exception {
        long since = System.nanoTime();
        byPeer(observer -> observer.secondsUntil(PRIMARY, since, LIMIT)).forEach((peer, time) -> {
            if (time.isNaN()) {
                throw new IllegalStateException(peer + " did not answer with the primary within " + LIMIT);
            }
        });
        Programs.pause(CALM);
        long last = safe.probedAt();
        while (safe.probedAt() == last) {
            Programs.pause(Duration.ofMillis(1));
        }
        Programs.pause(phase.minusNanos(System.nanoTime() - safe.probedAt()));
    }

    /** Watches with one server. */
    @FunctionalInterface
    private interface Watch {
        double seconds(Observer observer);
    }

    private Map<String, Double> byPeer(Watch watch) throws IOException, ExecutionException, InterruptedException {
        Map<String, Future<Double>> running = new LinkedHashMap<>();
        for (Peer peer : peers) {
            Observer observer = observer(peer);
            running.put(peer.label(), threads.submit(() -> watch.seconds(observer)));
        }
        Map<String, Double> times = new LinkedHashMap<>();
        for (Map.Entry<String, Future<Double>> each : running.entrySet()) {
            times.put(each.getKey(), each.getValue().get());
        }
        return times;
    }

    private static Observer observer(Peer peer) throws IOException {
        return new Observer(peer.address(), Name.fromString(NAME + "."));
    }

    private void report() {
        System.out.println();
        System.out.println("| system | mode | min | median | max (s) | n | moves in " + 3 * blackouts + " blackouts |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        seconds.forEach((key, times) -> {
            List<Double> sorted = times.stream().sorted().toList();
            String system = key.substring(0, key.indexOf('.'));
            String mode = key.substring(key.indexOf('.') + 1);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.2f | %.2f | %.2f | %d | %d |%n",
                    system,
                    mode,
                    sorted.get(0),
                    median(key),
                    sorted.get(sorted.size() - 1),
                    sorted.size(),
                    moves.get(system));
        });
        for (String key : List.of("safe.crash", "safe.hang", "fast.crash", "fast.hang")) {
            result("reaction." + key + ".median", median(key), "s");
        }
        result("reaction.fast.crash.ratio_to_powerdns", median("fast.crash") / median("powerdns.crash"), "x");
        result("reaction.safe.crash.ratio_to_gdnsd", median("safe.crash") / median("gdnsd.crash"), "x");
        moves.forEach((peer, count) -> System.out.println("result blackout." + peer + ".moves " + count + " moves"));
    }

    private double median(String key) {
        List<Double> sorted = seconds.get(key).stream().sorted().toList();
        return sorted.get((sorted.size() - 1) / 2);
    }

    private static void result(String name, double value, String unit) {
        System.out.printf(Locale.ROOT, "result %s %.2f %s%n", name, value, unit);
    }

    private void close() {
        peers.forEach(Peer::close);
        primary.close();
        backup.close();
        threads.shutdownNow();
    }
}
