package io.github.dnsfailover.examples.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that runs on a host, and those that it has started. Confined to one thread. */
final class Running {

    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final Process process;
    private final Path log;

    private Running(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it; both its streams go to the log. {@code ip netns exec} becomes the program, so it has its pid. */
    static Running start(Host host, Path log, String... command) throws IOException {
        Process process = new ProcessBuilder(host.command(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Running(process, log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    private List<ProcessHandle> family() {
        List<ProcessHandle> family = new ArrayList<>(List.of(process.toHandle()));
        family.addAll(process.descendants().toList());
        return family;
    }

    /** Kills it with all its processes, and waits for its end. */
    void kill() {
        List<ProcessHandle> family = family();
        family.forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
    }

    /** Ends it as an administrator does; whatever is left after a while is killed. */
    void end() {
        List<ProcessHandle> family = family();
        process.destroy();
        awaitEnd();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
