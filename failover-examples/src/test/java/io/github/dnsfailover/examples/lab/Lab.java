package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The lab: {@code mvn -q -Plab}, or {@code -Dlab.form=full} for all steps at the library's own pace; {@code
 * -Dlab.steps=stop,site} chooses steps, and {@code all} takes all of them; {@code -Dlab.dns=knot}, {@code dyn} or
 * {@code route53} have the zone elsewhere. Needs root on Linux.
 *
 * <p>Ends with 0 if all came as expected, with 1 if something did not or the lab's own code is at fault, with 2 if its
 * servers did not come up, with 3 if it cannot run on this machine. The last line says which.
 */
public final class Lab {

    private static final int NOT_AS_EXPECTED = 1;
    private static final int FAILED = 2;
    private static final int CANNOT_RUN = 3;
    private static final Path LOCK = Path.of("/run/dnsfailover-lab.lock");

    /** Programs, and the Debian packages that they are in. */
    private static final Map<String, String> PROGRAMS = programs();

    private final Wanted wanted;
    private final Path results;

    /** From the first step on; before it, what fails is the lab. */
    private volatile boolean playing;

    private Lab(Wanted wanted, Path results) {
        this.wanted = wanted;
        this.results = results;
    }

    /** Takes {@code lab.form}, {@code lab.steps} and {@code lab.results} from the system properties. */
    public static void main(String[] args) {
        System.exit(run());
    }

    private static int run() {
        try {
            return lab().locked();
        } catch (CannotRun e) {
            System.out.println("lab cannot run: " + e.getMessage());
            return CANNOT_RUN;
        } catch (IOException | IllegalStateException e) { // such as a server that is not up in time
            System.out.println("lab failed: " + e);
            return FAILED;
        } catch (RuntimeException e) {
            System.out.println("lab NOT ok: a fault of its own: " + e);
            return NOT_AS_EXPECTED;
        }
    }

    private static Lab lab() throws CannotRun, IOException {
        try {
            Wanted wanted = Wanted.of(System.getProperties());
            requireAll(wanted.dns());
            return new Lab(wanted, Path.of(System.getProperty("lab.results", "target/lab")));
        } catch (IllegalArgumentException e) {
            throw new CannotRun(e.getMessage());
        }
    }

    private static Map<String, String> programs() {
        Map<String, String> programs = new LinkedHashMap<>();
        programs.put("ip", "iproute2");
        programs.put("sysctl", "procps");
        programs.put("nft", "nftables");
        programs.put("apache2", "apache2-bin");
        programs.put("named", "bind9");
        programs.put("dig", "bind9-dnsutils");
        programs.put("nsupdate", "bind9-dnsutils");
        programs.put("unbound", "unbound");
        programs.put("unbound-control", "unbound");
        programs.put("postgres", "postgresql");
        programs.put("exim4", "exim4-daemon-light");
        programs.put("bird", "bird2");
        programs.put("birdc", "bird2");
        programs.put("socat", "socat");
        programs.put("curl", "curl");
        programs.put("setpriv", "util-linux");
        return programs;
    }

