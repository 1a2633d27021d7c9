package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.notify.Alert.Line;
import io.github.dnsfailover.notify.Alert.Report;
import io.github.dnsfailover.notify.Alert.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written to the spool file is read back, whatever it says. */
class SpoolTextTest {

    private static final String[] PIECES = {
        "a",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\u2028",
        "\u202E",
        "\u0000",
        "\uD83D\uDE00",
        "\uD83D",
        "\u00FC",
        "waiting",
        "line",
        "alert\t1",
        "\\t",
        "\\",
        "\"",
        "",
        "alerts 1"
    };

    @Test
    void hostileTextComesBackAsItWasAndAddsNoRow() throws Exception {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            SpoolText.Box box = box(random);

            SpoolText.Box read = SpoolText.readBox(SpoolText.write(box), "shop");

            assertThat(words(read)).as("seed %s", seed).isEqualTo(words(box));
        }
    }

    @Test
    void whatIsKnownOfPoolsComesBackAsItWas() throws Exception {
        Map<String, PoolStory.Standing> troubles = new LinkedHashMap<>();
        troubles.put("moved", new PoolStory.Standing(Samples.AT, "FAILOVER from [cloudhelix] to [ec2]"));
        troubles.put("down ec2", new PoolStory.Standing(Samples.NOW, "HTTP 503"));
        SpoolText.Known www =
                new SpoolText.Known("www", List.of("cloudhelix", "dc2"), troubles, "site/dc1/example.com.");
        SpoolText.Known api = new SpoolText.Known(
                "api", List.of(), Map.of("blind", www.troubles().get("down ec2")), "");

        SpoolText.Notes read = SpoolText.readNotes(SpoolText.write(new SpoolText.Notes(List.of(), List.of(www, api))));

        assertThat(read.known()).containsExactly(www, api);
        assertThat(read.untold()).isEmpty();
    }

    @Test
    void whateverStandsThereIsReadOrRefusedInOrder() {
        int refused = 0;
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(SpoolText.write(box(random)));
            for (int i = 0; i < 3; i++) {
                int at = random.nextInt(text.length() - 8) + 9; // after the name of the format
                text.replace(at, Math.min(text.length(), at + random.nextInt(20)), text(random));
            }
            try {
                assertThat(SpoolText.readBox(text.toString(), "shop").waiting())
                        .as("seed %s", seed)
                        .doesNotContainNull();
            } catch (IOException e) {
                assertThat(e).as("seed %s", seed).hasMessageStartingWith("spool: row ");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aLaterFormatIsRefusedByItsName() {
        assertThatThrownBy(() -> SpoolText.readNotes("alerts 2\nsomething\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("spool: \"alerts 2\" is not a format that this version reads");
    }

    private static SpoolText.Box box(Random random) {
        Alert alert = new Alert("c0ffee", Samples.AT, "shop", List.of(report(random), report(random)));
        return new SpoolText.Box(
                random.nextBoolean() ? Optional.of(alert) : Optional.empty(),
                random.nextBoolean() ? List.of(report(random)) : List.of());
    }

    private static Report report(Random random) {
        List<String> names = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        List<String> history = new ArrayList<>();
        Map<String, String> facts = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            names.add(text(random));
            lines.add(new Line(text(random), text(random)));
            history.add(text(random));
            facts.put("fact" + i, text(random));
        }
        Status status = random.nextBoolean() ? Status.TROUBLE : Status.NOTICE;
        Instant at = Samples.AT.plusNanos(random.nextInt());
        return new Report(new Alert.Content(text(random), status, at, text(random), names, lines, facts), history);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(random.nextInt(20) == 0 ? 1_000 : 8); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static List<String> words(SpoolText.Box box) {
        List<String> all = new ArrayList<>();
        box.underway().ifPresent(alert -> {
            all.add(alert.id() + " " + alert.at());
            alert.reports().forEach(report -> all.add(words(report)));
        });
        box.waiting().forEach(report -> all.add("waiting " + words(report)));
        return all;
    }

    private static String words(Report report) {
        return String.join(
                "|",
                report.pool(),
                report.status().name(),
                report.at().toString(),
                report.subject(),
                report.names().toString(),
                report.lines().toString(),
                report.facts().toString(),
                report.history().toString());
    }
}
