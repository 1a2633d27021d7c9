package io.github.dnsfailover.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Commands of the system, and what to do where they are missing. */
final class Commands {

    private Commands() {}

    static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + exit + ": " + said);
        }
    }

    /**
     * The first of these that is there; without it the calling test is skipped loudly, or fails if real parts are
     * required.
     */
    static String require(String what, List<String> places) {
        return places.stream()
                .filter(place -> Files.isExecutable(Path.of(place)))
                .findFirst()
                .orElseGet(() -> missing(what + " is not installed"));
    }

    static String missing(String what) {
        String message = what + ": what happens to a real process is NOT tested here";
        System.err.println("*** " + message + " ***");
        if (Boolean.getBoolean("real.required")) {
            throw new AssertionError(message + ", although real.required=true");
        }
        Assumptions.abort(message);
        throw new AssertionError(message);
    }
}
