package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.ConvergenceBound;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.internal.text.Durations;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/concepts.md shows of a failover is what an engine with the defaults tells, in virtual time. */
class ConceptsPageTest {

    private static final Duration PHASE = Duration.ofSeconds(4); // of the interval, at which the primary dies

    private final VirtualRuntime runtime = new VirtualRuntime(1);
    private final ScriptedCheck check = new ScriptedCheck();
    private final List<String> lines = new ArrayList<>();
    private Duration died = Duration.ZERO;

    /** Whether the primary has been left: its further failures are no news. */
    private boolean left;

    @Test
    void theStoryIsWhatAnEngineTells() throws IOException {
        EndpointPool www = pool(MemoryDnsProvider.of(MemoryZone.of("example.com")));
        try (FailoverEngine engine = FailoverEngine.builder()
                .pool(www)
                .leadership(Leadership.singleInstance())
                .runtime(runtime)
                .withoutLogging()
                .listener(this::hear)
                .build()) {
            engine.start();
            runtime.advance(Duration.ofMinutes(5).plus(PHASE));
            lines.clear();
            left = false;
            died = runtime.passed();
            check.answers("cloudhelix", (target, timeout) -> refused());
            runtime.advance(Duration.ofMinutes(1));
            check.passes("cloudhelix");
            runtime.advance(Duration.ofMinutes(10));
        }

        assertThat(lines).isNotEmpty();
        new GeneratedPart("concepts.md", "story").assertIs("```text\n" + String.join("\n", lines) + "\n```\n");
    }

    @Test
    void theBoundIsWhatThePoolPrints() throws IOException {
        ConvergenceBound bound = pool(Rfc2136Provider.zone("example.com")
                        .server("192.0.2.53")
                        .unsigned()
                        .build())
                .convergence();

        String terms = bound.terms().stream()
                .map(term -> String.format(Locale.ROOT, "%-12s %s%n", Durations.words(term.time()), term.name()))
                .collect(Collectors.joining());

        new GeneratedPart("concepts.md", "bound")
                .assertIs("```text\n" + terms + String.format("%-12s in all%n", Durations.words(bound.total()))
                        + "```\n");
    }

    private EndpointPool pool(DnsProvider provider) {
        return EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("cloudhelix", "192.0.2.22").site("dc1"))
                .endpoint(Endpoint.backup("ec2", "198.51.100.109").site("aws"))
                .check(check)
                .provider(provider)
                .build();
    }

    private HealthResult refused() {
        runtime.elapse(Duration.ofMillis(1));
        if (!left) {
            lines.add(line("a probe fails: connection refused"));
        }
        return HealthResult.unhealthy("connection refused");
    }

    private void hear(FailoverEvent event) {
        if (event instanceof HealthChanged || event instanceof RecordsChanged || event instanceof ChangeProved) {
            lines.add(line(event.summary()));
            left |= event instanceof RecordsChanged;
        }
    }

    private String line(String text) {
        return String.format(
                Locale.ROOT, "%7.1f s  %s", runtime.passed().minus(died).toMillis() / 1000.0, text);
    }
}
