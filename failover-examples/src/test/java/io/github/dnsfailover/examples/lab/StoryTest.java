package io.github.dnsfailover.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page says in the end. */
class StoryTest {

    private static final Row GOOD = new Row("Normal", "a page", "a page", true);
    private static final Row BAD = new Row("Normal", "a mail", "no mail", false);

    @TempDir
    Path folder;

    private final Story story = new Story(new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8));

    @Test
    void oneRowThatIsNotAsExpectedIsEnough() {
        story.row(GOOD);
        assertThat(story.isAsExpected()).isTrue();

        story.row(BAD);

        assertThat(story.isAsExpected()).isFalse();
    }

    @Test
    void thePageHasTheTableBeforeWhatHappened() throws Exception {
        story.step("Normal");
        story.row(GOOD);
        story.quote("The page of A:", "<h1>Example Shop</h1>\n");

        story.write(folder.resolve("lab/story.md"), "# The lab");

        assertThat(Files.readString(folder.resolve("lab/story.md")))
                .startsWith("# The lab\n| step |")
                .containsSubsequence(
                        "| Normal | a page | a page | as expected |",
                        "## Normal",
                        "The page of A:",
                        "```text\n<h1>Example Shop</h1>\n```");
    }
}
