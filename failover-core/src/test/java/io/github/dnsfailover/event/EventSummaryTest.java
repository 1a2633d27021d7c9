package io.github.dnsfailover.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.MoveReaction;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ResidualReport.Network;
import io.github.dnsfailover.event.ResidualReport.Share;
import io.github.dnsfailover.internal.event.Made;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
        return Stream.of(ofDns(), ofHealth(), ofTraffic(), ofTheEngine(), ofTroubles())
                .flatMap(List::stream);
    }

    private static List<Example> ofDns() {
        return List.of(
                notice(
                        new Made.RecordsChanged(
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
                                AT,
                                AT.plusSeconds(30)),
                        "FAILOVER from [dc1] to [aws]: dc1 failed (refused); aws is the best that may serve"),
                notice(
                        proved(false, "ns1", "ns2"),
                        "all 2 servers answer [aws]; resolvers that keep to the TTL follow by 2026-01-01T00:00:30Z"),
                notice(
                        proved(true, "ns1"),
                        "the one server answers [aws]; resolvers that keep to the TTL follow by 2026-01-01T00:00:30Z"
                                + " at the earliest"),
                notice(
                        new Made.RecordsChanged(
                                "www",
                                AT,
                                RecordsChanged.Cause.ADOPTION,
                                List.of(),
                                AWS,
                                "aws is the best that may serve",
                                List.of(new Transition(OLD, NEW)),
                                "",
                                AT,
                                AT,
                                AT,
                                AT.plusSeconds(30)),
                        "ADOPTION from " + OLD.values() + " to [aws]: aws is the best that may serve; deleted "
                                + OLD.key() + " " + OLD.values()),
                notice(
                        new Made.ChangeWithheld("www", AT, AWS, "[old -> new]", "dc1 failed"),
                        "dry run, not written: [old -> new]: dc1 failed"),
                warning(
                        new Made.ReactionFailed("www", AT, "shop.Pool", MoveReaction.Stage.ACCEPTED, "it threw"),
                        "shop.Pool failed when it was told that a move is ACCEPTED: it threw"),
                warning(new Made.WriteConflict("www", AT, List.of(OLD)), "write conflict, found [" + SETS + "]"),
                notice(
                        new Made.UnknownResolved("www", AT, true, false, List.of(NEW)),
                        "the change of unknown outcome was made"),
                notice(
                        new Made.UnknownResolved("www", AT, false, false, List.of(OLD)),
                        "the change of unknown outcome was not made"),
                notice(
                        new Made.UnknownResolved("www", AT, false, true, List.of(OLD)),
                        "the change of unknown outcome was made in part"),
                notice(
                        new Made.ForeignEdit("www", AT, List.of(OLD), List.of(NEW), ForeignEdit.Response.REASSERT),
                        "foreign edit, found [" + OTHERS + "] instead of [" + SETS + "]; REASSERT"),
                notice(new Made.TakenOver("www", AT, DC1, List.of(OLD)), "taken over, publishing [dc1]"));
    }

    private static Made.ChangeProved proved(boolean horizonIsLeast, String... servers) {
        Instant horizon = AT.plusSeconds(30);
        return new Made.ChangeProved(
                "www",
                AT,
                AWS,
                AT,
                AT,
                AT,
                AT,
                AT,
                horizon,
                horizonIsLeast,
                List.of(servers),
                List.of(),
                Signatures.State.NOT_SEEN);
    }

    private static List<Example> ofTraffic() {
        ResidualReport.Builder counted = ResidualReport.of("dc1", AT).before(12.5);
        List<Network> networks = List.of(new Network("192.0.2.0/24", 70), new Network("2001:db8::/40", 3));
        return List.of(
                notice(
                        residual(ResidualReport.of("dc1", AT)),
                        "residual traffic at dc1: not measured, nobody counts there"),
                notice(
                        residual(ResidualReport.of("dc1", AT).withoutBase().networks(networks, 4)),
                        "residual traffic at dc1: too few requests were counted before the move to tell a share, most "
                                + "from 192.0.2.0/24, 2001:db8::/40"),
                notice(
                        residual(counted.gone(Map.of(
                                50, Duration.ofSeconds(40), 95, Duration.ofMinutes(2), 99, Duration.ofSeconds(850)))),
                        "residual traffic at dc1: 50 % gone after 40 s, 95 % after 2 min, 99 % after 14 min 10 s, of "
                                + "13 requests a second"),
                notice(
                        residual(counted.gone(Map.of(50, Duration.ofSeconds(40)))
                                .shares(List.of(new Share(Duration.ofMinutes(59), 0.034)))
                                .networks(networks, 4)
                                .silent(1)),
                        "residual traffic at dc1: 50 % gone after 40 s, of 13 requests a second; 3.4 % still came "
                                + "in the last minute, most from 192.0.2.0/24, 2001:db8::/40; without 1 instance "
                                + "that fell silent"));
    }

    private static Made.ResidualTraffic residual(ResidualReport.Builder report) {
        return new Made.ResidualTraffic("www", AT, report.build());
    }

    private static List<Example> ofHealth() {
        ProbeEvidence evidence =
                new ProbeEvidence(AT, "192.0.2.22", HealthResult.unhealthy("refused"), Duration.ofMillis(3));
        return List.of(
                notice(
                        new Made.HealthChanged(
                                "www",
                                AT,
                                "dc1",
                                Health.HEALTHY,
                                Health.UNHEALTHY,
                                "192.0.2.22: refused",
                                List.of(evidence)),
                        "endpoint dc1 is UNHEALTHY, was HEALTHY: 192.0.2.22: refused"),
                detail(
                        new Made.HealthChanged("www", AT, "dc1", Health.UNKNOWN, Health.HEALTHY, "", List.of()),
                        "endpoint dc1 is HEALTHY, was UNKNOWN"),
                detail(
                        new Made.FailuresReported("www", AT, "dc1", "3 failures within 10 s, the last: reset"),
                        "dc1 is probed at once: 3 failures within 10 s, the last: reset"));
    }

    private static List<Example> ofTheEngine() {
        return List.of(
                detail(new Made.PoolStarted("www", AT, "within 60 s", "acme", List.of()), "started on acme"),
                warning(
                        new Made.PoolStarted("www", AT, "within 60 s", "acme", List.of("the span is short")),
                        "started on acme; beware: the span is short"),
                detail(new Made.PoolStopped("www", AT), "stopped; DNS stays as it is"),
                detail(
                        new Made.DecisionChanged("www", AT, "publish [aws]", "aws is the best that may serve"),
                        "publish [aws]: aws is the best that may serve"),
                notice(
                        new Made.LeaderSeen(List.of("www"), AT, "example.com.", "web-3/4711", 7),
                        "web-3/4711 leads example.com. with term 7"),
                notice(
                        new Made.LeadershipChanged(List.of("www"), AT, "example.com.", OptionalLong.of(7), ""),
                        "leads example.com. with term 7"),
                notice(
                        new Made.LeadershipChanged(
                                List.of("www"), AT, "example.com.", OptionalLong.empty(), "gave up the lead"),
                        "does not lead example.com.: gave up the lead"),
                notice(
                        new Made.IntentChanged(
                                "www", AT, IntentChanged.Change.SAID, "freeze www by alice because work", ""),
                        "intent SAID: freeze www by alice because work"),
                warning(new Made.EventsDropped(AT, 17), "17 events were dropped for a slow listener"),
                warning(
                        new Made.AlertLost(List.of("www"), AT, "mail", "www moved to aws", "no answer for an hour"),
                        "alert lost, notifier mail: no answer for an hour; it said: www moved to aws"));
    }

    private static List<Example> ofTroubles() {
        Trouble warning = trouble("refused", Severity.WARNING);
        Trouble alarm = trouble("timeout", Severity.ALARM);
        return List.of(
                warning(new Made.TroubleBegan(AT, warning), "endpoint down dc1: refused"),
                new Example(
                        new Made.TroubleChanged(AT, alarm, warning, TroubleChanged.Reason.SEVERITY),
                        Severity.ALARM,
                        "endpoint down dc1: timeout; now ALARM, was WARNING"),
                warning(
                        new Made.TroubleChanged(
                                AT, warning, trouble("timeout", Severity.WARNING), TroubleChanged.Reason.CAUSE),
                        "endpoint down dc1: refused; before: timeout"),
                new Example(
                        new Made.TroubleChanged(AT, alarm, alarm, TroubleChanged.Reason.REMINDER),
                        Severity.ALARM,
                        "endpoint down dc1: timeout; it has lasted since 2026-01-01T00:00:00Z"),
                notice(
                        new Made.TroubleEnded(AT, warning, Duration.ofSeconds(90)),
                        "endpoint down dc1: over after 90 s"),
                notice(
                        new Made.TroubleEnded(AT, warning, Duration.ofSeconds(2394)),
                        "endpoint down dc1: over after 39 min 54 s"),
                notice(
                        new Made.TroubleEnded(AT, warning, Duration.ofMinutes(125), TroubleEnded.Ending.ENGINE_CLOSED),
                        "endpoint down dc1: not watched any more, the engine was closed; it lasted 2 h 5 min"));
    }

    private static Trouble trouble(String text, Severity severity) {
        return new Made.Trouble(Trouble.Kind.ENDPOINT_DOWN, "www", "dc1", List.of("www"), AT, text, severity, false);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void itSaysInOneLineWhatHappened(Example example) {
        FailoverEvent event = example.event();

        assertThat(event.summary()).isEqualTo(example.summary()).doesNotContain("\n", "\r");
        assertThat(event.severity()).isEqualTo(example.severity());
        assertThat(event.at()).isEqualTo(AT);
        assertThat(event.toString())
                .startsWith(event.pools().isEmpty() ? "engine" : event.pools().get(0))
                .endsWith(event.summary());
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
            Class<?> found = Class.forName(className);
            return FailoverEvent.class.isAssignableFrom(found) && found != PoolEvent.class;
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
