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
 * What one plain HTTP check costs: ours beside HAProxy, gdnsd and blackbox_exporter, and 10,000 endpoints from one JVM.
 *
 * <p><b>Method.</b> In a network namespace of its own that has only a loopback. A second HAProxy answers on every
 * address of 127.10.0.0/16; its CPU is not counted, its counter says how many requests came. Each checker makes a GET
 * with a new connection every 2 s to 2,000, then to 5,000 endpoints, all healthy; it warms up, ours for a minute, then
 * its CPU time is read from {@code /proc} before and after the measured time and divided by the requests that came.
 * blackbox_exporter probes when it is scraped, and has 2,000 endpoints only; a third HAProxy scrapes it, one health
 * check for each probe, whose CPU is told apart.
 * For the third run ours checks 10,000 endpoints every 10 s, of which 1 % accept and never answer. A probe is late if
 * it began more than 10 % and 250 ms after its interval. Heap is what is left after a collection, less what was there
 * before the engine.
 */
public final class ProbeBench {

    static final int PORT = 18081;
    private static final int STATISTICS_PORT = 18089;
    private static final int EXPORTER_PORT = 9115;
    private static final int FEW = 2_000;
    private static final Duration WARM_UP = Duration.ofSeconds(Long.getLong("bench.warmup", 60));
    private static final Duration MEASURED = Duration.ofSeconds(Long.getLong("bench.seconds", 20));
    private static final int MANY = 10_000;
    private static final int MANY_HANGING = 100; // the last ones: 127.10.39.151 to 127.10.39.250

    private final Path work;

    /** The beginning of a command that runs where the endpoints are. */
    private final List<String> where;

    private ProbeBench(Path work, List<String> where) {
        this.work = work;
        this.where = where;
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
        String ip = Programs.find("ip", "iproute2");
        String namespace = "bench" + ProcessHandle.current().pid();
        Programs.output(ip, "netns", "add", namespace);
        try {
            Programs.output(ip, "-n", namespace, "link", "set", "lo", "up");
            new ProbeBench(Files.createTempDirectory("bench-probe"), List.of(ip, "netns", "exec", namespace)).run();
        } finally {
            Programs.output(ip, "netns", "del", namespace);
        }
    }

    /** The costs at 2,000 endpoints, for the comparison; this process is in a namespace that has a loopback. */
    static void compare(Path work, Recorder recorder) throws IOException, InterruptedException {
        new ProbeBench(Files.createDirectories(work.resolve("probe")), List.of()).record(FEW, recorder);
    }

    private void run() throws IOException, InterruptedException {
        Process responder = responding();
        try {
            for (int endpoints : new int[] {FEW, 5_000}) {
                Cost haproxy = haproxyCost(endpoints);
                Cost gdnsd = gdnsdCost(endpoints);
                Cost ours = measure("ours", endpoints, inside(ours(endpoints, 2, 0)), WARM_UP);
                String rate = endpoints == FEW ? ".at_1000" : ""; // a second
                result("probe.cpu.ours" + rate, ours.micros(), "us");
                result("probe.cpu.ratio_to_haproxy" + rate, ours.micros() / haproxy.micros(), "x");
                result("probe.cpu.ratio_to_gdnsd" + rate, ours.micros() / gdnsd.micros(), "x");
                if (endpoints == FEW) {
                    double blackbox = blackbox(endpoints).get(0).micros();
                    result("probe.cpu.ratio_to_blackbox" + rate, ours.micros() / blackbox, "x");
                }
            }
            many();
        } finally {
            Programs.end(responder);
        }
    }

    private void record(int endpoints, Recorder recorder) throws IOException, InterruptedException {
        Process responder = responding();
        try {
            record("HAProxy", endpoints, haproxyCost(endpoints), recorder);
            record("gdnsd", endpoints, gdnsdCost(endpoints), recorder);
            record("ours", endpoints, measure("ours", endpoints, inside(ours(endpoints, 2, 0)), WARM_UP), recorder);
            List<Cost> blackbox = blackbox(endpoints);
            record("blackbox_exporter", endpoints, blackbox.get(0), recorder);
            record("scraper", endpoints, blackbox.get(1), recorder);
        } finally {
            Programs.end(responder);
        }
    }

    private static void record(String checker, int endpoints, Cost cost, Recorder recorder) {
        recorder.add(
                "probe",
                "checker",
                checker,
                "endpoints",
                endpoints,
                "micros",
                String.format(Locale.ROOT, "%.1f", cost.micros()),
                "rate",
                String.format(Locale.ROOT, "%.0f", cost.rate()));
    }

