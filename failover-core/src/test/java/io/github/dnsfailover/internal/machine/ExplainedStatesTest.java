package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people are told in each state that matters: a story in src/test/resources/explanations, and below its last line
 * the explanation. To write them anew after a change that was meant, run with {@code -Dexplanations.write=true}, and
 * read the difference.
 */
class ExplainedStatesTest {

    static Stream<String> states() throws IOException, URISyntaxException {
        URL folder = Objects.requireNonNull(ExplainedStatesTest.class.getResource("/explanations"));
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void isExplainedAsWritten(String state) throws IOException {
        Path source = Path.of("src/test/resources/explanations", state);
        List<String> told = Files.readAllLines(source);

        List<String> played = new Story(told).playQuietly();

        if (Boolean.getBoolean("explanations.write")) {
            Files.write(source, played);
        }
        assertThat(played).isEqualTo(told);
    }

    @Test
    void theOperationsPageShowsOneOfThem() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "operations.md"));
        String soaking = Files.readAllLines(Path.of("src/test/resources/explanations/soaking.txt")).stream()
                .filter(line -> line.startsWith("  "))
                .map(line -> line.substring(2))
                .collect(Collectors.joining("\n"));

        assertThat(page).contains(soaking);
    }
}
