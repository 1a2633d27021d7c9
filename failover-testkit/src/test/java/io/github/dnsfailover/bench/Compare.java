package io.github.dnsfailover.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The comparison: {@code mvn -q -Pcompare}, root on Linux. It measures ours beside gdnsd, PowerDNS and a script of
 * one's own, and appends raw lines to a file, of which {@link ComparisonPage} makes docs/comparison.md.
 *
 * <p>It runs in namespaces of its own for network, mounts and processes, which go with it however it ends, so that
 * nothing has to be removed after it. Files of all servers are in memory there.
 */
public final class Compare {

    private static final List<String> PARTS = List.of("pages", "blackouts", "trust", "probe", "storm");

    /** Pairs of places for trials of pages, for blackouts, and for trials of what takes minutes. */
    private static final int PAGE_PAIRS = 3;

    private static final int BLACKOUT_PAIRS = 3;
    private static final int SLOW_PAIRS = 2;

    private static final Duration QUICK_LIMIT = Duration.ofSeconds(150);
    private static final Duration SLOW_LIMIT = Duration.ofSeconds(330);
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final int STORM_NAMES = 300;

    private final int trials = Integer.getInteger("compare.trials", 3);
    private final long seed = Long.getLong("compare.seed", System.nanoTime());
    private final Path work;
    private final Recorder recorder;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);

    private Compare(Path work) throws IOException {
        this.work = work;
        this.recorder = new Recorder(Path.of(System.getProperty("compare.raw")));
    }

    /** Takes {@code compare.parts}, {@code compare.trials}, {@code compare.seed} and {@code compare.raw}. */
    public static void main(String[] args) throws Exception {
        if (Boolean.getBoolean("compare.inside")) {
            inside();
        } else {
            System.exit(outside());
        }
    }

    private static Set<String> parts() {
        Set<String> parts = new LinkedHashSet<>(List.of(
                System.getProperty("compare.parts", String.join(",", PARTS)).split(",", -1)));
        if (!PARTS.containsAll(parts)) {
            throw new IllegalArgumentException("compare.parts " + parts + "; " + PARTS + " is what there is");
        }
        return parts;
    }

    private static int outside() throws IOException, InterruptedException {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("user.name").equals("root")) {
            System.out.println("compare cannot run: it needs root on Linux");
            return 3;
        }
        Set<String> parts = parts();
        Path raw = Path.of(System.getProperty("compare.raw", "target/comparison.txt"))
                .toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(
                Programs.find("unshare", "util-linux"),
                "--net",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "/bin/sh", // the first process must reap what it did not start, and a JVM does not
                "-c",
                "mount -t tmpfs -o mode=755 tmpfs /dev/shm && ip link set lo up && \"$@\"; exit $?",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:-UsePerfData", // its file is named by the pid, and 1 may be another's
                "-Djava.io.tmpdir=/dev/shm",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-Dcompare.inside=true",
                "-Dcompare.parts=" + String.join(",", parts),
                "-Dcompare.raw=" + raw));
        for (String name : List.of("compare.trials", "compare.seed", "bench.warmup", "bench.seconds")) {
            String value = System.getProperty(name, "");
            if (!value.isEmpty()) {
                command.add("-D" + name + "=" + value);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Compare.class.getName()));
        System.out.println("raw lines are appended to " + raw);
        System.out.flush();
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start(); // its input ends with this process, and so does it
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process.waitFor();
    }

    private static void inside() throws Exception {
        Thread watch = new Thread(
                () -> {
                    try {
                        System.in.readAllBytes();
                    } catch (IOException e) {
                        System.out.println("the program outside is gone: " + e.getMessage());
                    }
                    Runtime.getRuntime().halt(1);
                },
                "outside");
        watch.setDaemon(true);
        watch.start();
        int code = 0;
        try {
            new Compare(Files.createTempDirectory("compare")).run(parts());
        } catch (IOException | RuntimeException | ExecutionException e) {
            e.printStackTrace(System.out);
            System.out.println("compare failed: " + e);
            code = 2;
        }
        System.out.flush();
        Runtime.getRuntime().halt(code); // threads that poll are no daemons, and all processes go with the namespace
    }

    private void run(Set<String> parts) throws IOException, InterruptedException, ExecutionException {
        Programs.output("/bin/chmod", "755", work.toString()); // Apache's threads are another user's
        recorder.add("run", machine());
        if (parts.contains("pages") || parts.contains("blackouts")) {
            pagesAndBlackouts(parts);
        }
        if (parts.contains("trust")) {
            part("trust", () -> {
                try (Trust trust = new Trust(work, recorder, threads)) {
                    trust.run();
                }
            });
        }
        if (parts.contains("probe")) {
            part("probe", () -> ProbeBench.compare(work, recorder));
        }
        if (parts.contains("storm")) {
            part("storm", () -> StormBench.compare(STORM_NAMES, recorder));
        }
        System.out.println("compare ok");
    }

    private Object[] machine() throws IOException {
        String cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1))
                .findFirst()
                .orElse("unknown");
        String kernel = Files.readString(Path.of("/proc/sys/kernel/osrelease"));
        return new Object[] {
            "at", Instant.now().truncatedTo(ChronoUnit.SECONDS),
            "seed", seed,
            "trials", trials,
            "java", Runtime.version(),
            "processors", Runtime.getRuntime().availableProcessors(),
            "cpu", cpu,
            "kernel", kernel,
            "BIND", version("named", "bind9", "-v"),
            "gdnsd", version("gdnsd", "gdnsd", "-?"),
            "PowerDNS", version("pdns_server", "pdns-server", "--version"),
            "unbound", version("unbound", "unbound", "-V"),
            "Apache", version("apache2", "apache2-bin", "-v"),
            "HAProxy", version("haproxy", "haproxy", "-v"),
            "blackbox_exporter", version("prometheus-blackbox-exporter", "prometheus-blackbox-exporter", "--version"),
            "curl", version("curl", "curl", "--version")
        };
    }

    private static String version(String program, String debianPackage, String option) throws IOException {
        return Versions.in(Programs.output(Programs.find(program, debianPackage), option));
    }

    /** What a part does. */
    @FunctionalInterface
    private interface Part {
        void run() throws IOException, InterruptedException, ExecutionException;
    }

    /** A line at its beginning and one at its end: what has no end does not count. */
    private void part(String name, Part part) throws IOException, InterruptedException, ExecutionException {
        recorder.add("begin", "part", name, "at", Instant.now().truncatedTo(ChronoUnit.SECONDS));
        Busy before = Busy.now();
        long begun = System.nanoTime();
        part.run();
        recorder.add(
                "end",
                "part",
                name,
                "minutes",
                Duration.ofNanos(System.nanoTime() - begun).plusSeconds(30).toMinutes(),
                "busy",
                Recorder.seconds(Busy.now().since(before)));
    }

    /** Both wait for timers nearly all the time, so they run beside each other, each pair of places on its own. */
    private void pagesAndBlackouts(Set<String> parts) throws IOException, InterruptedException, ExecutionException {
        List<PageTrials> quick = new ArrayList<>();
        List<PageTrials> slow = new ArrayList<>();
        List<Blackouts> blackouts = new ArrayList<>();
        List<Watched> all = new ArrayList<>();
        int number = 0;
        if (parts.contains("pages")) {
            for (int i = 0; i < PAGE_PAIRS; i++) {
                all.add(new Watched(new Rivals.Pair(work, ++number), Rivals.quick(), PageTrials.NAMES));
                quick.add(new PageTrials(
                        all.get(number - 1), new PageTrials.Order(QUICK_LIMIT, seed + number, recorder)));
            }
            for (int i = 0; trials > 1 && i < SLOW_PAIRS; i++) {
                all.add(new Watched(new Rivals.Pair(work, ++number), Rivals.SLOW, PageTrials.NAMES));
                slow.add(
                        new PageTrials(all.get(number - 1), new PageTrials.Order(SLOW_LIMIT, seed + number, recorder)));
            }
        }
        if (parts.contains("blackouts")) {
            for (int i = 0; i < BLACKOUT_PAIRS; i++) {
                all.add(new Watched(new Rivals.Pair(work, ++number), List.of(Rivals.values()), Map.of("www", 5)));
                blackouts.add(new Blackouts(all.get(number - 1), seed + number, recorder));
            }
        }
        List<Future<?>> starts = new ArrayList<>();
        for (Watched each : all) {
            starts.add(threads.submit(() -> {
                each.start();
                return null;
            }));
        }
        for (Future<?> each : starts) {
            each.get();
        }
        List<Task> tasks =
                all.stream().flatMap(each -> each.systems.keySet().stream()).toList();
        settings(all);
        try (Unbound unbound = new Unbound(tasks, work)) {
            PageTrials.Resolving resolving = new PageTrials.Resolving(unbound, clock, threads);
            Map<String, List<Part>> work = new LinkedHashMap<>();
            for (PageTrials each : quick) {
                work.computeIfAbsent("pages", key -> new ArrayList<>())
                        .add(() -> pages(each, resolving, trials, quick.indexOf(each)));
            }
            for (PageTrials each : slow) {
                work.get("pages").add(() -> pages(each, resolving, 1, slow.indexOf(each)));
            }
            for (Blackouts each : blackouts) {
                work.computeIfAbsent("blackouts", key -> new ArrayList<>()).add(() -> {
                    for (int i = 0; i < 2 * trials - 1; i++) {
                        each.round(threads);
                    }
                });
            }
            Programs.pause(WARM_UP);
            List<Future<?>> running = new ArrayList<>();
            for (Map.Entry<String, List<Part>> each : work.entrySet()) {
                running.add(threads.submit(() -> {
                    part(each.getKey(), () -> together(each.getValue()));
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            quick.forEach(PageTrials::close);
            slow.forEach(PageTrials::close);
            blackouts.forEach(Blackouts::close);
        }
    }

    private void settings(List<Watched> all) {
        Map<String, String> settings = new LinkedHashMap<>();
        all.forEach(each -> each.systems.values().forEach(peer -> settings.put(peer.label(), peer.settings())));
        settings.forEach((system, text) -> recorder.add("setting", "part", "pages", "system", system, "text", text));
    }

    private void together(List<Part> parts) throws InterruptedException, ExecutionException {
        List<Future<?>> running = new ArrayList<>();
        for (Part each : parts) {
            running.add(threads.submit(() -> {
                each.run();
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
    }

    /** Each kind this often; every other pair begins with the other kind. */
    private static void pages(PageTrials pair, PageTrials.Resolving resolving, int times, int turn) throws IOException {
        pair.start(resolving);
        for (int i = 0; i < 2 * times; i++) {
            pair.trial((i + turn) % 2 == 0 ? "crash" : "hang");
        }
    }

    /** What share of all processors' time was not idle; of the whole machine, as far as it is seen from here. */
    record Busy(long all, long idle) {

        static Busy now() {
            try {
                String[] fields = Files.readAllLines(Path.of("/proc/stat"))
                        .get(0)
                        .substring(5)
                        .split(" ", -1);
                long all = 0;
                for (String field : fields) {
                    all += Long.parseLong(field);
                }
                return new Busy(all, Long.parseLong(fields[3]) + Long.parseLong(fields[4]));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        double since(Busy before) {
            return 1 - (idle - before.idle) / (double) (all - before.all);
        }
    }
}
