package io.github.dnsfailover.examples;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that a test or a bench runs as a plain process, with those that it starts in turn. It is ended by its id,
 * and dies with this JVM at the latest. Confined to one thread.
 */
public final class Program implements AutoCloseable {

    private static final Duration RUN_LIMIT = Duration.ofMinutes(5); // for what hangs; a busy machine is slow
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final int CONNECT_LIMIT_MILLIS = 1_000;

    private final Process process;
    private final Path log;
    private final Thread lastWill;

    private Program(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.lastWill = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(lastWill);
    }

    /** Starts one in the folder of its log, to which both its streams are appended. */
    public static Program start(Path log, String... command) throws IOException {
        return start(log, List.of(command));
    }

    public static Program start(Path log, List<String> command) throws IOException {
        Path file = log.toAbsolutePath();
        return new Program(
                new ProcessBuilder(command)
                        .directory(file.getParent().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()))
                        .start(),
                file);
    }

    /** How a program ended, and what it said on both streams. */
    public record Ended(int code, String said) {}

    /** Runs one to its end, which reads nothing. */
    public static Ended run(List<String> command) throws IOException {
        return run(command, "");
    }

    public static Ended run(List<String> command, String input) throws IOException {
        return run(Path.of("."), command, input);
    }

    /** The same in a folder. */
    public static Ended run(Path folder, List<String> command) throws IOException {
        return run(folder, command, "");
    }

    private static Ended run(Path folder, List<String> command, String input) throws IOException {
        Path said = Files.createTempFile("program", ".said"); // its end counts, not that of those that it leaves behind
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It has ended without reading all; how, is told below.
            }
            boolean ended = endsWithin(process, RUN_LIMIT);
            if (!ended) {
                family(process).forEach(ProcessHandle::destroyForcibly);
                throw new IOException(String.join(" ", command) + " did not end within " + RUN_LIMIT.toSeconds()
                        + " s; it said: " + Files.readString(said));
            }
            return new Ended(process.exitValue(), Files.readString(said));
        } finally {
            Files.deleteIfExists(said);
        }
    }

    /** What a program prints, which must end well. */
    public static String output(String... command) throws IOException {
        return output(List.of(command));
    }

    public static String output(List<String> command) throws IOException {
        return output(command, "");
    }

    /** The same of a program that reads. */
    public static String output(List<String> command, String input) throws IOException {
        Ended ended = run(command, input);
        if (ended.code() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + ended.code() + ": " + ended.said());
        }
        return ended.said();
    }

    /** Whether something takes connections there. */
    public static boolean accepts(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), CONNECT_LIMIT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has said so far. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    private static List<ProcessHandle> family(Process process) {
        List<ProcessHandle> family = new ArrayList<>(List.of(process.toHandle()));
        family.addAll(process.descendants().toList());
        return family;
    }

    /** Sends a signal to it and to those that it has started. */
    public void signal(String name) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/kill", "-" + name));
        family(process).forEach(each -> command.add(String.valueOf(each.pid())));
        output(command);
    }

    /** As a power cut would: by KILL, with those that it has started. */
    public void kill() {
        family(process).forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
    }

    /** As an administrator does: by TERM. What is left after a while is killed. */
    public void end() {
        List<ProcessHandle> family = family(process);
        process.destroy();
        awaitEnd();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    private void awaitEnd() {
        if (!endsWithin(process, END_LIMIT)) {
            process.destroyForcibly();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(lastWill);
        } catch (IllegalStateException e) {
            // This JVM ends just now.
        }
    }

    private static boolean endsWithin(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Kills it. */
    @Override
    public void close() {
        kill();
    }
}
