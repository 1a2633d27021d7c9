package io.github.dnsfailover.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.testkit.GeneratedPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/comparison.md are made of docs/comparison.txt; {@code -Dpages.write=true} writes them. */
class ComparisonPageTest {

    private static final String RUN = "run\tat=2026-11-30T12:00:00Z\tseed=7\tprocessors=2\tcpu=AMD\tkernel=6\tjava=17"
            + "\tBIND=9\tgdnsd=3\tPowerDNS=4\tunbound=1\tApache=2\tHAProxy=2\tblackbox_exporter=0\tcurl=7";

    private static ComparisonPage page(String... lines) {
        return new ComparisonPage(ComparisonRuns.of(List.of(lines)));
    }

    @Test
    void tablesAreWhatTheRawLinesSay() throws IOException {
        ComparisonPage page =
                new ComparisonPage(ComparisonRuns.of(Files.readAllLines(Path.of("..", "docs", "comparison.txt"))));
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("run", page.run());
        parts.put("settings", page.settings());
        parts.put("pages at 30", page.pages(30));
        parts.put("pages at 5", page.pages(5));
        parts.put("back", page.back());
        parts.put("blackouts", page.blackouts());
        parts.put("trust", page.trust());
        parts.put("probe", page.probe());
        parts.put("storm", page.storm());

        for (Map.Entry<String, String> part : parts.entrySet()) {
            new GeneratedPart("comparison.md", part.getKey()).assertIs(part.getValue());
        }
    }

    @Test
    void rawLineIsReadAsItWasWritten() {
        RawLine line = RawLine.of("setting", "system", "ours", "text", "interval 10 s,\n rise=2");

        assertThat(line).hasToString("setting\tsystem=ours\ttext=interval 10 s, rise=2");
        assertThat(RawLine.parse(line.toString())).contains(line);
        assertThat(line.get("text")).isEqualTo("interval 10 s, rise=2");
    }

    @Test
    void commentsAndBlankLinesAreNone() {
        assertThat(Stream.of("", "  ", "# made by hand").map(RawLine::parse)).allMatch(line -> line.isEmpty());
    }

