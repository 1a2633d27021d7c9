package io.github.dnsfailover.examples.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;

/** A program that runs with files of its own in a temporary folder, and is killed by its id. Confined to one thread. */
final class Program implements AutoCloseable {

    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/usr/local/bin");
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Process process;
    private final Thread lastWill;

    /** Starts it. */
    Program(Path folder, List<String> command) throws IOException {
        Path log = folder.resolve("log");
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        lastWill = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(lastWill);
    }

    /**
     * Where a program is. Without it the calling test is skipped, and fails with {@code -Dreal.required=true}.
     *
     * @param debianPackage what brings it
     */
    static String installed(String program, String debianPackage) {
        for (String folder : FOLDERS) {
            Path file = Path.of(folder, program);
            if (Files.isExecutable(file)) {
                return file.toString();
            }
        }
        String message = program + " is not installed (Debian: " + debianPackage + "): a real one is NOT tested here";
        System.err.println("*** " + message + " ***");
        if (Boolean.getBoolean("real.required")) {
            throw new AssertionError(message + ", although real.required=true");
        }
        return Assumptions.abort(message);
    }

    /** What a program says that ends by itself, and whether it ended well. */
    record Ended(int code, String said) {}

    /** Runs one to its end. */
    static Ended run(Path folder, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Ended(process.waitFor(), said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Looks again and again until something is so; nobody ever releases the permit that it waits for. */
    static void await(Supplier<String> what, Duration limit, BooleanSupplier there) {
        long end = System.nanoTime() + limit.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + limit.toSeconds() + " s: " + what.get());
            }
            try {
                boolean unused = new Semaphore(0).tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    /** As a power cut would: by KILL, with those that it has started. */
    void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        end();
    }

    private void end() {
        try {
            if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(lastWill);
        } catch (IllegalStateException e) {
            // This process ends just now.
        }
    }
}