    private static void requireAll(Dns dns) throws CannotRun, IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new CannotRun("it needs Linux, and this is " + System.getProperty("os.name"));
        }
        if (!System.getProperty("user.name").equals("root")) {
            throw new CannotRun("it needs root, and this is " + System.getProperty("user.name"));
        }
        List<String> missing = new ArrayList<>();
        PROGRAMS.forEach((program, debian) -> {
            if (Installed.find(program).isEmpty()) {
                missing.add(program + " (Debian: " + debian + ")");
            }
        });
        if (dns == Dns.KNOT && Installed.find("knotd").isEmpty()) {
            missing.add("knotd (Debian: knot)");
        }
        if (!missing.isEmpty()) {
            throw new CannotRun("missing: " + String.join(", ", missing));
        }
    }

    /** One at a time: each begins with the removal of what begins with the prefix. */
    private int locked() throws CannotRun, IOException {
        try (FileChannel channel = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new CannotRun("another lab runs; it holds " + LOCK);
            }
            return inNamespaces();
        }
    }

    private int inNamespaces() throws CannotRun, IOException {
        Path work = Files.createTempDirectory("dnsfailover-lab");
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x")); // servers change their user
        Runtime.getRuntime().addShutdownHook(new Thread(() -> removeAll(work))); // Ctrl-C, too
        Story story = new Story(System.out);
        CountDownLatch ended = new CountDownLatch(1);
        watch(ended);
        try (Topology net = topology()) {
            story.tell("namespaces, lines and filters are made");
            Parts parts = new Parts(work, wanted, net);
            Optional<String> lacking = parts.link().lacking();
            if (lacking.isPresent()) {
                throw new CannotRun(lacking.get());
            }
            story.tell("all servers run");
            play(new Script(parts, story), story);
        } finally {
            ended.countDown();
            keep(work, story);
        }
        System.out.println("\n" + story.table());
        boolean good = story.isAsExpected();
        System.out.println(
                (good ? "lab ok: all as expected" : "lab NOT ok: see the table") + "; " + results.resolve("story.md"));
        return good ? 0 : NOT_AS_EXPECTED;
    }

    /** A step that breaks off is not as expected either: no engine leads, say. What would come after it is left out. */
    private void play(Script script, Story story) {
        playing = true;
        try {
            for (Step step : wanted.steps()) {
                script.play(step);
            }
        } catch (IOException | RuntimeException e) {
            story.row(new Row(story.step(), "the step comes to its end", e.toString(), false));
        }
    }

    private static Topology topology() throws CannotRun {
        try {
            return Topology.make();
        } catch (IOException e) {
            throw new CannotRun("the kernel, or its rights here, lack something: "
                    + e.getMessage().strip());
        }
    }

    /** Ends all if something hangs for good. */
    private void watch(CountDownLatch ended) {
        Duration each = (wanted.form() == Form.SHORT ? Duration.ofMinutes(1) : Duration.ofMinutes(8))
                .plus(wanted.dns().calm());
        Duration limit = each.multipliedBy(wanted.steps().size()).plusMinutes(2);
        Thread watch = new Thread(
                () -> {
                    try {
                        if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                            System.exit(late(limit));
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "lab-watchdog");
        watch.setDaemon(true);
        watch.start();
    }

    private int late(Duration limit) {
        System.out.println((playing ? "lab NOT ok: not at its end after " : "lab failed: its servers are not up after ")
                + limit.toMinutes() + " min");
        return playing ? NOT_AS_EXPECTED : FAILED;
    }

    private static void removeAll(Path work) {
        try {
            Topology.removeAll();
            delete(work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path work) throws IOException {
        if (Boolean.getBoolean("lab.keep") || !Files.exists(work)) {
            return;
        }
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The page, the logs of client and engines, and the mails stay; the rest goes. */
    private void keep(Path work, Story story) throws IOException {
        story.write(results.resolve("story.md"), """
                # The lab, %s form, %s

                A VXLAN stands for the VLAN of the private link. BGP has a password (TCP MD5). The resolver is an
                unbound%s. Engines reach the store by TLS, and mail by STARTTLS.
                """.formatted(
                        wanted.form().name().toLowerCase(Locale.ROOT),
                        wanted.dns(),
                        wanted.dns().isVendor()
                                ? " before a zone that is not signed"
                                : " that validates with the key of the zone"));
        List<Path> kept = new ArrayList<>(Stream.of("client.log", "keeper.log", "engine-dc1.log", "engine-aws.log")
                .map(work::resolve)
                .toList());
        try (DirectoryStream<Path> pictures = Files.newDirectoryStream(work, "*.png")) {
            pictures.forEach(kept::add);
        }
        for (Path file : kept) {
            keep(file, file.getFileName().toString());
        }
        keep(work.resolve("exim/mail/all"), "mails.txt");
        if (Boolean.getBoolean("lab.keep")) {
            System.out.println("everything is kept in " + work);
        }
    }

    private void keep(Path file, String name) throws IOException {
        if (Files.exists(file)) {
            Files.copy(file, results.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
