package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a page of docs that a test makes, between a comment that begins with its name and one that ends it. The
 * test holds it equal; with -Dpages.write=true it writes it.
 */
public record GeneratedPart(String page, String name) {

    /** Holds it equal, after it has written it if that is wanted. */
    public void assertIs(String text) throws IOException {
        Path file = Path.of("..", "docs", page);
        String there = Files.readString(file);
        int from = there.indexOf("-->\n", there.indexOf("<!-- " + name + ":")) + 4;
        int to = there.indexOf("<!-- end of " + name + " -->");
        String wanted = there.substring(0, from) + "\n" + text + "\n" + there.substring(to);

        if (Boolean.getBoolean("pages.write")) {
            Files.writeString(file, wanted);
        }

        assertThat(Files.readString(file)).isEqualTo(wanted);
    }
}
