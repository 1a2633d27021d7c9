package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stories: what a machine is told, line by line, and below each line what it did.
 *
 * <p>A story is a text in src/test/resources/stories. Lines that begin with two spaces are what was printed; to write
 * them anew after a change that was meant, run with {@code -Dstories.write=true}, and read the difference.
 */
class StoryTest {

    static Stream<String> stories() throws IOException, URISyntaxException {
        URL folder = Objects.requireNonNull(StoryTest.class.getResource("/stories"));
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("stories")
    void storyGoesAsWritten(String story) throws IOException {
        Path source = Path.of("src/test/resources/stories", story);
        List<String> told = Files.readAllLines(source);

        List<String> played = new Story(told).play();

        if (Boolean.getBoolean("stories.write")) {
            write(source, played);
        }
        assertThat(played).isEqualTo(told);
    }

    private static void write(Path source, List<String> lines) {
        try {
            Files.write(source, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
