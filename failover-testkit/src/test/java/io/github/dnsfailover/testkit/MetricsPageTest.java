package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.Leadership.Sighting;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.metrics.FailoverMetrics;
import io.github.dnsfailover.notify.Alerts;
import io.micrometer.core.instrument.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/metrics.md are what a registry holds after a life, and in each state of an engine; {@code
 * -Dpages.write=true} writes them. The rules for Prometheus ask for nothing else.
 */
class MetricsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final Path RULES = Path.of("..", "docs", "prometheus-rules.yml");
    private static final Path TESTS = Path.of("..", "docs", "prometheus-rules.test.yml");
    private static final Pattern NAME = Pattern.compile("dnsfailover_[a-z_]+");
    private static final Pattern KIND = Pattern.compile("kind(?:=|!=|!~)\"([a-z_|]+)\"");

    private static void assertHolds(String name, String table) throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("-->\n", page.indexOf("<!-- " + name + ":")) + 4;
        int to = page.indexOf("<!-- end of " + name + " -->");
        String wanted = page.substring(0, from) + table + page.substring(to);

        if (Boolean.getBoolean("pages.write")) {
            Files.writeString(PAGE, wanted);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(wanted);
    }

    @Test
    void pageListsEachMeterThatARegistryHoldsAfterALife() throws IOException {
        try (Stage stage = new Stage()) {
            Scrapes scrapes = new Scrapes();
            MetricsTest.life(stage, scrapes);

            Map<String, Meter.Id> byName = new TreeMap<>();
            scrapes.ids.forEach(id -> byName.put(id.getName(), id));
            assertHolds(
                    "metrics",
                    "\n| metric | tags | for Prometheus | meaning |\n| --- | --- | --- | --- |\n"
                            + byName.values().stream()
                                    .map(id -> row(id, scrapes))
                                    .collect(Collectors.joining())
                            + "\n");
        }
    }

    private static String row(Meter.Id id, Scrapes scrapes) {
        String tags = MetricsTest.tagKeys(id).stream()
                .filter(tag -> !tag.equals("owner"))
                .map(tag -> "`" + tag + "`")
                .collect(Collectors.joining(", "));
        return "| `" + id.getName() + "` | " + tags + " | " + forPrometheus(id, scrapes) + " | " + id.getDescription()
                + " |\n";
    }

    private static String forPrometheus(Meter.Id id, Scrapes scrapes) {
        String name = scrapes.registry.config().namingConvention().name(id.getName(), id.getType());
        return switch (id.getType()) {
            case TIMER -> "`" + name + "` with `_count`, `_sum`, `_max`";
            case COUNTER -> "`" + name + (name.endsWith("_total") ? "" : "_total") + "`";
            default -> "`" + name + "`";
        };
    }

    /** What the page calls them is what Prometheus scrapes. */
    @Test
    void namesForPrometheusAreThoseOfAScrape() throws IOException {
        TreeSet<String> scraped = new TreeSet<>();
        try (Stage stage = new Stage()) {
            Scrapes scrapes = new Scrapes();
            Alerts alerts = MetricsTest.life(stage, scrapes);
            stage.check.fails("dc1", "refused");
            stage.advance(600);
            alerts.close();
            scrapes.take();
            scrapes.samples().keySet().forEach(sample -> scraped.add(sample.replaceAll("\\{.*", "")));
        }

        TreeSet<String> listed = new TreeSet<>();
        Files.readString(PAGE)
                .lines()
                .filter(line -> line.startsWith("| `dnsfailover."))
                .forEach(line -> {
                    String cell = line.split("\\|", -1)[3];
                    String name = cell.substring(cell.indexOf('`') + 1, cell.indexOf('`', cell.indexOf('`') + 1));
                    if (cell.contains("_count")) {
                        listed.addAll(List.of(name + "_count", name + "_sum", name + "_max"));
                    } else if (name.startsWith("dnsfailover_")) {
                        listed.add(name);
                    }
                });
        listed.remove("dnsfailover_engine_troubles"); // the alerts work again by the end
        scraped.remove("dnsfailover_engine_troubles");
        assertThat(scraped).isEqualTo(listed);
    }

    @Test
    void pageSaysWhatEachGaugeGivesInEachStateOfAnEngine() throws IOException {
        Map<String, Map<String, Double>> states = new LinkedHashMap<>();
        states.put("not started", state(stage -> {}));
        states.put("leads", state(MetricsPageTest::leads));
        states.put("follows", state(stage -> {
            leads(stage);
            stage.leadership().follow();
            stage.leadership().see(Sighting.SOMEBODY);
            stage.advance(30);
        }));
        states.put("blind", state(stage -> {
            leads(stage);
            stage.reach().fails("router", "no route");
            stage.stage().check.fails("dc1", "no route").fails("aws", "no route");
            stage.advance(60);
        }));
        states.put("closed", state(stage -> {
            leads(stage);
            stage.stage().running().close();
            stage.advance(5);
        }));

        assertHolds("states", table(states));
    }

    /** An engine among several, with one control target. */
    private record Staged(Stage stage, ScriptedLeadership leadership, ScriptedCheck reach) {
        void advance(long seconds) {
            stage.advance(seconds);
        }
    }

    private static void leads(Staged stage) {
        stage.leadership().lead(7);
        stage.stage().running().start();
        stage.advance(60);
    }

    private static Map<String, Double> state(Consumer<Staged> life) {
        try (Stage stage = new Stage()) {
            ScriptedLeadership leadership = new ScriptedLeadership();
            ScriptedCheck reach = new ScriptedCheck();
            stage.leadership(leadership)
                    .engine(engine -> engine.stateStore(new SharedStateStore())
                            .control(ControlTarget.at("router", "192.0.2.1", reach)));
            Scrapes scrapes = new Scrapes().of(FailoverMetrics.of(stage.build()));
            life.accept(new Staged(stage, leadership, reach));
            Map<String, Double> gauges = new TreeMap<>();
            scrapes.take().samples().forEach((sample, value) -> {
                if (!sample.contains("endpoint=\"aws\"") && !sample.matches(".*_(total|count|sum|max)\\b.*")) {
                    gauges.put(
                            sample.replaceAll("[{,](endpoint|pool|scope|severity)=\"[^\"]*\"", "")
                                    .replace("}", "")
                                    .replaceAll("[{,]kind=\"(.*)\"", "{kind=\"$1\"}"),
                            value);
                }
            });
            return gauges;
        }
    }

    private static String table(Map<String, Map<String, Double>> states) {
        TreeSet<String> names = new TreeSet<>();
        states.values().forEach(gauges -> names.addAll(gauges.keySet()));
        StringBuilder table = new StringBuilder("\n| gauge | " + String.join(" | ", states.keySet()) + " |\n| --- |"
                + " --- |".repeat(states.size()) + "\n");
        for (String name : names) {
            List<String> cells = new ArrayList<>();
            states.values()
                    .forEach(gauges -> cells.add(
                            gauges.containsKey(name) ? "" + gauges.get(name).intValue() : ""));
            table.append("| `" + name + "` | " + String.join(" | ", cells) + " |\n");
        }
        return table + "\n";
    }

    @Test
    void rulesAskForMetricsAndKindsThatExist() throws IOException {
        String page = Files.readString(PAGE);
        List<String> kinds = Arrays.stream(Trouble.Kind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .toList();

        for (Path file : List.of(RULES, TESTS)) {
            String text = Files.readString(file);
            assertThat(NAME.matcher(text)
                            .results()
                            .map(MatchResult::group)
                            .map(name -> name.replaceFirst("_count$", "")) // of a timer, told beside its name
                            .distinct())
                    .isNotEmpty()
                    .allSatisfy(
                            name -> assertThat(page).as("%s in %s", name, file).contains("`" + name + "`"));
            assertThat(KIND.matcher(text)
                            .results()
                            .flatMap(found -> Arrays.stream(found.group(1).split("\\|", -1))))
                    .isNotEmpty()
                    .isSubsetOf(kinds);
        }
    }

    @Test
    void pageNamesEveryRule() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Pattern.compile("alert: (\\w+)")
                        .matcher(Files.readString(RULES))
                        .results())
                .hasSize(14)
                .allSatisfy(rule -> assertThat(page).contains("| `" + rule.group(1) + "` |"));
    }
}
