package io.github.dnsfailover.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The program of a store as a plain process, which lives in a temporary folder and keeps its data in {@code data}
 * there. Confined to one thread.
 */
final class StoreProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(20); // from one look whether it answers to the next

    private final Path folder;
    private final List<String> command;
    private final BooleanSupplier answers;
    private Process process;

    /**
     * Starts it, and waits until it answers.
     *
     * @param folder of its own; removed in the end
     * @param answers whether it does, asked again and again
     */
    StoreProcess(Path folder, List<String> command, BooleanSupplier answers) throws IOException {
        this.folder = folder;
        this.command = List.copyOf(command);
        this.answers = answers;
        this.process = begin();
    }

    private Process begin() throws IOException {
        Path log = folder.resolve("log");
        Process started = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers.getAsBoolean()) {
            if (endWithin(PAUSE, List.of(started.toHandle())) || isInterrupted() || System.nanoTime() - end > 0) {
                started.destroyForcibly();
                throw new IOException(command.get(0) + " did not start; it said:\n" + Files.readString(log));
            }
        }
        return started;
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    /** Kills it as a power cut would, and starts it anew over what it left. */
    void killAndRestart() throws IOException {
        kill();
        process = begin();
    }

    /** A copy of its data; it is killed for that, and started anew. */
    Path copyOfData() throws IOException {
        kill();
        Path copy = Files.createTempDirectory(folder, "copy").resolve("data");
        copy(folder.resolve("data"), copy);
        process = begin();
        return copy;
    }

    /** Kills it, and starts it anew over a copy that was made before. */
    void killAndRestartOver(Path copy) throws IOException {
        kill();
        delete(folder.resolve("data"));
        copy(copy, folder.resolve("data"));
        process = begin();
    }

    void kill() throws IOException {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        if (!endWithin(END_LIMIT, all)) {
            throw new IOException(command.get(0) + " does not end");
        }
    }

    private static boolean endWithin(Duration limit, List<ProcessHandle> all) {
        CompletableFuture<?>[] ends = all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** Asks it to end, for a PostgreSQL that is killed leaves shared memory behind. */
    @Override
    public void close() throws IOException {
        process.destroy();
        if (!endWithin(END_LIMIT, List.of(process.toHandle()))) {
            kill();
        }
        delete(folder);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path all) throws IOException {
        try (Stream<Path> files = Files.walk(all)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
