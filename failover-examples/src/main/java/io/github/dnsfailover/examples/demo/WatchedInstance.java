package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.examples.demo.PlayingInstance.Word;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** One instance as the story sees it: a process, and what it has said. Thread-safe. */
final class WatchedInstance {

    private static final int LINES_KEPT = 30; // for people, when something does not come

    /** Longer than an engine and its lease take to close. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final String name;
    private final Process process;
    private final Set<String> healthy = ConcurrentHashMap.newKeySet();

    /** Guards itself. */
    private final Deque<String> lines = new ArrayDeque<>();

    private volatile Optional<String> term = Optional.empty();
    private volatile boolean killed;

    private WatchedInstance(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts one with the Java and the class path of this program.
     *
     * @param secrets its environment beside what this program has
     */
    static WatchedInstance start(PlayingInstance.Orders orders, Map<String, String> secrets) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m", // several run on one machine, and each for less than a minute
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PlayingInstance.class.getName()));
        command.addAll(orders.arguments());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(secrets);
        return new WatchedInstance(orders.name(), builder.start());
    }

    /** Reads what it says on a thread of its own, and passes on what is more than the state of this instance. */
    void listen(BiConsumer<Word, String> heard) {
        Thread reader = new Thread(() -> read(heard), name);
        reader.setDaemon(true);
        reader.start();
    }

    private void read(BiConsumer<Word, String> heard) {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                keep(line);
                hear(line, heard);
            }
        } catch (IOException e) {
            keep("its output ended: " + e.getMessage());
        }
    }

    private void keep(String line) {
        synchronized (lines) {
            if (lines.size() == LINES_KEPT) {
                lines.removeFirst();
            }
            lines.add(line);
        }
    }

    private void hear(String line, BiConsumer<Word, String> heard) {
        int space = line.indexOf(' ');
        Optional<Word> known = Word.of(space < 0 ? line : line.substring(0, space));
        if (known.isEmpty() || killed) {
            return; // of the JVM, or of one that is no more; it is kept for people
        }
        String more = line.substring(space + 1);
        switch (known.get()) {
            case LEADS -> term = Optional.of(more);
            case FOLLOWS -> term = Optional.empty();
            case HEALTHY -> healthy.add(more);
            case AILING -> healthy.remove(more);
            case PROVED, SAYS -> {
                // Not about this instance alone.
            }
        }
        heard.accept(known.get(), more);
    }

    String name() {
        return name;
    }

    /** The term in which it leads; empty if it does not. */
    Optional<String> term() {
        return term;
    }

    boolean isAlive() {
        return !killed && process.isAlive();
    }

    /** Whether it takes an endpoint for healthy. */
    boolean sees(String endpoint) {
        return healthy.contains(endpoint);
    }

    /** Ends it at once, as a power cut would: SIGKILL, where there are signals. */
    void kill() {
        killed = true;
        term = Optional.empty();
        process.destroyForcibly();
    }

    /** Asks it to close and to end; it has a while for that. */
    void askToEnd() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            kill();
        }
    }

    /** Waits until it has ended, and ends it otherwise. */
    void end() {
        try {
            if (!process.waitFor(CLOSE_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** How it is, and what it said last. */
    String words() {
        String state = killed ? "killed" : process.isAlive() ? "runs" : "ended with " + process.exitValue();
        synchronized (lines) {
            return name + " (" + state + ") said last:\n  " + String.join("\n  ", lines);
        }
    }
}
