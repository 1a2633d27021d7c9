package io.github.dnsfailover.examples.clients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Programs of this machine, as plain processes that are ended by pid. */
final class Programs {

    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin");
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private Programs() {}

    /** Where a program is; without it there is nothing to measure. */
    static String find(String program, String debianPackage) {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        program + " is not installed; on Debian: apt-get install " + debianPackage));
    }

    static Process start(Path log, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** What a program prints, which must end well, and by itself. */
    static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return said;
    }

    /** A process and those that it has started. */
    static void signal(Process process, String name) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/kill", "-" + name));
        family(process).forEach(each -> command.add(String.valueOf(each.pid())));
        output(command.toArray(String[]::new));
    }

    private static List<ProcessHandle> family(Process process) {
        List<ProcessHandle> family = new ArrayList<>(List.of(process.toHandle()));
        family.addAll(process.descendants().toList());
        return family;
    }

    static void end(Process process) {
        List<ProcessHandle> family = family(process);
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        family.forEach(ProcessHandle::destroyForcibly);
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Waits without a busy loop; nobody ever releases the permit. */
    static void pause(Duration time) {
        try {
            boolean unused = new Semaphore(0).tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits until a time of {@link System#nanoTime}. */
    static void pauseUntil(long nanos) {
        pause(Duration.ofNanos(Math.max(0, nanos - System.nanoTime())));
    }

    /** Waits for something that must come. */
    static void await(String what, Duration limit, BooleanSupplier there) {
        await(() -> what, limit, there);
    }

    /** Waits for something that must come; the words are those of the time at which it has not. */
    static void await(Supplier<String> what, Duration limit, BooleanSupplier there) {
        long end = System.nanoTime() + limit.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("within " + limit + " it did not come to this: " + what.get());
            }
            pause(POLL);
        }
    }
}
