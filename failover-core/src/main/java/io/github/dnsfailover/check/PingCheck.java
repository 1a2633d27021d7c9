package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.internal.wire.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Sends ICMP echo requests by the system's {@code ping}, one each second until one is answered.
 *
 * <pre>{@code
 * PingCheck.bySystem()
 * }</pre>
 *
 * <p>An answer says that the host's kernel, or a router or firewall in its place, is alive and reachable. It says
 * nothing of the service: the kernel of a machine whose every process hangs still answers. Many networks drop ICMP or
 * limit its rate, which looks like death. Use it for what speaks nothing else, or {@link CombinedCheck combined}.
 *
 * <p>The JVM's own {@code InetAddress.isReachable} is never used: without the right to send ICMP it falls back to TCP
 * port 7 in silence, and there a firewall that drops looks like a dead host.
 *
 * <p>It needs the {@code ping} of iputils, which Linux distributions have, and the right to use it; containers often
 * lack both. A target with a name only is resolved by the JVM; its addresses are asked one after the other, each for an
 * equal share of the timeout, until one answers. The look-up cannot be interrupted and is not counted in the timeout.
 *
 * <p><b>Inconclusive</b>: the program could not be started, it could not ask (no route here, a firewall here that lets
 * nothing out if {@code ping} says so, or any status that does not mean "no answer"), a failed look-up, an interrupt.
 * Silence, and the word of a router on the way that the host cannot be reached, are unhealthy. The {@code ping} of 2022
 * says nothing of a firewall here that drops what it sends: that looks like silence.
 *
 * <p>Each probe is a process: some milliseconds of CPU. For tens of targets, not for thousands. Immutable and
 * thread-safe. A probe blocks the calling thread for at most the timeout; an interrupt ends it at once, with the
 * thread's flag left set. It starts no thread; the JVM has one of its own that waits for each process.
 */
public final class PingCheck implements HealthCheck {

    private static final List<Path> PLACES = List.of(Path.of("/usr/bin/ping"), Path.of("/bin/ping"));
    private static final Duration TRIAL = Duration.ofSeconds(2); // loopback answers within a millisecond
    private static final String NO_END = "no end within " + DetailText.of(TRIAL);
    private static final int NO_ANSWER = 1; // ping(8): 1 for no reply, 2 for other errors

    private final Path program;

    private PingCheck(Path program) {
        this.program = program;
    }

    /**
     * A check that uses {@code /usr/bin/ping} or {@code /bin/ping}. Runs it twice, to see that it is the right one and
     * may be used; blocks for some milliseconds, at most 4 s.
     *
     * @throws IllegalStateException if there is none, it is another one than that of iputils, or it cannot ping this
     *     host itself
     */
    public static PingCheck bySystem() {
        return from(PLACES);
    }

    static PingCheck from(List<Path> places) {
        Path program = places.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "ping: none of " + places + " is there; install iputils (Debian: iputils-ping)"));
        ProgramRun.Ended version = trial(List.of(program.toString(), "-V"));
        if (version.status() == ProgramRun.KILLED || !version.output().contains("iputils")) {
            String said = version.status() == ProgramRun.KILLED ? NO_END : version.firstLine();
            throw new IllegalStateException("ping: " + program + " is not that of iputils; it said: " + said);
        }
        ProgramRun.Ended loopback = trial(command(program, InetAddress.getLoopbackAddress(), TRIAL));
        if (loopback.status() != 0) {
            String said = loopback.status() == ProgramRun.KILLED ? NO_END : lastLine(loopback);
            throw new IllegalStateException("ping: " + program + " cannot ping this host itself: " + said
                    + "; the process needs the right to send ICMP (cap_net_raw, or net.ipv4.ping_group_range)");
        }
        return new PingCheck(program);
    }

    private static ProgramRun.Ended trial(List<String> command) {
        try {
            return ProgramRun.run(command, Deadline.in(TRIAL));
        } catch (IOException e) {
            throw new IllegalStateException("ping: could not be started: " + DetailText.said(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("ping: interrupted while it was tried", e);
        }
    }

    /** With a deadline in whole seconds, rounded up, after which ping gives up by itself; ours may come before. */
    private static List<String> command(Path program, InetAddress address, Duration limit) {
        long seconds = Math.max(1, limit.plusNanos(999_999_999).toSeconds());
        return List.of(program.toString(), "-n", "-c", "1", "-w", Long.toString(seconds), address.getHostAddress());
    }

    /**
     * Asks until there is an answer or time is up.
     *
     * @throws IllegalArgumentException if the timeout is zero, negative or longer than a day
     */
    @Override
    public HealthResult check(Target target, Duration timeout) {
        Arguments.timeout(timeout);
        Lookup.Found found = Lookup.addresses(target);
        if (found.addresses().isEmpty()) {
            return found.none();
        }
        List<InetAddress> addresses = found.addresses();
        Deadline deadline = Deadline.in(timeout);
        HealthResult result = HealthResult.inconclusive("not tried");
        for (int i = 0; i < addresses.size(); i++) {
            HealthResult now = ask(addresses.get(i), deadline.share(addresses.size() - i), timeout);
            if (now.verdict() == Verdict.HEALTHY || Thread.currentThread().isInterrupted()) {
                return now;
            }
            result = ConnectFailure.worse(result, now);
        }
        return result;
    }

    private HealthResult ask(InetAddress address, Deadline deadline, Duration timeout) {
        String silence = "no echo reply within " + DetailText.of(timeout);
        try {
            return judge(ProgramRun.run(command(program, address, deadline.left()), deadline), silence);
        } catch (IOException e) {
            return HealthResult.inconclusive("ping could not be started: " + DetailText.said(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HealthResult.inconclusive("interrupted");
        }
    }

    private static HealthResult judge(ProgramRun.Ended end, String silence) {
        if (end.status() == 0) {
            return HealthResult.healthy();
        }
        Optional<String> refused = line(end, text -> text.contains("sendmsg: ")); // what the kernel would not send
        boolean silent =
                end.status() == NO_ANSWER || end.status() == ProgramRun.KILLED; // ours comes before its own limit
        if (!silent || refused.isPresent()) {
            return HealthResult.inconclusive("ping could not ask: " + refused.orElse(lastLine(end)));
        }
        Optional<String> router = line(end, text -> text.startsWith("From ")); // an ICMP error
        return HealthResult.unhealthy(router.orElse(silence));
    }

    private static Optional<String> line(ProgramRun.Ended end, Predicate<String> wanted) {
        return end.output().lines().filter(wanted).findFirst().map(DetailText::foreign);
    }

    private static String lastLine(ProgramRun.Ended end) {
        return DetailText.foreign(end.output()
                .lines()
                .filter(line -> !line.isBlank())
                .reduce("exit status " + end.status(), (before, line) -> line));
    }

    @Override
    public String toString() {
        return "ping";
    }
}
