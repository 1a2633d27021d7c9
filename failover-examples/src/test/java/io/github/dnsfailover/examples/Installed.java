package io.github.dnsfailover.examples;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs of this machine. Stateless. */
public final class Installed {

    /** Where servers lie, which is not on everybody's path. */
    private static final List<String> FOLDERS =
            List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin");

    private static final Path POSTGRESQL = Path.of("/usr/lib/postgresql");

    private Installed() {}

    /** Where a program is; empty if it is not installed. */
    public static Optional<Path> find(String program) {
        return folders().stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The path first, then where servers are; Debian has a folder for each version of PostgreSQL. */
    private static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            folders.add(Path.of(folder));
        }
        FOLDERS.forEach(folder -> folders.add(Path.of(folder)));
        if (Files.isDirectory(POSTGRESQL)) {
            try (Stream<Path> versions = Files.list(POSTGRESQL)) {
                versions.sorted(Comparator.reverseOrder()).forEach(version -> folders.add(version.resolve("bin")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return folders;
    }

    /** Where a program is without which there is nothing to measure. */
    public static String get(String program, String debianPackage) {
        return find(program)
                .map(Path::toString)
                .orElseThrow(() -> new IllegalStateException(
                        program + " is not installed; on Debian: apt-get install " + debianPackage));
    }

    /**
     * Where a program is. Without it the calling test is skipped loudly, and fails with {@code -Dreal.required=true}.
     *
     * @param tested what the test tries with it
     */
    public static String require(String program, String tested) {
        return require(program, find(program), tested);
    }

    /** The same for a program, or a file of one, that was looked for already. */
    public static String require(String name, Optional<Path> found, String tested) {
        if (found.isPresent()) {
            return found.get().toString();
        }
        String message = name + " is not installed: NOT tested here: " + tested;
        System.err.println("*** " + message + " ***");
        if (Boolean.getBoolean("real.required")) {
            throw new AssertionError(message + ", although real.required=true");
        }
        return Assumptions.abort(message);
    }
}
