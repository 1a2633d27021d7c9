package io.github.dnsfailover.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How much a user copies from docs/embedding.md into an application on Spring Boot. */
class LinesToCopyTest {

    private static final Path SHOP = Path.of("src/main/java/io/github/dnsfailover/examples/boot");
    private static final Path YAML = Path.of("src/main/resources/application.yml");
    private static final Path PAGE = Path.of("../docs/embedding.md");
    private static final Pattern REGION = Pattern.compile("// readme: boot-.*\\n([\\s\\S]*?)// readme: end");
    private static final Pattern BLOCK = Pattern.compile("```yaml\\n([\\s\\S]*?)```");

    /** Imports and empty lines are not counted, and the servlet, which is copied as a whole file, neither. */
    @Test
    void theShopHasAtMostSixtyLinesOfJavaForTheEngine() throws IOException {
        long lines = 0;
        try (Stream<Path> sources = Files.list(SHOP)) {
            for (Path source : sources.toList()) {
                for (MatchResult region :
                        REGION.matcher(Files.readString(source)).results().toList()) {
                    lines += region.group(1)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .count();
                }
            }
        }

        assertThat(lines).isBetween(40L, 60L);
    }

    @Test
    void thePageShowsTheSettingsOfTheShop() throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(blocks).contains(Files.readString(YAML));
    }
}
