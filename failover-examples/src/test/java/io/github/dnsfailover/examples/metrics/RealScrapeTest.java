package io.github.dnsfailover.examples.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Leadership.Sighting;
import io.github.dnsfailover.examples.Httpd;
import io.github.dnsfailover.examples.Installed;
import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.examples.Waiting;
import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes two engines and judges by the rules that are shipped. They fire after two seconds instead
 * of minutes: each {@code for} is replaced by {@code for: 2s}, and nothing else.
 */
class RealScrapeTest {

    private static final Path RULES = Path.of("..", "docs", "prometheus-rules.yml");
    private static final Pattern FOR = Pattern.compile("for: [0-9]+[mh]\\n");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String NO_PLACE = "DnsFailoverNoPlaceToGo";
    private static final String DEAD_PLACE = "DnsFailoverClientsAtDeadPlace";
    private static final String NONE_HEALTHY = "DnsFailoverNoEndpointHealthy";
    private static final String MOVE_BLOCKED = "DnsFailoverMoveBlocked"; // by having nowhere to go
    private static final String TWO_LEADERS = "DnsFailoverTwoLeaders";
    private static final String NOBODY_LEADS = "DnsFailoverNobodyLeads";
    private static final String NO_ENGINE = "DnsFailoverNoEngine";

    @TempDir
    Path folder;

    @Test
    void whatGoesWrongFires() throws IOException {
        int sites = FreePort.find();
        int metricsOfFirst = FreePort.find();
        int metricsOfSecond = FreePort.find();
        String rules = FOR.matcher(Files.readString(RULES)).replaceAll("for: 2s\n");
        assertThat(FOR.matcher(rules).find()).isFalse();

        String httpd = Installed.require("apache2", "alerts about sites that die");
        try (Httpd primary = new Httpd(httpd, MeasuredInstance.PRIMARY, List.of(sites), folder);
                Httpd backup = new Httpd(httpd, MeasuredInstance.BACKUP, List.of(sites), folder);
                Program first = program(metricsOfFirst, sites);
                MeasuredInstance second = new MeasuredInstance(metricsOfSecond, sites);
                Prometheus prometheus =
                        new Prometheus(sub("prometheus"), rules, List.of(metricsOfFirst, metricsOfSecond))) {
            second.leadership.see(Sighting.SOMEBODY);
            second.engine.start();
            await(prometheus, "both measured", "count(dnsfailover_endpoint_health == 1) == 4");
            await(prometheus, "one leads", "dnsfailover_engine_leading == 1");
            await(prometheus, "peace for 5 s", "min_over_time(count(dnsfailover_pool_blocked == 0)[5s:1s]) == 1");
            fires(prometheus, Set.of());
            assertThat(prometheus.query("count by (instance) (dnsfailover_endpoint_published)"))
                    .as("whoever follows says nothing of what is published")
                    .containsExactly("{\"instance\":\"127.0.0.1:" + metricsOfFirst + "\"} 2");

            assertThat(prometheus.query(
                            "count({__name__=~\"dnsfailover_.*\",outcome!~\"unhealthy|inconclusive\",kind=\"\"})"))
                    .as("series, but those of probes that a busy machine delayed")
                    .containsExactly("{} 39");

            second.leadership.lead(9);
            fires(prometheus, Set.of(TWO_LEADERS));
            second.leadership.follow();
            fires(prometheus, Set.of());

            backup.kill();
            fires(prometheus, Set.of(NO_PLACE));
            primary.kill();
            fires(prometheus, Set.of(NO_PLACE, DEAD_PLACE, NONE_HEALTHY, MOVE_BLOCKED));

            second.stop();
            await(prometheus, "one engine is left", "count(dnsfailover_engine_running == 1) == 1");
            first.kill();
            fires(prometheus, Set.of(NOBODY_LEADS, NO_ENGINE));
        }
    }

    private Path sub(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    private Program program(int metrics, int sites) throws IOException {
        return Program.start(
                sub("instance").resolve("log"),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MeasuredInstance.class.getName(),
                        String.valueOf(metrics),
                        String.valueOf(sites)));
    }

    private static void await(Prometheus prometheus, String what, String query) {
        Waiting.await(() -> what, LIMIT, () -> {
            try {
                return !prometheus.query(query).isEmpty();
            } catch (IOException e) {
                throw new AssertionError("prometheus does not answer", e);
            }
        });
    }

    /** These alerts fire in the end, and no others. */
    private static void fires(Prometheus prometheus, Set<String> alerts) {
        Waiting.await(
                () -> alerts + " fire, not " + prometheus.firing(),
                LIMIT,
                () -> prometheus.firing().equals(alerts));
    }
}
