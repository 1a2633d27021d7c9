package io.github.dnsfailover.examples.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.examples.Installed;
import io.github.dnsfailover.examples.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of docs/prometheus-rules.yml by the word of Prometheus' own tool. */
class PrometheusRulesTest {

    private static final Path DOCS = Path.of("..", "docs");

    private static Program.Ended promtool(String... words) throws IOException {
        String file = Installed.require("promtool", "docs/prometheus-rules.yml");
        List<String> command = new ArrayList<>(List.of(file));
        command.addAll(List.of(words));
        return Program.run(DOCS, command);
    }

    @Test
    void rulesAreWellFormed() throws IOException {
        Program.Ended check = promtool("check", "rules", "prometheus-rules.yml");

        assertThat(check.said()).contains("SUCCESS: 14 rules found");
        assertThat(check.code()).isZero();
    }

    @Test
    void eachRuleFiresWhenItShouldAndNotBefore() throws IOException {
        Program.Ended test = promtool("test", "rules", "prometheus-rules.test.yml");

        assertThat(test.said()).contains("SUCCESS");
        assertThat(test.code()).isZero();
    }
}
