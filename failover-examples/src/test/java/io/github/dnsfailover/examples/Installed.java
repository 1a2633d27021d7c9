package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/** Programs of this machine that the commands of a page need. */
final class Installed {

    private Installed() {}

    /** Without it the calling test is skipped loudly, or fails if real parts are required. */
    static void require(String program, String page) {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
        if (!there) {
            String message = program + " is not installed: its commands in " + page + " are NOT tested here";
            System.err.println("*** " + message + " ***");
            assertThat(Boolean.getBoolean("real.required")).as(message).isFalse();
            Assumptions.abort(message);
        }
    }
}