    private Process responding() throws IOException {
        Process responder = inside(responder());
        Programs.pause(Duration.ofSeconds(2));
        return responder;
    }

    private Cost haproxyCost(int endpoints) throws IOException, InterruptedException {
        return measure("HAProxy", endpoints, inside(haproxy(endpoints)), Duration.ofSeconds(6));
    }

    private Cost gdnsdCost(int endpoints) throws IOException, InterruptedException {
        return measure("gdnsd", endpoints, inside(gdnsd(endpoints)), Duration.ofSeconds(6));
    }

    /** Its cost, and that of what scrapes it. */
    private List<Cost> blackbox(int endpoints) throws IOException, InterruptedException {
        Path module = Files.writeString(work.resolve("blackbox.yml"), """
            modules:
              page:
                prober: http
                timeout: 1s
                http:
                  preferred_ip_protocol: ip4
                  follow_redirects: false
            """);
        Process exporter = inside(List.of(
                Programs.find("prometheus-blackbox-exporter", "prometheus-blackbox-exporter"),
                "--config.file=" + module,
                "--web.listen-address=127.0.0.1:" + EXPORTER_PORT,
                "--log.level=error"));
        Programs.pause(Duration.ofSeconds(1));
        Process scraper = inside(scraper(endpoints));
        return measure("blackbox", endpoints, List.of(exporter, scraper), Duration.ofSeconds(10));
    }

    /** A health check for each probe. */
    private List<String> scraper(int endpoints) throws IOException {
        StringBuilder text = new StringBuilder("""
            global
              maxconn 100
            defaults
              mode http
              timeout connect 1s
              timeout client 5s
              timeout server 5s
              default-server check inter 2s fall 3 rise 2
            """);
        for (int i = 0; i < endpoints; i++) {
            text.append("backend b" + i + "\n  option httpchk GET /probe?module=page&target=http://" + address(i) + ":"
                    + PORT + "/index.html\n  server s 127.0.0.1:" + EXPORTER_PORT + "\n");
        }
        text.append("frontend nobody\n  bind 127.0.0.1:18091\n  default_backend b0\n");
        Path file = Files.writeString(work.resolve("scraper.cfg"), text);
        return List.of(Programs.find("haproxy", "haproxy"), "-db", "-f", file.toString());
    }

    private Process inside(List<String> command) throws IOException {
        List<String> whole = new ArrayList<>(where);
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
        return measure(name, endpoints, List.of(process), warmUp).get(0);
    }

    /** What each process takes for a check; they are ended. */
    private List<Cost> measure(String name, int endpoints, List<Process> processes, Duration warmUp)
            throws IOException, InterruptedException {
        try {
            Programs.pause(warmUp);
            long requestsBefore = requests();
            List<Double> cpuBefore = cpuSeconds(processes);
            ProcessTime before = ProcessTime.of(processes.get(0).pid());
            long begun = System.nanoTime();
            Programs.pause(MEASURED);
            ProcessTime after = ProcessTime.of(processes.get(0).pid());
            List<Double> cpuAfter = cpuSeconds(processes);
            double seconds = (System.nanoTime() - begun) / 1e9;
            long requests = requests() - requestsBefore;
            if (!processes.get(0).isAlive() || requests == 0) {
                throw new IllegalStateException(
                        name + " made " + requests + " checks:\n" + Programs.lastLines(work.resolve("errors")));
            }
            List<Cost> costs = new ArrayList<>();
            for (int i = 0; i < processes.size(); i++) {
                costs.add(new Cost((cpuAfter.get(i) - cpuBefore.get(i)) / requests * 1e6, requests / seconds));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %,6d endpoints: %,6.0f checks/s, %6.1f us of CPU a check%s%n",
                    name,
                    endpoints,
                    costs.get(0).rate(),
                    costs.get(0).micros(),
                    name.equals("ours") ? ", " + after.jitSince(before) : "");
            return costs;
        } finally {
            processes.forEach(Programs::end);
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

    private static List<Double> cpuSeconds(List<Process> processes) throws IOException {
        List<Double> seconds = new ArrayList<>();
        for (Process each : processes) {
            seconds.add(cpuSeconds(each));
        }
        return seconds;
    }

    /** User and system time of a process and its children that still run, from /proc. */
    private static double cpuSeconds(Process process) throws IOException {
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
