package io.github.dnsfailover.check;

import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Small programs for tests. */
final class Scripts {

    private Scripts() {}

    /** An executable file that the system's shell runs. */
    static Path script(Path folder, String text) throws IOException {
        Path file = Files.createTempFile(folder, "script", "");
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, Set.of(OWNER_READ, OWNER_WRITE, OWNER_EXECUTE));
        return file;
    }

    /** The id of a process that a script writes into a file, as soon as it has. */
    static long idIn(Path file) {
        try {
            while (!Files.exists(file) || !Files.readString(file).endsWith("\n")) {
                Thread.onSpinWait();
            }
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
