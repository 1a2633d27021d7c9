package io.github.dnsfailover.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What one plain HTTP check costs: ours beside HAProxy and gdnsd, and 10,000 endpoints from one JVM.
 *
 * <p><b>Method.</b> In a network namespace of its own that has only a loopback. A second HAProxy answers on every
 * address of 127.10.0.0/16; its CPU is not counted, its counter says how many requests came. Each checker makes a GET
 * with a new connection every 2 s to 2,000, then to 5,000 endpoints, all healthy; it warms up, ours for a minute, then
 * its CPU time is read from {@code /proc} before and after the measured time and divided by the requests that came.
 * For the third run ours checks 10,000 endpoints every 10 s, of which 1 % accept and never answer. A probe is late if
 * it began more than 10 % and 250 ms after its interval. Heap is what is left after a collection, less what was there
 * before the engine.
 */
public final class ProbeBench {

    static final int PORT = 18081;
    private static final int STATISTICS_PORT = 18089;
    private static final Duration WARM_UP = Duration.ofSeconds(Long.getLong("bench.warmup", 60));
    private static final Duration MEASURED = Duration.ofSeconds(Long.getLong("bench.seconds", 20));
    private static final int MANY = 10_000;
    private static final int MANY_HANGING = 100; // the last ones: 127.10.39.151 to 127.10.39.250

    private final Path work;
    private final String namespace = "bench" + ProcessHandle.current().pid();

    private ProbeBench(Path work) throws IOException {
        this.work = work;
    }

    /** Microseconds of CPU a check, and checks a second. */
    private record Cost(double micros, double rate) {}

    static String address(int index) {
        return "127.10." + index / 250 + "." + (index % 250 + 1);
    }

    /** Runs it all. */
    public static void main(String[] args) throws Exception {
        System.out.println();
        System.out.println("Probe bench on Java " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors");
        ProbeBench bench = new ProbeBench(Files.createTempDirectory("bench-probe"));
        bench.runInNamespace();
    }

    private void runInNamespace() throws IOException, InterruptedException {
        Programs.output(Programs.find("ip", "iproute2"), "netns", "add", namespace);
        Process responder = null;
        try {
            Programs.output(Programs.find("ip", "iproute2"), "-n", namespace, "link", "set", "lo", "up");
            responder = inside(responder());
            Programs.pause(Duration.ofSeconds(2));
            for (int endpoints : new int[] {2_000, 5_000}) {
                Cost haproxy = measure("HAProxy", endpoints, inside(haproxy(endpoints)), Duration.ofSeconds(6));
                Cost gdnsd = measure("gdnsd", endpoints, inside(gdnsd(endpoints)), Duration.ofSeconds(6));
                Cost ours = measure("ours", endpoints, inside(ours(endpoints, 2, 0)), WARM_UP);
                String rate = endpoints == 2_000 ? ".at_1000" : ""; // a second
                result("probe.cpu.ours" + rate, ours.micros(), "us");
                result("probe.cpu.ratio_to_haproxy" + rate, ours.micros() / haproxy.micros(), "x");
                result("probe.cpu.ratio_to_gdnsd" + rate, ours.micros() / gdnsd.micros(), "x");
            }
            many();
        } finally {
            if (responder != null) {
                Programs.end(responder);
            }
            Programs.output(Programs.find("ip", "iproute2"), "netns", "del", namespace);
        }
    }

    private Process inside(List<String> command) throws IOException {
        List<String> whole = new ArrayList<>(List.of(Programs.find("ip", "iproute2"), "netns", "exec", namespace));
        whole.addAll(command);
        return new ProcessBuilder(whole)
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(work.resolve("errors").toFile()))
                .start();
    }

    private List<String> responder() throws IOException {
        Path file = Files.writeString(work.resolve("responder.cfg"), """
                global
                  maxconn 5000
                defaults
                  mode http
                  timeout client 20s
                  timeout server 20s
                  timeout connect 5s
                  timeout tarpit 60s
                frontend answers
                  bind 0.0.0.0:%d
                  acl hangs dst 127.10.39.151 127.10.39.152/29 127.10.39.160/27 127.10.39.192/27
                  acl hangs dst 127.10.39.224/28 127.10.39.240/29 127.10.39.248/31 127.10.39.250
                  http-request tarpit if hangs
                  http-request return status 200 content-type text/plain string ok
                frontend statistics
                  bind 127.0.0.1:%d
                  stats enable
                  stats uri /s
                """.formatted(PORT, STATISTICS_PORT));
        return List.of(Programs.find("haproxy", "haproxy"), "-db", "-f", file.toString());
    }

    private List<String> haproxy(int endpoints) throws IOException {
        StringBuilder text = new StringBuilder("""
                global
                  maxconn 100
                defaults
                  mode http
                  timeout connect 1s
                  timeout client 5s
                  timeout server 5s
                backend sites
                  option httpchk GET /index.html
                  default-server check inter 2s fall 3 rise 2
                """);
        for (int i = 0; i < endpoints; i++) {
            text.append("  server s")
                    .append(i)
                    .append(' ')
                    .append(address(i))
                    .append(':')
                    .append(PORT)
                    .append('\n');
        }
        text.append("frontend nobody\n  bind 127.0.0.1:18090\n  default_backend sites\n");
        Path file = Files.writeString(work.resolve("haproxy.cfg"), text);
        return List.of(Programs.find("haproxy", "haproxy"), "-db", "-f", file.toString());
    }

