package io.github.dnsfailover.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program with an engine that runs, and what it has said. */
final class EngineProcess implements AutoCloseable {

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private EngineProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "engine-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a program of this class path. */
    static EngineProcess start(Class<?> program, String... arguments) throws IOException {
        return start(List.of(), program, arguments);
    }

    /** @param prefix what comes before the java command, such as a network namespace to run in */
    static EngineProcess start(List<String> prefix, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return new EngineProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line that begins like this. */
    String await(String beginning, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            String line = lines.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError("no line \"" + beginning + "\" within " + limit + " in " + seen);
            }
            seen.add(line);
            if (line.startsWith(beginning)) {
                return line;
            }
        }
    }

    /** All lines of the next while. */
    List<String> listen(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        List<String> heard = new ArrayList<>();
        for (String line = ""; line != null; ) {
            line = lines.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line != null) {
                heard.add(line);
            }
        }
        seen.addAll(heard);
        return heard;
    }

    /** Sends a byte, and waits for a line that begins like this. */
    String ask(String beginning, Duration limit) throws IOException, InterruptedException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return await(beginning, limit);
    }

    /** All that was awaited and heard. */
    List<String> seen() {
        return List.copyOf(seen);
    }

    /** Sends a signal to the engine itself, not to what it was started through. */
    void signal(String name) throws IOException, InterruptedException {
        long pid = process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst()
                .map(ProcessHandle::pid)
                .orElse(process.pid());
        Commands.run("/bin/kill", "-" + name, String.valueOf(pid));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
