package io.github.dnsfailover.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.dnsfailover.internal.wire.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How a program is killed where this JVM is process 1, as in many containers. A process that loses its parent becomes
 * a child of process 1 and stays a zombie for good: the JVM buries only what it has started itself. So what a program
 * has started is killed before it, the last first, and each parent gets a moment to bury its child. A script goes on
 * with its next command meanwhile; what it leaves behind then is found by a mark in its environment. One for each
 * run, confined to its thread.
 */
final class ProcessOne {

    private static final boolean HERE = ProcessHandle.current().pid() == 1;
    private static final String MARK = "DNSFAILOVER_PROBE_THREAD";

    /** For all burials: a level of descendants takes some milliseconds, more where there is no processor time. */
    private static final Duration BURIALS = Duration.ofMillis(500);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
    private static final int MOST_LOOKS = 20; // for what escaped; each finds what was started since the one before

    private final String mark = Long.toString(Thread.currentThread().getId());

    private ProcessOne() {}

    /** Empty if this JVM has another number. */
    static Optional<ProcessOne> ifHere() {
        return HERE ? Optional.of(new ProcessOne()) : Optional.empty();
    }

    /** Marks the environment of a program that is to be started. */
    void mark(Map<String, String> environment) {
        environment.put(MARK, mark);
    }

    /** Kills the program and all that it started; blocks for at most as long as burials and looks may take. */
    void kill(Process program) {
        try {
            killFromBelow(program);
            program.destroyForcibly();
            killEscaped(program);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // no time for burials then
            List<ProcessHandle> descendants = program.descendants().toList();
            program.destroyForcibly();
            descendants.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static void killFromBelow(Process program) throws InterruptedException {
        Deadline deadline = Deadline.in(BURIALS);
        List<ProcessHandle> descendants = program.descendants().toList();
        while (!descendants.isEmpty() && !deadline.passed()) {
            Set<ProcessHandle> parents = new HashSet<>();
            descendants.forEach(each -> each.parent().ifPresent(parents::add));
            descendants.stream().filter(each -> !parents.contains(each)).forEach(ProcessHandle::destroyForcibly);
            program.waitFor(BETWEEN_LOOKS.toNanos(), TimeUnit.NANOSECONDS);
            descendants = program.descendants().toList();
        }
    }

    /** Looks until the program has ended and nothing is left that is its, or may be. */
    private void killEscaped(Process program) throws InterruptedException {
        boolean clean = false;
        for (int i = 0; i < MOST_LOOKS && !clean; i++) {
            clean = program.waitFor(BETWEEN_LOOKS.toNanos(), TimeUnit.NANOSECONDS);
            for (ProcessHandle each : ProcessHandle.current().descendants().toList()) {
                String environment = environment(each);
                boolean unknown = environment.isEmpty() && !isZombie(each); // it is just becoming another program
                boolean ours = environment.contains("\0" + MARK + "=" + mark + "\0");
                if (ours) {
                    each.destroyForcibly();
                }
                clean &= !unknown && !ours;
            }
        }
    }

    /** Each variable between zeros; nothing of a zombie, and of one that has gone. */
    private static String environment(ProcessHandle process) {
        String text = read(process, "environ");
        return text.isEmpty() ? text : "\0" + text;
    }

    /** The state comes after the name, which stands in brackets: proc(5). */
    private static boolean isZombie(ProcessHandle process) {
        String status = read(process, "stat");
        return status.isEmpty() || status.startsWith(") Z", status.lastIndexOf(')'));
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file), ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has gone
        }
    }
}
