package io.github.dnsfailover.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Programs of this machine, as plain processes that are ended by pid. */
final class Programs {

    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin");
    private static final int LAST_LINES = 10;
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private Programs() {}

    /** Where a program is; a bench without its rivals is none. */
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

    /** What a program prints; for those that end by themselves. */
    static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The last lines of a log, for a program that did not start. */
    static String lastLines(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    static void signal(Process process, String name) throws IOException {
        String[] command = {"/bin/kill", "-" + name, String.valueOf(process.pid())};
        try {
            int exit = new ProcessBuilder(command).start().waitFor();
            if (exit != 0) {
                throw new IOException("kill -" + name + " ended with " + exit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** A process and those that it has started, at the same moment. */
    static void signalAll(Process process, String name) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/kill", "-" + name, String.valueOf(process.pid())));
        process.descendants().forEach(each -> command.add(String.valueOf(each.pid())));
        String said = output(command.toArray(String[]::new));
        if (!said.isBlank()) {
            throw new IOException(said);
        }
    }

    static void end(Process process) {
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
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

    /** Waits without a busy loop; nobody ever releases the permit. */
    static void pause(Duration time) {
        try {
            boolean unused = new Semaphore(0).tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
