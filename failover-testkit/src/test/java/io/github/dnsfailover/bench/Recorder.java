package io.github.dnsfailover.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Appends raw lines to a file as they come, and shows them. Thread-safe. */
final class Recorder {

    private final Path file;

    Recorder(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.toAbsolutePath().getParent());
    }

    synchronized void add(String kind, Object... fields) {
        RawLine line = RawLine.of(kind, fields);
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(line.toString().replace('\t', ' '));
    }

    /** Seconds as raw lines have them. */
    static String seconds(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
