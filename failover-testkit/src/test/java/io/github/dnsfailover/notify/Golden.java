package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts as they are meant to be, in files that people read and review. {@code -Dgolden.write=true} writes them anew.
 */
final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/alerts");

    private Golden() {}

    static void check(String name, String text) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(text(name));
    }

    static String text(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name));
    }

    /** An alert as a mail program shows it. */
    static String read(Alert alert) {
        return "Subject: " + alert.subject() + "\n\n" + alert.text();
    }
}
