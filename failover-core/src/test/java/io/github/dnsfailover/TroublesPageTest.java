package io.github.dnsfailover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tables of troubles in docs/operations.md and docs/alerts.md say what the code says; -Dpages.write=true writes
 * them.
 */
class TroublesPageTest {

    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Path ALERTS = Path.of("..", "docs", "alerts.md");
    private static final String END = "<!-- end of troubles -->";

    @Test
    void pageListsEachKindOfTroubleWithItsOwnWords() throws IOException {
        assertHolds(PAGE, table());
    }

    @Test
    void pageOfAlertsSaysWhoIsToldWhatAndWhen() throws IOException {
        assertHolds(ALERTS, told());
    }

    private static void assertHolds(Path file, String table) throws IOException {
        String page = Files.readString(file);
        int from = page.indexOf("-->\n", page.indexOf("<!-- troubles:")) + 4;
        int to = page.indexOf(END);
        String wanted = page.substring(0, from) + table + page.substring(to);

        if (Boolean.getBoolean("pages.write")) {
            Files.writeString(file, wanted);
        }

        assertThat(Files.readString(file)).isEqualTo(wanted);
    }

    @Test
    void eachKindHasWordsOfItsOwnAndNoneThatBreakATable() {
        assertThat(Trouble.Kind.values())
                .extracting(Trouble.Kind::meaning)
                .doesNotHaveDuplicates()
                .allSatisfy(text -> assertThat(text).isNotBlank().doesNotContain("|", "\n"));
        assertThat(Trouble.Kind.values())
                .extracting(Trouble.Kind::remedy)
                .allSatisfy(text -> assertThat(text).isNotBlank().doesNotContain("|", "\n"));
    }

    private static String table() {
        return "\n| trouble | about | severity | what it means | what to do |\n| --- | --- | --- | --- | --- |\n"
                + Arrays.stream(Trouble.Kind.values())
                        .map(kind -> "| `" + kind + "` | "
                                + kind.about().name().toLowerCase(Locale.ROOT) + " | " + severity(kind) + " | "
                                + kind.meaning() + " | " + kind.remedy() + " |\n")
                        .collect(Collectors.joining())
                + "\n";
    }

    private static String told() {
        return "\n| trouble | severity |\n| --- | --- |\n"
                + Arrays.stream(Trouble.Kind.values())
                        .map(kind -> "| `" + kind + "` | " + severity(kind) + " |\n")
                        .collect(Collectors.joining())
                + "\n";
    }

    private static String severity(Trouble.Kind kind) {
        if (kind == Trouble.Kind.CONFIGURATION_OUTDATED || kind == Trouble.Kind.VIEWS_DIFFER) {
            return "NOTICE"; // a deployment is no reason to tell anybody, nor is what a follower sees
        }
        if (kind == Trouble.Kind.LOOK_UPS_KEPT) {
            return "NOTICE, WARNING if it is for ever";
        }
        return kind.alarmWhen().isEmpty() ? "WARNING" : "ALARM " + kind.alarmWhen();
    }
}
