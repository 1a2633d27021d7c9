package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Timings;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of defaults in docs/choosing.md says what a pool has of which nothing is said. */
class DefaultsTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `(\\w+)` \\| (?:automatic, )?([0-9]+(?: s)?)(?:,| \\|)", Pattern.MULTILINE);

    @Test
    void theTableOfDefaultsIsRight() throws IOException {
        Map<String, String> table = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("../docs/choosing.md")))
                .results()
                .forEach(row -> table.put(row.group(1), row.group(2)));

        assertThat(table).isEqualTo(new TreeMap<>(defaults()));
    }

    private static Map<String, String> defaults() {
        EndpointPool pool = EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("one", "192.0.2.1"))
                .check((target, timeout) -> HealthResult.healthy())
                .provider(MemoryDnsProvider.of(MemoryZone.of("example.com")))
                .build();
        Timings timings = pool.timings();
        return Map.ofEntries(
                Map.entry("ttl", seconds(timings.ttl())),
                Map.entry("interval", seconds(timings.interval())),
                Map.entry("intervalWhenDown", seconds(timings.intervalWhenDown())),
                Map.entry("timeout", seconds(timings.timeout())),
                Map.entry("recheck", seconds(timings.recheck())),
                Map.entry("fall", Integer.toString(timings.fall())),
                Map.entry("rise", Integer.toString(timings.rise())),
                Map.entry("forgive", Integer.toString(timings.forgive())),
                Map.entry("minimumUnhealthySpan", seconds(timings.minimumUnhealthySpan())),
                Map.entry("freshness", seconds(timings.freshness())),
                Map.entry("holdDown", seconds(timings.holdDown())),
                Map.entry("escapeFloor", seconds(timings.escapeFloor())),
                Map.entry(
                        "failback", seconds(pool.failback().soak(timings.ttl()).orElseThrow())),
                Map.entry("readEvery", seconds(timings.readEvery())),
                Map.entry("settleLimit", seconds(timings.settleLimit())));
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }
}