    @Test
    void fieldWithoutANameIsRefused() {
        assertThatThrownBy(() -> RawLine.parse("page\tours"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line \"page\tours\": \"ours\" has no name");
    }

    @Test
    void fieldThatIsMissingIsRefused() {
        assertThatThrownBy(() -> RawLine.of("page", "ttl", 30).get("over"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line \"page\tttl=30\" has no over");
    }

    @Test
    void partThatDidNotComeToItsEndDoesNotCount() {
        String begin = "begin\tpart=storm";
        String end = "end\tpart=storm\tminutes=1\tbusy=0.50";
        ComparisonPage page = page(
                RUN, begin, storm("1.00"), storm("1.10"), end, RUN, begin, storm("9.00"), RUN, begin, storm("8.00"));

        assertThat(page.storm()).contains("| 300 names, ours | 1.00, 1.10 |").doesNotContain("9.00", "8.00");
        assertThat(page.run()).contains("| storm | 2026-11-30T12:00:00Z | 7 | 1 | 50 % |");
        assertThat(page.pages(30)).isEqualTo("Not measured yet.\n");
    }

    @Test
    void lastRunOfAPartCounts() {
        String begin = "begin\tpart=storm";
        String end = "end\tpart=storm\tminutes=1\tbusy=0.50";
        ComparisonPage page = page(RUN, begin, storm("1.00"), end, RUN, begin, storm("2.00"), end);

        assertThat(page.storm()).contains("| 300 names, ours | 2.00 |");
    }

    private static String storm(String seconds) {
        return "storm\twho=ours\tnames=300\tseconds=" + seconds;
    }

    @Test
    void figuresAreMinimumLowerMedianAndMaximum() {
        assertThat(ComparisonPage.figures(
                        Stream.of("4.04", "1", "3", "2")
                                .map(ComparisonPageTest::over)
                                .toList(),
                        "over"))
                .isEqualTo("1.0, **2.0**, 4.0 (n = 4)");
    }

    @Test
    void whatNeverCameIsTold() {
        assertThat(ComparisonPage.figures(
                        Stream.of("never", "2").map(ComparisonPageTest::over).toList(), "over"))
                .isEqualTo("2.0, **2.0**, 2.0 (n = 1, 1 never)");
        assertThat(ComparisonPage.figures(List.of(over("never")), "over")).isEqualTo("never, n = 1");
    }

    private static RawLine over(String value) {
        return RawLine.of("page", "over", value);
    }

    @Test
    void reactionStandsBesideTheMovesOfTheSameSetting() {
        ComparisonPage page = page(
                RUN,
                "setting\tpart=pages\tsystem=script-1\ttext=a loop",
                "begin\tpart=blackouts",
                "begin\tpart=pages",
                "blackout\tkind=stall 1.5 s\tscript-1=0",
                "page\tsystem=script-1\tttl=30\ttold=30\tkind=crash\tover=12.00\tback=9.00\tlost=0",
                "blackout\tkind=stall 2.5 s\tscript-1=2",
                "blackout\tkind=stall 8 s\tscript-1=1",
                "end\tpart=pages\tminutes=1\tbusy=0.10",
                "end\tpart=blackouts\tminutes=1\tbusy=0.10");

        assertThat(page.pages(30))
                .contains("| script, 1 s | 30 s | 12.0, **12.0**, 12.0 (n = 1) | 3 + 30 |  | 6 + 30 | 1 of 2 |");
        assertThat(page.blackouts()).contains("| script, 1 s | 0 of 1 | 1 of 1 | 1 of 1 |");
    }

    @Test
    void situationsAreToldInWords() {
        ComparisonPage page = page(
                RUN,
                "begin\tpart=trust",
                trust("uplink", "ours-controls", "primary", 0, "primary"),
                trust("uplink", "script-1", "primary backup", 1, "backup"),
                trust("second", "powerdns-fastest", "backup primary", 99, "primary"),
                trust("both", "gdnsd-confirmed", "primary backup", 2, "primary"),
                trust("both", "script-1", "primary", 0, "primary"),
                trust("dns", "script-once", "primary", 0, "primary"),
                trust("edit", "script-1", "edit", 0, "edit"),
                "end\tpart=trust\tminutes=1\tbusy=0.10");

        assertThat(page.trust())
                .contains("| ours, *safe*, control targets | stayed at the primary |")
                .contains("| script, 1 s | **moved** to the backup after 5.0 s |")
                .contains("| gdnsd, three failures | 2 turns within 5.0 s, then the primary |")
                .contains("| script, 1 s | stayed at the primary |")
                .contains("| PowerDNS, fastest | now one, now the other: 99 turns |")
                .contains("| script, 1 s, one try | **never moved**: the update is lost |")
                .contains("| script, 1 s | **it stays wrong** |");
    }

    private static String trust(String situation, String system, String answers, int turns, String last) {
        return RawLine.of(
                        "trust",
                        "situation",
                        situation,
                        "system",
                        system,
                        "answers",
                        answers,
                        "turns",
                        turns,
                        "last",
                        last,
                        "turned",
                        "5.00")
                .toString();
    }

    @Test
    void checkerThatFallsBehindIsSeen() {
        ComparisonPage page = page(
                RUN,
                "begin\tpart=probe",
                "probe\tchecker=ours\tendpoints=2000\tmicros=211.6\trate=700",
                "end\tpart=probe\tminutes=1\tbusy=0.90");

        assertThat(page.probe()).contains("| ours | 700 of 1000 | 212 µs |");
    }

    @Test
    void everySystemOfTheComparisonHasANameAndALongestTime() {
        assertThat(Rivals.values()).allSatisfy(rival -> {
            assertThat(ComparisonPage.name(rival.label())).isNotEqualTo(rival.label());
            assertThat(ComparisonPage.longestDetection(rival.label(), "hang"))
                    .isGreaterThan(ComparisonPage.longestDetection(rival.label(), "crash"));
        });
    }

    @Test
    void versionIsFoundInWhatAProgramSays() {
        assertThat(Versions.in("BIND 9.18.49-1~deb12u3-Debian (Extended Support Version)"))
                .isEqualTo("9.18.49");
        assertThat(Versions.in("Nov 30 16:11:02 PowerDNS Authoritative Server 4.7.3 (C)"))
                .isEqualTo("4.7.3");
        assertThat(Versions.in("no figure")).isEqualTo("unknown");
    }
}
