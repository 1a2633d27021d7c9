package io.github.dnsfailover.testkit;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.MoveReaction;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.AlertLost;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.ChangeWithheld;
import io.github.dnsfailover.event.DecisionChanged;
import io.github.dnsfailover.event.EventsDropped;
import io.github.dnsfailover.event.FailuresReported;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.IntentChanged;
import io.github.dnsfailover.event.LeaderSeen;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.PoolStarted;
import io.github.dnsfailover.event.PoolStopped;
import io.github.dnsfailover.event.ProbeEvidence;
import io.github.dnsfailover.event.ReactionFailed;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.event.ResidualTraffic;
import io.github.dnsfailover.event.TakenOver;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.event.UnknownResolved;
import io.github.dnsfailover.event.WriteConflict;
import io.github.dnsfailover.internal.event.Made;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Makes events and troubles, which the engine alone makes otherwise, for tests of listeners.
 *
 * <pre>{@code
 * TestEvents www = TestEvents.of("www", Instant.parse("2026-01-01T00:00:00Z"));
 * listener.on(www.healthChanged("dc1", Health.UNHEALTHY, "connection refused"));
 * listener.on(www.recordsChanged(RecordsChanged.Cause.FAILOVER, List.of("dc1"), List.of("aws")));
 * Trouble lag = www.trouble(Trouble.Kind.NOT_PROVED, "ns2 keeps the old answer");
 * listener.on(www.troubleBegan(lag));
 * listener.on(www.after(Duration.ofMinutes(2)).troubleEnded(lag));
 * }</pre>
 *
 * <p>They look as if they came from an engine: {@code summary} and {@code severity} are the same. Whether what they
 * say fits together is the test's business. The events of one instance are of one pool and one moment. Immutable.
 */
public final class TestEvents {

    private final String pool;
    private final Instant at;

