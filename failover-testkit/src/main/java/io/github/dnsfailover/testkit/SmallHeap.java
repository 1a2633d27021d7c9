package io.github.dnsfailover.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program in a JVM of its own with a heap of 96 MB, which ends at the first OutOfMemoryError: what a provider
 * or a check reads without a bound is seen there, and not guessed. Stateless.
 *
 * <pre>{@code
 * SmallHeap.Ended ended = SmallHeap.run(ReadsFromHostileServer.class, String.valueOf(server.port()));
 * assertThat(ended.status()).as(ended.output()).isZero();
 * }</pre>
 */
public final class SmallHeap {

    /** What a JVM ends with at an OutOfMemoryError ({@code -XX:+ExitOnOutOfMemoryError}). */
    public static final int OUT_OF_MEMORY = 3;

    private static final String HEAP = "-Xmx96m";
    private static final Duration LONGEST = Duration.ofMinutes(3); // what still runs then hangs

    private SmallHeap() {}

    /**
     * How a program ended.
     *
     * @param status 0 if its main method came to its end, {@link #OUT_OF_MEMORY}, or something else
     * @param output all that it printed
     */
    public record Ended(int status, String output) {}

    /**
     * Runs the main method of a class with this JVM's class path; blocks until it has ended.
     *
     * @throws AssertionError if it has not ended after three minutes
     */
    public static Ended run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(HEAP, "-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC", "-Xss512k"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("small-heap", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError(program.getName() + " hangs; so far it said: " + beginning(output));
                }
                return new Ended(process.exitValue(), beginning(output));
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(output);
        }
    }

    private static String beginning(Path output) throws IOException {
        try (InputStream in = Files.newInputStream(output)) {
            return new String(in.readNBytes(1 << 20), StandardCharsets.UTF_8);
        }
    }
}
