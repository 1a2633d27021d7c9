package io.github.dnsfailover.instances;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** An {@link Instance} that runs, and what it has said. Thread-safe. */
final class InstanceProcess implements AutoCloseable {

    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final int LAST_LINES = 30;

    /** A line, and when it came. */
    record Line(long nanos, String text) {}

    /** A lead that it has told of. */
    record Led(String name, long term, long nanos) {}

    private final String name;
    private final Process process;
    private final Pulse pulse;
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final Thread lastWill = new Thread(this::kill);

    private InstanceProcess(String name, Process process, Pulse pulse) {
        this.name = name;
        this.process = process;
        this.pulse = pulse;
        Runtime.getRuntime().addShutdownHook(lastWill); // one that is stopped does not see its input end
        Thread reader = new Thread(this::read, "instance-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    static InstanceProcess start(Instance.Setting setting, Pulse pulse) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                Instance.class.getName()));
        command.addAll(setting.arguments());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new InstanceProcess(setting.name(), process, pulse);
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(new Line(System.nanoTime(), line));
                pulse.beat();
            }
        } catch (IOException e) {
            pulse.beat(); // it was killed
        }
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All leads that it has told of, the first first. */
    List<Led> leads() {
        return lines.stream()
                .filter(line -> line.text().startsWith("LEAD "))
                .map(line -> new Led(name, Long.parseLong(line.text().substring(5)), line.nanos()))
                .toList();
    }

    /** The lead that it has by its own last word, also if it cannot speak. */
    Optional<Led> lead() {
        long lost = last("LOST");
        return leads().stream().reduce((first, second) -> second).filter(led -> led.nanos() - lost >= 0);
    }

    /** When it last said so; long ago if it never did. */
    private long last(String beginning) {
        return lines.stream()
                .filter(line -> line.text().startsWith(beginning))
                .map(Line::nanos)
                .reduce((first, second) -> second)
                .orElse(System.nanoTime() - TimeUnit.DAYS.toNanos(1));
    }

    boolean hasSaid(String beginning) {
        return lines.stream().anyMatch(line -> line.text().startsWith(beginning));
    }

    /** How many lines of this kind it has printed. */
    long count(String beginning) {
        return lines.stream().filter(line -> line.text().startsWith(beginning)).count();
    }

    /** Its last lines, for people; times are in milliseconds since the given one. */
    String told(long since) {
        StringBuilder text = new StringBuilder(name + (isAlive() ? "" : " (gone)") + ":\n");
        for (Line line : lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())) {
            text.append(String.format("  %+8d %s%n", (line.nanos() - since) / 1_000_000, line.text()));
        }
        return text.toString();
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Its streams stay open: {@link Process#destroy} would close them, and what it does at its end were unheard. */
    void terminate() {
        process.toHandle().destroy();
    }

    void signal(String word) throws IOException, InterruptedException {
        String pid = String.valueOf(process.pid());
        Process kill = new ProcessBuilder("kill", "-" + word, pid)
                .redirectErrorStream(true)
                .start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + word + " " + pid + " failed");
        }
    }

    @Override
    public void close() {
        kill();
        try {
            process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(lastWill);
        } catch (IllegalStateException e) {
            // This process ends just now.
        }
    }
}
