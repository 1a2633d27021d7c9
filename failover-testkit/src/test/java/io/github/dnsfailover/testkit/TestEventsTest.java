package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.MoveReaction;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.IntentChanged;
import io.github.dnsfailover.event.ProbeEvidence;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.internal.event.Made;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the testkit makes looks like what an engine makes. */
class TestEventsTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordSet OLD = RecordSet.of(A, Duration.ofSeconds(30), "192.0.2.22");
    private static final RecordSet NEW = RecordSet.of(A, Duration.ofSeconds(30), "198.51.100.109");

    private final TestEvents www = TestEvents.of("www", AT);

    private RecordsChanged failover() {
        return www.recordsChanged(
                RecordsChanged.Cause.FAILOVER, List.of("dc1"), List.of("aws"), new Transition(OLD, NEW));
    }

    private List<FailoverEvent> all() {
        Trouble down = www.trouble(Kind.ENDPOINT_DOWN, "dc1", "refused");
        return List.of(
                www.troubleBegan(down),
                www.troubleChanged(down, down),
                www.troubleEnded(down),
                failover(),
                www.changeProved(failover(), "ns1"),
                www.residualTraffic(ResidualReport.of("dc1", AT).build()),
                www.changeWithheld(List.of("aws"), "[old -> new]"),
                www.reactionFailed("shop.Pool", MoveReaction.Stage.ACCEPTED, "no pool"),
                www.takenOver(List.of("dc1"), OLD),
                www.foreignEdit(ForeignEdit.Response.REASSERT, NEW, OLD),
                www.writeConflict(OLD),
                www.unknownWasMade(NEW),
                www.unknownWasNotMade(OLD),
                www.healthChanged("dc1", Health.UNHEALTHY, "refused"),
                www.failuresReported("dc1", "reset"),
                www.decisionChanged("publish [aws]", "aws is the best that may serve"),
                www.intentChanged(IntentChanged.Change.SAID, "freeze by alice because work"),
                www.poolStarted(),
                www.poolStopped(),
                www.leaderSeen("example.com.", "web-3/4711", 7),
                www.leads("example.com.", 7),
                www.leadsNoMore("example.com.", "blind"),
                www.eventsDropped(17),
                www.alertLost("mail", "moved", "no answer"));
    }

    @Test
    void everyKindOfEventCanBeMade() {
        Set<String> made = all().stream()
                .map(event -> event.getClass().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(made).isNotEmpty().isEqualTo(kinds());
        assertThat(all()).allSatisfy(event -> assertThat(event.at()).isEqualTo(AT));
        assertThat(all())
                .filteredOn(event -> !event.pools().isEmpty())
                .hasSize(all().size() - 1)
                .allSatisfy(event -> assertThat(event.pools()).containsExactly("www"));
    }

    /** The events that an engine makes. */
    private static Set<String> kinds() {
        return Stream.of(Made.class.getDeclaredClasses())
                .filter(FailoverEvent.class::isAssignableFrom)
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyKindOfTroubleIsOfThePoolAndNamedAsTheEngineNamesIt() {
        for (Kind kind : Kind.values()) {
            Trouble trouble = www.trouble(kind, "what is wrong");

            assertThat(trouble.pools()).containsExactly("www");
            assertThat(trouble.since()).isEqualTo(AT);
            assertThat(trouble.name())
                    .isEqualTo(
                            switch (kind.about()) {
                                case ENGINE -> "";
                                case PROVIDER -> "provider";
                                case POOL -> "www";
                            });
            assertThat(trouble.severity() == Severity.ALARM)
                    .isEqualTo(kind.alarmWhen().startsWith("always"));
            assertThat(www.troubleBegan(trouble).summary())
                    .isEqualTo(kind.name()
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', ' ')
                                    .replace("ipv6", "IPv6") + ": what is wrong");
        }
    }

    @Test
    void theReasonOfAChangeFollowsFromWhatChanged() {
        Trouble before = www.trouble(Kind.MOVE_BLOCKED, "refused");
        Trouble other = www.trouble(Kind.MOVE_BLOCKED, "timed out");
        Trouble alarm = www.trouble(Kind.MOVE_BLOCKED, "", "refused", Severity.ALARM);

        assertThat(www.troubleChanged(before, other).reason()).isEqualTo(TroubleChanged.Reason.CAUSE);
        assertThat(www.troubleChanged(before, alarm).reason()).isEqualTo(TroubleChanged.Reason.SEVERITY);
        assertThat(www.troubleChanged(before, alarm).severity()).isEqualTo(Severity.ALARM);
        assertThat(www.troubleChanged(alarm, alarm).reason()).isEqualTo(TroubleChanged.Reason.REMINDER);
    }

    @Test
    void aTroubleLastsFromItsMomentToThatOfItsEnd() {
        Trouble trouble = www.trouble(Kind.ALL_DOWN, "every endpoint is unhealthy; hold");

        assertThat(www.after(Duration.ofMinutes(2)).troubleEnded(trouble).lasted())
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(trouble.severity()).isEqualTo(Severity.ALARM);
        assertThat(trouble.isInTheWay()).isTrue();
    }

    @Test
    void aChangeIsProvedByItsServersAndGoneFromCachesAfterTheOldTtl() {
        ChangeProved proved = www.after(Duration.ofSeconds(3)).changeProved(failover(), "ns1", "ns2");

        assertThat(proved.to()).containsExactly("aws");
        assertThat(proved.servers()).containsExactly("ns1", "ns2");
        assertThat(proved.accepted()).isEqualTo(AT);
        assertThat(proved.horizon()).isEqualTo(AT.plusSeconds(33));
    }

    @Test
    void theLastProbeGivesTheDetailOfAChangeOfHealth() {
        ProbeEvidence first = new ProbeEvidence(AT, "192.0.2.22", HealthResult.unhealthy("reset"), Duration.ZERO);
        ProbeEvidence last = new ProbeEvidence(AT, "192.0.2.22", HealthResult.unhealthy("refused"), Duration.ZERO);

        assertThat(www.healthChanged("dc1", Health.UNHEALTHY, first, last).summary())
                .isEqualTo("endpoint dc1 is UNHEALTHY, was HEALTHY: 192.0.2.22: refused");
        assertThat(www.healthChanged("dc1", Health.HEALTHY).summary())
                .isEqualTo("endpoint dc1 is HEALTHY, was UNHEALTHY");
    }
}