    private TestEvents(String pool, Instant at) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
    }

    /** Of a pool, at a moment. */
    public static TestEvents of(String pool, Instant at) {
        return new TestEvents(pool, at);
    }

    /** Of the same pool, some time later. */
    public TestEvents after(Duration time) {
        return new TestEvents(pool, at.plus(time));
    }

    // What is wrong

    /** {@link #trouble(Trouble.Kind, String, String, Severity)} with nothing closer, as severe as the engine has it. */
    public Trouble trouble(Trouble.Kind kind, String text) {
        return trouble(kind, "", text);
    }

    /** {@link #trouble(Trouble.Kind, String, String, Severity)}, as severe as the engine has it. */
    public Trouble trouble(Trouble.Kind kind, String subject, String text) {
        boolean always = kind.alarmWhen().startsWith("always");
        return trouble(kind, subject, text, always ? Severity.ALARM : Severity.WARNING);
    }

    /**
     * Something that is wrong since this moment and concerns the pool. Whether it is in the way of a move follows
     * from the kind.
     *
     * @param subject what it is about more closely, such as the id of an endpoint; may be empty
     */
    public Trouble trouble(Trouble.Kind kind, String subject, String text, Severity severity) {
        String name = switch (kind.about()) {
            case ENGINE -> "";
            case PROVIDER -> "provider";
            case POOL -> pool;
        };
        return new Made.Trouble(kind, name, subject, List.of(pool), at, text, severity, isInTheWay(kind));
    }

    private static boolean isInTheWay(Trouble.Kind kind) {
        return switch (kind) {
            case CLOCK_WRONG,
                    LOOK_UPS_KEPT,
                    LISTENER_FAILS,
                    ALERTING_FAILS,
                    ENDPOINT_DOWN,
                    ADDRESS_DOWN,
                    IPV6_WITHDRAWN,
                    NOWHERE_TO_GO,
                    CHECK_BROKEN,
                    TARGET_REFUSED,
                    SHARED_SITE,
                    NOT_PROVED,
                    SERVER_SILENT,
                    PROCESS_FAULT,
                    ENGINE_FAULT -> false;
            default -> true;
        };
    }

    /** It began. */
    public TroubleBegan troubleBegan(Trouble trouble) {
        return new Made.TroubleBegan(at, trouble);
    }

    /** It is another one than before, or is called to mind if it is not; that gives the reason of the event. */
    public TroubleChanged troubleChanged(Trouble before, Trouble now) {
        TroubleChanged.Reason reason = now.severity() != before.severity()
                ? TroubleChanged.Reason.SEVERITY
                : now.text().equals(before.text()) ? TroubleChanged.Reason.REMINDER : TroubleChanged.Reason.CAUSE;
        return new Made.TroubleChanged(at, now, before, reason);
    }

    /** It is over; it lasted since it began. */
    public TroubleEnded troubleEnded(Trouble trouble) {
        return new Made.TroubleEnded(at, trouble, Duration.between(trouble.since(), at));
    }

    // What happened to the records

    /**
     * A change was accepted at this moment, and decided in the same one.
     *
     * @param transitions what was changed; may be left out by a test that does not look
     */
    public RecordsChanged recordsChanged(
            RecordsChanged.Cause cause, List<String> from, List<String> to, Transition... transitions) {
        String reason = String.join(", ", to) + " is the best that may serve";
        return new Made.RecordsChanged(
                pool, at, cause, from, to, reason, List.of(transitions), "", at, at, at, at.plus(oldTtl(transitions)));
    }

    /** Each of these servers gives the new answer since this moment. */
    public ChangeProved changeProved(RecordsChanged change, String... servers) {
        Duration oldTtl = oldTtl(change.transitions().toArray(Transition[]::new));
        return new Made.ChangeProved(
                pool,
                at,
                change.to(),
                change.detected(),
                change.decided(),
                change.accepted(),
                at,
                at,
                at.plus(oldTtl),
                false,
                List.of(servers),
                List.of(),
                Signatures.State.NOT_SEEN);
    }

    /** This was counted at an endpoint that was left. */
    public ResidualTraffic residualTraffic(ResidualReport report) {
        return new Made.ResidualTraffic(pool, at, report);
    }

    private static Duration oldTtl(Transition... transitions) {
        return Stream.of(transitions)
                .map(Transition::expected)
                .filter(set -> set.key().type() != RecordType.TXT)
                .map(RecordSet::ttl)
                .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    /** A dry run did not make a change to these endpoints. */
    public ChangeWithheld changeWithheld(List<String> to, String plan) {
        return new Made.ChangeWithheld(pool, at, to, plan, String.join(", ", to) + " is the best that may serve");
    }

    /** A reaction of the application to a move failed. */
    public ReactionFailed reactionFailed(String reaction, MoveReaction.Stage stage, String detail) {
        return new Made.ReactionFailed(pool, at, reaction, stage, detail);
    }

    /** The records were taken over as they stood. */
    public TakenOver takenOver(List<String> published, RecordSet... found) {
        return new Made.TakenOver(pool, at, published, List.of(found));
    }

    /** Somebody else changed the records. */
    public ForeignEdit foreignEdit(ForeignEdit.Response response, RecordSet expected, RecordSet found) {
        return new Made.ForeignEdit(pool, at, List.of(expected), List.of(found), response);
    }

    /** A change was refused, since other records stood there than were expected. */
    public WriteConflict writeConflict(RecordSet... actual) {
        return new Made.WriteConflict(pool, at, List.of(actual));
    }

    /** A change of unknown outcome turned out to have been made. */
    public UnknownResolved unknownWasMade(RecordSet... found) {
        return new Made.UnknownResolved(pool, at, true, false, List.of(found));
    }

    /** A change of unknown outcome turned out not to have been made. */
    public UnknownResolved unknownWasNotMade(RecordSet... found) {
        return new Made.UnknownResolved(pool, at, false, false, List.of(found));
    }

    // What happened to the pool

    /** The opinion on an endpoint is another one, and no probe is told. */
    public HealthChanged healthChanged(String endpoint, Health to, String detail) {
        return new Made.HealthChanged(pool, at, endpoint, opposite(to), to, detail, List.of());
    }

    /**
     * The opinion on an endpoint is another one because of these probes, the oldest first; the last one gives the
     * detail.
     */
    public HealthChanged healthChanged(String endpoint, Health to, ProbeEvidence... probes) {
        String detail = "";
        for (ProbeEvidence probe : probes) {
            boolean passed = probe.result().verdict() == Verdict.HEALTHY;
            detail = passed ? "" : probe.target() + ": " + probe.result().detail();
        }
        return new Made.HealthChanged(pool, at, endpoint, opposite(to), to, detail, List.of(probes));
    }

    private static Health opposite(Health to) {
        return to == Health.HEALTHY ? Health.UNHEALTHY : Health.HEALTHY;
    }

    /** The application met failures of an endpoint. */
    public FailuresReported failuresReported(String endpoint, String detail) {
        return new Made.FailuresReported(pool, at, endpoint, detail);
    }

    /** Another decision, such as {@code publish [aws]}. */
    public DecisionChanged decisionChanged(String decision, String reason) {
        return new Made.DecisionChanged(pool, at, decision, reason);
    }

    /** What operators said has changed. */
    public IntentChanged intentChanged(IntentChanged.Change change, String intent) {
        return new Made.IntentChanged(pool, at, change, intent, "");
    }

    /** The pool was started, with these warnings. */
    public PoolStarted poolStarted(String... warnings) {
        return new Made.PoolStarted(pool, at, "within 60 s", "memory", List.of(warnings));
    }

    /** The engine was closed. */
    public PoolStopped poolStopped() {
        return new Made.PoolStopped(pool, at);
    }

    // What happened to the engine

    /** The engine leads the scope, and so this pool, from now on. */
    public LeadershipChanged leads(String scope, long term) {
        return new Made.LeadershipChanged(List.of(pool), at, scope, OptionalLong.of(term), "");
    }

    /** The engine leads the scope, and so this pool, no longer. */
    public LeadershipChanged leadsNoMore(String scope, String detail) {
        return new Made.LeadershipChanged(List.of(pool), at, scope, OptionalLong.empty(), detail);
    }

    /** Another instance is seen to lead the scope, and so this pool. */
    public LeaderSeen leaderSeen(String scope, String name, long term) {
        return new Made.LeaderSeen(List.of(pool), at, scope, name, term);
    }

    /** A listener missed some events; that is of no pool. */
    public EventsDropped eventsDropped(long count) {
        return new Made.EventsDropped(at, count);
    }

    /** An alert about the pool will not reach the people behind a notifier. */
    public AlertLost alertLost(String notifier, String subject, String detail) {
        return new Made.AlertLost(List.of(pool), at, notifier, subject, detail);
    }
}
