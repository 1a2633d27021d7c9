package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the README and the pages of docs show is what compiles here. A block of Java there is the text between {@code
 * // readme: NAME} and {@code // readme: end} here, regions of one name in a row; line breaks and indents may differ,
 * a page is narrower than a source.
 */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");
    private static final Path SOURCES = Path.of("src"); // main and test
    private static final String BEGIN = "// readme: ";
    private static final Pattern BLOCK = Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    @Test
    void everyBlockOfJavaInTheReadmeAndTheDocsIsCompiled() throws IOException {
        List<String> compiled =
                regions().values().stream().map(ReadmeTest::bare).toList();

        List<String> blocks = new ArrayList<>();
        for (Path page : pages()) {
            BLOCK.matcher(Files.readString(page)).results().forEach(block -> blocks.add(bare(block.group(1))));
        }

        assertThat(blocks).containsExactlyInAnyOrderElementsOf(compiled);
    }

    @Test
    void theQuickStartIsSeenWithoutScrolling() throws IOException {
        List<String> lines = readme().lines().toList();

        assertThat(lines.indexOf("engine.start(); // and engine.close() in the end, which leaves DNS as it is"))
                .isBetween(0, 38);
    }

    @Test
    void theVersionIsThatOfTheBuild() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(first(readme(), "<version>([^<]+)</version>")).isEqualTo(first(pom, "<version>([^<]+)</version>"));
    }

    @Test
    void everyLinkToAFileLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (MatchResult link :
                    LINK.matcher(Files.readString(page)).results().toList()) {
                if (!Files.exists(page.resolveSibling(link.group(1)))) {
                    broken.add(page + " -> " + link.group(1));
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")),
                            docs.filter(page -> page.toString().endsWith(".md")))
                    .toList();
        }
    }

    private static Map<String, String> regions() throws IOException {
        Map<String, String> regions = new TreeMap<>();
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                addRegions(source, regions);
            }
        }
        return regions;
    }

    private static void addRegions(Path source, Map<String, String> regions) throws IOException {
        String name = "";
        for (String line : Files.readAllLines(source)) {
            if (line.strip().startsWith(BEGIN)) {
                String said = line.strip().substring(BEGIN.length());
                name = said.equals("end") ? "" : said;
            } else if (!name.isEmpty()) {
                regions.merge(name, line + "\n", String::concat);
            }
        }
    }

    private static String bare(String code) {
        return code.chars()
                .filter(c -> !Character.isWhitespace(c))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static String first(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
