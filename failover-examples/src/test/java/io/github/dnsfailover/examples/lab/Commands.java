package io.github.dnsfailover.examples.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Programs that end by themselves, and waiting. */
final class Commands {

    private static final Duration LIMIT = Duration.ofSeconds(60); // making a database on a busy machine
    private static final Duration POLL = Duration.ofMillis(50);

    private Commands() {}

    /** How a program ended, and what it said on both streams. */
    record Ended(int code, String said) {}

    /** What a program prints, which must end well. */
    static String output(String... command) throws IOException {
        return output(List.of(command));
    }

    static String output(List<String> command) throws IOException {
        return outputOf(command, "");
    }

    /** The same of a program that reads. */
    static String outputOf(List<String> command, String input) throws IOException {
        Ended ended = run(command, input);
        if (ended.code() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + ended.code() + ": " + ended.said());
        }
        return ended.said();
    }

    /** A program that may fail. */
    static Ended run(List<String> command, String input) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(String.join(" ", command) + " did not end");
            }
            return new Ended(process.exitValue(), said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Waits without a busy loop; nobody ever releases the permit. */
    static void pause(Duration time) {
        try {
            boolean unused = new Semaphore(0).tryAcquire(Math.max(0, time.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits for something; false if it did not come. */
    static boolean comes(Duration limit, BooleanSupplier there) {
        long end = System.nanoTime() + limit.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            pause(POLL);
        }
        return true;
    }

    /** Waits for something without which the lab cannot go on. */
    static void await(Supplier<String> what, Duration limit, BooleanSupplier there) throws IOException {
        if (!comes(limit, there)) {
            throw new IOException("within " + limit.toSeconds() + " s it did not come to this: " + what.get());
        }
    }
}