    private List<String> gdnsd(int endpoints) throws IOException {
        Path folder = Files.createDirectories(work.resolve("gdnsd" + endpoints));
        for (String name : List.of("zones", "run", "state")) {
            Files.createDirectories(folder.resolve(name));
        }
        StringBuilder text = new StringBuilder("""
                options => { listen => [ 127.0.0.1 ], dns_port => 15355, run_dir => "%s/run", state_dir => "%s/state" }
                service_types => { web => { plugin => http_status, port => %d, url_path => "/index.html", interval => 2,
                  timeout => 1, up_thresh => 2, ok_thresh => 3, down_thresh => 3 } }
                plugins => { multifo => { service_types => [ web ]
                """.formatted(folder, folder, PORT));
        for (int group = 0; group * 50 < endpoints; group++) {
            text.append("r").append(group).append(" => {");
            for (int i = group * 50; i < Math.min(endpoints, group * 50 + 50); i++) {
                text.append(" a").append(i).append(" => ").append(address(i));
            }
            text.append(" }\n");
        }
        Files.writeString(folder.resolve("config"), text.append("} }\n"));
        Files.writeString(folder.resolve("zones").resolve("example.test"), """
                @ 5 SOA ns1 hostmaster ( 1 7200 1800 259200 5 )
                @ 300 NS ns1
                ns1 300 A 127.0.0.1
                r0 30 DYNA multifo!r0
                """);
        return List.of(Programs.find("gdnsd", "gdnsd"), "-c", folder.toString(), "start");
    }

    private static List<String> ours(int endpoints, int seconds, int hanging) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ProbeLoad.class.getName(),
                String.valueOf(endpoints),
                String.valueOf(seconds),
                String.valueOf(hanging));
    }

    private Cost measure(String name, int endpoints, Process process, Duration warmUp)
            throws IOException, InterruptedException {
        try {
            Programs.pause(warmUp);
            long requestsBefore = requests();
            double cpuBefore = cpuSeconds(process);
            ProcessTime before = ProcessTime.of(process.pid());
            long begun = System.nanoTime();
            Programs.pause(MEASURED);
            ProcessTime after = ProcessTime.of(process.pid());
            double cpu = cpuSeconds(process) - cpuBefore;
            double seconds = (System.nanoTime() - begun) / 1e9;
            long requests = requests() - requestsBefore;
            if (!process.isAlive() || requests == 0) {
                throw new IllegalStateException(
                        name + " made " + requests + " checks:\n" + Programs.lastLines(work.resolve("errors")));
            }
            Cost cost = new Cost(cpu / requests * 1e6, requests / seconds);
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %,6d endpoints: %,6.0f checks/s, %6.1f us of CPU a check%s%n",
                    name,
                    endpoints,
                    cost.rate(),
                    cost.micros(),
                    name.equals("ours") ? ", " + after.jitSince(before) : "");
            return cost;
        } finally {
            Programs.end(process);
        }
    }

    private void many() throws IOException, InterruptedException {
        Process process = inside(ours(MANY, 10, MANY_HANGING));
        try (BufferedReader answers =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            answers.readLine();
            Programs.pause(WARM_UP.plusSeconds(30)); // 400 pools begin a second; then probes of doubt are over
            String[] before = ask(process, answers);
            ProcessTime before10k = ProcessTime.of(process.pid());
            long begun = System.nanoTime();
            Programs.pause(MEASURED.multipliedBy(2));
            ProcessTime after10k = ProcessTime.of(process.pid());
            double share = (after10k.all() - before10k.all()) * 1e9 / (System.nanoTime() - begun);
            String[] after = ask(process, answers);
            long probes = Long.parseLong(after[1]) - Long.parseLong(before[1]);
            long late = Long.parseLong(after[3]) - Long.parseLong(before[3]);
            System.out.printf(
                    Locale.ROOT,
                    "%,d endpoints at 10 s, %d hang: %,d probes, of which %d late; %.2f cores, %s%n",
                    MANY,
                    MANY_HANGING,
                    probes,
                    late,
                    share,
                    after10k.jitSince(before10k));
            result("probe.endpoint.heap", Double.parseDouble(after[5]) / MANY, "bytes");
            result("probe.scale10k.late", late / (double) probes, "share");
            result("probe.scale10k.cpu", share, "cores");
        } finally {
            Programs.end(process);
        }
    }

    private static String[] ask(Process process, BufferedReader answers) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return answers.readLine().split(" ", -1);
    }

    /** User and system time of a process and its children that still run, from /proc. */
    private double cpuSeconds(Process process) throws IOException {
        double sum = ProcessTime.of(process.pid()).all();
        for (ProcessHandle child : process.descendants().toList()) {
            sum += ProcessTime.of(child.pid()).all();
        }
        return sum;
    }

    private long requests() throws IOException, InterruptedException {
        Process curl =
                inside(List.of(Programs.find("curl", "curl"), "-s", "http://127.0.0.1:" + STATISTICS_PORT + "/s;csv"));
        String csv = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        curl.waitFor(5, TimeUnit.SECONDS);
        String[] names = csv.lines().findFirst().orElse("").split(",", -1);
        for (String line : csv.lines().toList()) {
            String[] fields = line.split(",", -1);
            if (fields[0].equals("answers") && fields[1].equals("FRONTEND")) {
                for (int i = 0; i < names.length; i++) {
                    if (names[i].equals("req_tot")) {
                        return Long.parseLong(fields[i]);
                    }
                }
            }
        }
        throw new IllegalStateException("no statistics of the responder: " + csv);
    }

    private static void result(String name, double value, String unit) {
        System.out.printf(Locale.ROOT, value < 100 ? "result %s %.4g %s%n" : "result %s %.0f %s%n", name, value, unit);
    }
}
