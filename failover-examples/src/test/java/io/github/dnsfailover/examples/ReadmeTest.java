package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private static final Pattern OURS =
            Pattern.compile("<artifactId>failover-[^<]*</artifactId>\\s*<version>([^<]+)</version>");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern FENCED = Pattern.compile("^( *)```.*?^\\1```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.+)$", Pattern.MULTILINE);
    private static final Pattern IMAGE = Pattern.compile("(?:src|srcset)=\"([^\":]+)\"");

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
    void theVersionInEveryBlockIsThatOfTheBuild() throws IOException {
        String version = first(Files.readString(Path.of("pom.xml")), "<version>([^<]+)</version>");

        List<String> shown = new ArrayList<>();
        for (Path page : pages()) {
            OURS.matcher(Files.readString(page)).results().forEach(block -> shown.add(block.group(1)));
        }

        assertThat(shown).isNotEmpty().containsOnly(version, "${dnsfailover.version}");
    }

    @Test
    void everyLinkToAFileLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (MatchResult link : links(page)) {
                Path target = target(page, link);
                String heading = link.group(2);
                if (!Files.exists(target)) {
                    broken.add(page + " -> " + link.group(1));
                } else if (heading != null && !anchors(target).contains(heading)) {
                    broken.add(page + " -> " + link.group(1) + "#" + heading);
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void everyPictureIsThere() throws IOException {
        for (Path page : pages()) {
            assertThat(IMAGE.matcher(Files.readString(page)).results().map(picture -> picture.group(1)))
                    .as("pictures of %s", page)
                    .allSatisfy(
                            picture -> assertThat(page.resolveSibling(picture)).exists());
        }
    }

    /** A stranger finds each page by the one that lists them. */
    @Test
    void theListOfPagesNamesEachPage() throws IOException {
        Path list = ROOT.resolve("docs").resolve("README.md");

        List<Path> listed =
                links(list).stream().map(link -> target(list, link).normalize()).toList();

        assertThat(listed).containsAll(docs().map(Path::normalize).toList());
    }

    private static List<MatchResult> links(Path page) throws IOException {
        return LINK.matcher(withoutBlocks(page)).results().toList();
    }

    private static Path target(Path page, MatchResult link) {
        return link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
    }

    private static String withoutBlocks(Path page) throws IOException {
        return FENCED.matcher(Files.readString(page)).replaceAll("");
    }

    /** The headings of a page as GitHub makes anchors of them; one that comes again gets a number. */
    private static List<String> anchors(Path page) throws IOException {
        List<String> anchors = new ArrayList<>();
        Map<String, Integer> seen = new TreeMap<>();
        if (page.toString().endsWith(".md")) {
            for (MatchResult heading :
                    HEADING.matcher(withoutBlocks(page)).results().toList()) {
                String plain = heading.group(1).strip().toLowerCase(Locale.ROOT);
                String anchor = plain.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
                int times = seen.merge(anchor, 1, Integer::sum);
                anchors.add(times == 1 ? anchor : anchor + "-" + (times - 1));
            }
        }
        return anchors;
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
                                    .map(ROOT::resolve),
                            docs.filter(page -> page.toString().endsWith(".md")))
                    .toList();
        }
    }

    /** The pages beside the list of pages; the decisions have a list of their own. */
    private static Stream<Path> docs() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            return files
                    .filter(page -> page.toString().endsWith(".md") && !page.endsWith("README.md"))
                    .toList()
                    .stream();
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
