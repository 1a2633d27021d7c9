package io.github.dnsfailover.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each kind of event says. A new kind brings an example. */
class EventSummaryTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordSet OLD = RecordSet.of(A, Duration.ofSeconds(30), "192.0.2.22");
    private static final RecordSet NEW = RecordSet.of(A, Duration.ofSeconds(30), "198.51.100.109");
    private static final List<String> DC1 = List.of("dc1");
    private static final List<String> AWS = List.of("aws");
    private static final String SETS = "www.example.com. A 30 [192.0.2.22]";
    private static final String OTHERS = "www.example.com. A 30 [198.51.100.109]";

    /** An event, and what it must say. */
    record Example(FailoverEvent event, Severity severity, String summary) {
        @Override
        public String toString() {
            return event.getClass().getSimpleName() + ": " + summary;
        }
    }

    static Stream<Example> examples() {
        return Stream.of(ofDns(), ofHealth(), ofTheEngine()).flatMap(List::stream);
    }

    private static List<Example> ofDns() {
        return List.of(
                notice(
                        new RecordsChanged(
                                "www",
                                AT,
                                RecordsChanged.Cause.FAILOVER,
                                DC1,
                                AWS,
                                "dc1 failed (refused); aws is the best that may serve",
                                List.of(new Transition(OLD, NEW)),
                                "C123",
                                AT,
                                AT,
                                AT),
                        "FAILOVER from [dc1] to [aws]: dc1 failed (refused); aws is the best that may serve"),
                notice(
                        new ChangeProved("www", AT, AWS, AT, AT, AT, AT, AT, AT.plusSeconds(30), List.of("ns1", "ns2")),
                        "all 2 servers answer [aws]; resolvers that keep to the TTL follow until 2026-01-01T00:00:30Z"),
                notice(
                        new ChangeWithheld("www", AT, AWS, "[old -> new]", "dc1 failed"),
                        "dry run, not written: [old -> new]: dc1 failed"),
                warning(
                        new ServersLag("www", AT, AWS, List.of("ns2 keeps the old one"), Duration.ofSeconds(61)),
                        "[ns2 keeps the old one] do not answer [aws] after 61 s"),
                warning(
                        new ProofFailed("www", AT, AWS, "the servers could not be found"),
                        "the change to [aws] stays unproved: the servers could not be found"),
                warning(new WriteConflict("www", AT, List.of(OLD)), "write conflict, found [" + SETS + "]"),
                warning(
                        new WriteFailed("www", AT, Outcome.UNKNOWN, "no answer", Duration.ofSeconds(1)),
                        "write failed (UNKNOWN): no answer"),
                notice(new UnknownResolved("www", AT, true, List.of(NEW)), "the change of unknown outcome was made"),
                notice(
                        new UnknownResolved("www", AT, false, List.of(OLD)),
                        "the change of unknown outcome was not made"),
                warning(new ReadFailed("www", AT, "no route"), "read failed: no route"),
                notice(new ProviderRecovered("www", AT, "acme"), "acme answers again"),
                warning(
                        new ForeignEdit("www", AT, List.of(OLD), List.of(NEW), ForeignEdit.Response.REASSERT),
                        "foreign edit, found [" + OTHERS + "] instead of [" + SETS + "]; REASSERT"),
                warning(
                        new ForeignOwner("www", AT, "v=1 owner=them", "owner them, not us"),
                        "not ours: owner them, not us; mark v=1 owner=them"),
                notice(new TakenOver("www", AT, DC1, List.of(OLD)), "taken over, publishing [dc1]"),
                warning(
                        new TakeOverRefused("www", AT, List.of(NEW), "[new -> old]"),
                        "take-over refused, found [" + OTHERS
                                + "]; to replace it say takeOver(ADOPT), which would do: [new -> old]"));
    }

    private static List<Example> ofHealth() {
        ProbeEvidence evidence =
                new ProbeEvidence(AT, "192.0.2.22", HealthResult.unhealthy("refused"), Duration.ofMillis(3));
        return List.of(
                warning(
                        new HealthChanged(
                                "www",
                                AT,
                                "dc1",
                                Health.HEALTHY,
                                Health.UNHEALTHY,
                                "192.0.2.22: refused",
                                List.of(evidence)),
                        "endpoint dc1 is UNHEALTHY, was HEALTHY: 192.0.2.22: refused"),
                detail(
                        new HealthChanged("www", AT, "dc1", Health.UNKNOWN, Health.HEALTHY, "", List.of()),
                        "endpoint dc1 is HEALTHY, was UNKNOWN"),
                warning(new AllEndpointsDown("www", AT, "hold"), "every endpoint is unhealthy; hold"),
                warning(new CheckMisbehaved("www", AT, "dc1", "returned null"), "check of endpoint dc1 returned null"),
                detail(
                        new FailuresReported("www", AT, "dc1", "3 failures within 10 s, the last: reset"),
                        "dc1 is probed at once: 3 failures within 10 s, the last: reset"),
                warning(
                        new VantageBlind("www", AT, "the engine was late by 3000 ms"),
                        "blind: the engine was late by 3000 ms"),
                notice(new VantageSane("www", AT, Duration.ofSeconds(12)), "sees again after 12 s"));
    }

    private static List<Example> ofTheEngine() {
        return List.of(
                detail(new PoolStarted("www", AT, "within 60 s", "acme", List.of()), "started on acme"),
                warning(
                        new PoolStarted("www", AT, "within 60 s", "acme", List.of("the span is short")),
                        "started on acme; beware: the span is short"),
                detail(new PoolStopped("www", AT), "stopped; DNS stays as it is"),
                detail(
                        new DecisionChanged("www", AT, "publish [aws]", "aws is the best that may serve"),
                        "publish [aws]: aws is the best that may serve"),
                warning(new PolicyFailed("www", AT, "it answered null"), "policy: it answered null"),
                notice(new LeadershipChanged("www", AT, OptionalLong.of(7), ""), "leads with term 7"),
                notice(
                        new LeadershipChanged("www", AT, OptionalLong.empty(), "gave up the lead"),
                        "does not lead: gave up the lead"),
                notice(
                        new IntentChanged("www", AT, IntentChanged.Change.SAID, "freeze www by alice because work", ""),
                        "intent SAID: freeze www by alice because work"),
                warning(new StateStoreFailed("www", AT, "torn"), "state store: torn"),
                notice(new StateStoreRecovered("www", AT), "state store works again"),
                warning(
                        new ListenerFailed("www", AT, "com.acme.Pager", "java.io.IOException: no network"),
                        "listener com.acme.Pager threw java.io.IOException: no network"),
                warning(new EventsDropped("", AT, 17), "17 events were dropped for a slow listener"),
                warning(
                        new AlertLost(List.of("www"), AT, "mail", "www moved to aws", "no answer for an hour"),
                        "alert lost, notifier mail: no answer for an hour; it said: www moved to aws"),
                warning(
                        new AlertingFailed(AT, "mail", "connection refused"),
                        "alerts: mail does not work: connection refused"),
                notice(
                        new AlertingRecovered(AT, "mail", Duration.ofSeconds(90)),
                        "alerts: mail works again after 90 s"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void itSaysInOneLineWhatHappened(Example example) {
        FailoverEvent event = example.event();

        assertThat(event.summary()).isEqualTo(example.summary()).doesNotContain("\n", "\r");
        assertThat(event.severity()).isEqualTo(example.severity());
        assertThat(event.at()).isEqualTo(AT);
        assertThat(event.toString()).startsWith(event.pool()).endsWith(event.summary());
    }

    @Test
    void everyKindHasAnExample() throws IOException, URISyntaxException {
        Set<String> shown = examples()
                .map(example -> example.event().getClass().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(kinds()).isNotEmpty().isEqualTo(shown);
    }

    @Test
    void evidenceSaysWhatAProbeFound() {
        ProbeEvidence evidence =
                new ProbeEvidence(AT, "192.0.2.22", HealthResult.unhealthy("refused"), Duration.ofMillis(3));

        assertThat(evidence).hasToString("2026-01-01T00:00:00Z 192.0.2.22 UNHEALTHY (refused) in 3 ms");
    }

    /** The kinds among the package's class files. */
    private static Set<String> kinds() throws IOException, URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(PoolStarted.class.getResource("PoolStarted.class"))
                .toURI());
        Set<String> kinds = new TreeSet<>();
        try (Stream<Path> files = Files.list(Objects.requireNonNull(file.getParent()))) {
            for (Path each : files.toList()) {
                String name = String.valueOf(each.getFileName()).replace(".class", "");
                if (isKind(PoolStarted.class.getPackageName() + "." + name)) {
                    kinds.add(name);
                }
            }
        }
        return kinds;
    }

    private static boolean isKind(String className) {
        try {
            return FailoverEvent.class.isAssignableFrom(Class.forName(className));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a file that is no class: " + className, e);
        }
    }

    private static Example detail(FailoverEvent event, String summary) {
        return new Example(event, Severity.DETAIL, summary);
    }

    private static Example notice(FailoverEvent event, String summary) {
        return new Example(event, Severity.NOTICE, summary);
    }

    private static Example warning(FailoverEvent event, String summary) {
        return new Example(event, Severity.WARNING, summary);
    }
}
