package io.github.dnsfailover.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.StillZone;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/configuration.md lists the keys that are read, and its examples are; -Dpages.write=true writes its tables. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void pageListsEachKeyAsTheTablesHaveIt() throws IOException {
        String page = Files.readString(PAGE);
        String wanted = page;
        for (Map.Entry<String, String> table : tables().entrySet()) {
            wanted = with(wanted, table.getKey(), table.getValue());
        }

        if (Boolean.getBoolean("pages.write")) {
            Files.writeString(PAGE, wanted);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(wanted);
    }

    private static Map<String, String> tables() {
        Map<String, String> tables = new TreeMap<>();
        tables.put("pool", keys(PoolKeys.TABLE, "check."));
        tables.put("engine", keys(EngineKeys.TABLE, "controls[].check."));
        tables.put(
                "check",
                head("key", "of the kinds", "value", "default", "meaning")
                        + rows(CheckKeys.ALL, ConfigurationPageTest::checkRow));
        tables.put("kinds", head("kind", "what to use") + code(CheckKeys.CODE));
        Map<String, String> both = new TreeMap<>();
        PoolKeys.CODE.forEach((option, why) -> both.put("EndpointPool.Builder." + option, why));
        EngineKeys.CODE.forEach((option, why) -> both.put("FailoverEngine.Builder." + option, why));
        tables.put("code", head("method of the builder", "what to pass") + code(both));
        return tables;
    }

    private static String keys(Table table, String elsewhere) {
        List<Setting> here = table.settings().stream()
                .filter(setting ->
                        !setting.name().startsWith(elsewhere) || setting.name().equals(elsewhere + "kind"))
                .map(setting -> setting.name().startsWith(elsewhere)
                        ? Setting.of(elsewhere + "*", Form.TEXT, "[A check](#a-check).")
                                .needed(elsewhere.equals("check.") ? "unless code gives it" : "")
                        : setting)
                .toList();
        return head("key", "value", "default", "meaning") + rows(here, ConfigurationPageTest::row);
    }

    private static String rows(List<Setting> settings, Function<Setting, String> row) {
        return settings.stream().map(row).collect(Collectors.joining());
    }

    private static String row(Setting setting) {
        boolean group = setting.name().endsWith("*");
        return line("`" + setting.name() + "`", group ? "" : value(setting), fallback(setting), setting.meaning());
    }

    private static String checkRow(Setting setting) {
        List<String> kinds = CheckKeys.kindsOf(setting);
        return line(
                "`" + setting.name() + "`",
                kinds.isEmpty() ? "all" : String.join(", ", kinds),
                value(setting),
                fallback(setting),
                setting.meaning());
    }

    private static String value(Setting setting) {
        String list = setting.form().repeats() ? "list of " : "";
        return setting.words().isEmpty()
                ? setting.form().words()
                : list + setting.words().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }

    private static String fallback(Setting setting) {
        boolean literal = setting.fallback().matches("[0-9]+(s|ms|m)?|GET|A|/|true|false|dnsfailover|default")
                || setting.words().contains(setting.fallback());
        return literal ? "`" + setting.fallback() + "`" : setting.fallback();
    }

    private static String code(Map<String, String> code) {
        return new TreeMap<>(code)
                .entrySet().stream()
                        .map(each -> line("`" + each.getKey() + "`", each.getValue()))
                        .collect(Collectors.joining());
    }

    private static String head(String... columns) {
        return "\n" + line(columns)
                + line(Stream.of(columns).map(column -> "---").toArray(String[]::new));
    }

    private static String line(String... cells) {
        return Stream.of(cells)
                        .map(cell -> cell.isEmpty() ? "| " : "| " + cell + " ")
                        .collect(Collectors.joining()) + "|\n";
    }

    private static String with(String page, String name, String table) {
        int from = page.indexOf("-->\n", page.indexOf("<!-- " + name + ":")) + 4;
        int to = page.indexOf("<!-- end of " + name + " -->");
        return page.substring(0, from) + table + "\n" + page.substring(to);
    }

    @Test
    void noWordBreaksATable() {
        assertThat(Stream.of(PoolKeys.TABLE.settings(), EngineKeys.TABLE.settings(), CheckKeys.ALL)
                        .flatMap(List::stream))
                .allSatisfy(setting -> {
                    assertThat(setting.meaning())
                            .isNotBlank()
                            .doesNotContain("|", "\n")
                            .endsWith(".");
                    assertThat(setting.fallback()).doesNotContain("|", "\n");
                });
    }

    @Test
    void theExampleInPropertiesMakesAPoolAndAnEngine() throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(block("properties")));

        EndpointPool pool = EndpointPool.fromProperties("failover.pools.www", properties, ConfigurationPageTest::secret)
                .provider(new StillZone())
                .build();
        FailoverEngine.Builder engine = FailoverEngine.fromProperties("failover.engine", properties);

        assertThat(pool)
                .asString()
                .startsWith("pool www [www.example.com., example.com.] [cloudhelix in dc1 [192.0.2.22],"
                        + " ec2 in aws [198.51.100.109]], check HttpCheck, policy ordered priority, ")
                .contains(", failback automatic after PT10M, all down: KEEP, ", ", ttl PT30S, ", ", holdDown PT2M, ");
        try (FailoverEngine built = engine.pool(pool).build()) {
            assertThat(built.pools()).containsExactly(pool);
        }
    }

    @Test
    void theExampleInYamlSaysTheSame() throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(block("properties")));
        Map<String, String> yaml = flat(block("yaml"));

        assertThat(EndpointPool.fromProperties("failover.pools.www", yaml, ConfigurationPageTest::secret))
                .usingRecursiveComparison()
                .withEqualsForFields((a, b) -> true, "check.wants.textOfTarget") // a lambda; the text is equal below
                .isEqualTo(
                        EndpointPool.fromProperties("failover.pools.www", properties, ConfigurationPageTest::secret));
        assertThat(FailoverEngine.fromProperties("failover.engine", yaml))
                .usingRecursiveComparison()
                .isEqualTo(FailoverEngine.fromProperties("failover.engine", properties));
        assertThat(new TreeMap<>(yaml).values())
                .containsExactlyInAnyOrderElementsOf(
                        properties.values().stream().map(Object::toString).toList());
    }

    private static Optional<String> secret(String name) {
        return name.equals("probe-token") ? Optional.of("Bearer 1") : Optional.empty();
    }

    private static String block(String language) throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("```" + language + "\n") + language.length() + 4;
        return page.substring(from, page.indexOf("```", from));
    }

    /** As much of YAML as the example has: maps and lists by indent, and plain texts. */
    private static Map<String, String> flat(String yaml) {
        Map<String, String> keys = new HashMap<>();
        Deque<Level> levels = new ArrayDeque<>();
        for (String line : yaml.lines().filter(each -> !each.isBlank()).toList()) {
            int indent = line.indexOf(line.strip());
            while (!levels.isEmpty() && levels.peek().indent >= indent) {
                levels.pop();
            }
            String text = line.strip();
            if (text.startsWith("- ")) {
                String list = levels.isEmpty() ? "" : levels.peek().name;
                int index = Math.toIntExact(keys.keySet().stream()
                        .filter(key -> key.startsWith(list + "["))
                        .map(key -> key.substring(0, key.indexOf(']', list.length())))
                        .distinct()
                        .count());
                levels.push(new Level(indent, list + "[" + index + "]"));
                text = text.substring(2);
                indent += 2;
            }
            String[] nameAndValue = text.split(":( |$)", 2);
            String name = levels.isEmpty() ? nameAndValue[0] : levels.peek().name + "." + nameAndValue[0];
            if (nameAndValue[1].isEmpty()) {
                levels.push(new Level(indent, name));
            } else {
                keys.put(name, nameAndValue[1]);
            }
        }
        return keys;
    }

    private record Level(int indent, String name) {}
}
