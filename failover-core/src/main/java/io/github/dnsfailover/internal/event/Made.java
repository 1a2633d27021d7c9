package io.github.dnsfailover.internal.event;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.MoveReaction;
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ProbeEvidence;
import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.internal.text.ForeignText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;

/** The events and troubles that an engine makes, each named like the interface that the application sees. Immutable. */
public final class Made {

    private Made() {}

    /** Such as {@code endpoint down cloudhelix}. */
    private static String title(io.github.dnsfailover.Trouble trouble) {
        String kind =
                trouble.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ').replace("ipv6", "IPv6");
        return trouble.subject().isEmpty() ? kind : kind + " " + trouble.subject();
    }

    /** {@code 39 s}, {@code 39 min 54 s}, {@code 2 h 5 min}. */
    private static String time(Duration time) {
        long seconds = time.toSeconds();
        return seconds < 120
                ? seconds + " s"
                : seconds < 7200
                        ? two(seconds / 60, " min", seconds % 60, " s")
                        : two(seconds / 3600, " h", seconds / 60 % 60, " min");
    }

    private static String two(long big, String bigUnit, long small, String smallUnit) {
        return big + bigUnit + (small == 0 ? "" : " " + small + smallUnit);
    }

    private static String line(FailoverEvent event) {
        List<String> pools = event.pools();
        return (pools.size() == 1 ? pools.get(0) : pools.isEmpty() ? "engine" : pools.toString()) + ": "
                + event.summary();
    }

    public record AlertLost(List<String> pools, Instant at, String notifier, String subject, String detail)
            implements io.github.dnsfailover.event.AlertLost {

        public AlertLost {
            pools = List.copyOf(pools);
            notifier = ForeignText.told(notifier);
            subject = ForeignText.told(subject);
            detail = ForeignText.told(detail);
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String summary() {
            return "alert lost, notifier " + notifier + ": " + detail + "; it said: " + subject;
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record ChangeProved(
            String pool,
            Instant at,
            List<String> to,
            Instant detected,
            Instant decided,
            Instant accepted,
            Instant firstServer,
            Instant lastServer,
            Instant horizon,
            boolean isHorizonLeast,
            List<String> servers,
            List<String> silentServers,
            Signatures.State signatures)
            implements io.github.dnsfailover.event.ChangeProved {

        public ChangeProved {
            to = ForeignText.lines(to);
            servers = ForeignText.lines(servers);
            silentServers = ForeignText.lines(silentServers);
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String summary() {
            // Rounded up: by then it is so.
            Instant second = horizon.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
            String least = isHorizonLeast ? " at the earliest" : "";
            return who() + to + signed() + silent() + "; resolvers that keep to the TTL follow by " + second + least;
        }

        private String who() {
            int all = servers.size() + silentServers.size();
            if (!silentServers.isEmpty()) {
                return servers.size() + " of " + all + " servers " + (servers.size() == 1 ? "answers " : "answer ");
            }
            return all == 1 ? "the one server answers " : "all " + all + " servers answer ";
        }

        private String signed() {
            return switch (signatures) {
                case VERIFIED -> ", signed";
                case UNSIGNED -> ", unsigned";
                default -> "";
            };
        }

        private String silent() {
            return silentServers.isEmpty()
                    ? ""
                    : ", " + String.join(" and ", silentServers) + (silentServers.size() == 1 ? " is" : " are")
                            + " silent";
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record ChangeWithheld(String pool, Instant at, List<String> to, String plan, String reason)
            implements io.github.dnsfailover.event.ChangeWithheld {

        public ChangeWithheld {
            to = ForeignText.lines(to);
            plan = ForeignText.told(plan);
            reason = ForeignText.told(reason);
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String summary() {
            return "dry run, not written: " + plan + ": " + reason;
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record ReactionFailed(String pool, Instant at, String reaction, MoveReaction.Stage stage, String detail)
            implements io.github.dnsfailover.event.ReactionFailed {

        public ReactionFailed {
            detail = ForeignText.told(detail);
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String summary() {
            return reaction + " failed when it was told that a move is " + stage + ": " + detail;
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record DecisionChanged(String pool, Instant at, String decision, String reason)
            implements io.github.dnsfailover.event.DecisionChanged {

        public DecisionChanged {
            decision = ForeignText.told(decision);
            reason = ForeignText.told(reason);
        }

        @Override
        public Severity severity() {
            return Severity.DETAIL;
        }

        @Override
        public String summary() {
            return decision + ": " + reason;
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record EventsDropped(Instant at, long count) implements io.github.dnsfailover.event.EventsDropped {

        @Override
        public List<String> pools() {
            return List.of();
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String summary() {
            return count + " events were dropped for a slow listener";
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record FailuresReported(String pool, Instant at, String endpoint, String detail)
            implements io.github.dnsfailover.event.FailuresReported {

        public FailuresReported {
            endpoint = ForeignText.told(endpoint);
            detail = ForeignText.told(detail);
        }

        @Override
        public Severity severity() {
            return Severity.DETAIL;
        }

        @Override
        public String summary() {
            return endpoint + " is probed at once: " + detail;
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record ForeignEdit(
            String pool, Instant at, List<RecordSet> expected, List<RecordSet> found, Response response)
            implements io.github.dnsfailover.event.ForeignEdit {

        public ForeignEdit {
            expected = List.copyOf(expected);
            found = List.copyOf(found);
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE; // the trouble warns
        }

        @Override
        public String summary() {
            return "foreign edit, found " + found + " instead of " + expected + "; " + response;
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record HealthChanged(
            String pool,
            Instant at,
            String endpoint,
            Health from,
            Health to,
            String detail,
            List<ProbeEvidence> evidence)
            implements io.github.dnsfailover.event.HealthChanged {

        public HealthChanged {
            evidence = List.copyOf(evidence);
            endpoint = ForeignText.told(endpoint);
            detail = ForeignText.told(detail);
        }

        @Override
        public Severity severity() {
            return to == Health.UNHEALTHY ? Severity.NOTICE : Severity.DETAIL; // the trouble warns
        }

        @Override
        public String summary() {
            return "endpoint " + endpoint + " is " + to + ", was " + from + (detail.isEmpty() ? "" : ": " + detail);
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record IntentChanged(String pool, Instant at, Change change, String intent, String detail)
            implements io.github.dnsfailover.event.IntentChanged {

        public IntentChanged {
            intent = ForeignText.told(intent);
            detail = ForeignText.told(detail);
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String summary() {
            return "intent " + change + ": " + intent + (detail.isEmpty() ? "" : ": " + detail);
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    /** See {@link io.github.dnsfailover.event.LeaderSeen}. */
    public record LeaderSeen(List<String> pools, Instant at, String scope, String name, long term)
            implements io.github.dnsfailover.event.LeaderSeen {

        public LeaderSeen {
            pools = List.copyOf(pools);
            name = ForeignText.told(name);
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String summary() {
            return name + " leads " + scope + " with term " + term;
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record LeadershipChanged(List<String> pools, Instant at, String scope, OptionalLong term, String detail)
            implements io.github.dnsfailover.event.LeadershipChanged {

        public LeadershipChanged {
            pools = List.copyOf(pools);
            detail = ForeignText.told(detail);
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String summary() {
            return (term.isPresent() ? "leads " + scope + " with term " + term.getAsLong() : "does not lead " + scope)
                    + (detail.isEmpty() ? "" : ": " + detail);
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record PoolStarted(String pool, Instant at, String convergence, String provider, List<String> warnings)
            implements io.github.dnsfailover.event.PoolStarted {

        public PoolStarted {
            warnings = ForeignText.lines(warnings);
            convergence = ForeignText.told(convergence);
            provider = ForeignText.told(provider);
        }

        @Override
        public Severity severity() {
            return warnings.isEmpty() ? Severity.DETAIL : Severity.WARNING;
        }

        @Override
        public String summary() {
            return "started on " + provider + (warnings.isEmpty() ? "" : "; beware: " + String.join("; ", warnings));
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record PoolStopped(String pool, Instant at) implements io.github.dnsfailover.event.PoolStopped {

        @Override
        public Severity severity() {
            return Severity.DETAIL;
        }

        @Override
        public String summary() {
            return "stopped; DNS stays as it is";
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record RecordsChanged(
            String pool,
            Instant at,
            Cause cause,
            List<String> from,
            List<String> to,
            String reason,
            List<Transition> transitions,
            String receipt,
            Instant detected,
            Instant decided,
            Instant accepted,
            Instant horizon)
            implements io.github.dnsfailover.event.RecordsChanged {

        public RecordsChanged {
            from = ForeignText.lines(from);
            to = ForeignText.lines(to);
            transitions = List.copyOf(transitions);
            reason = ForeignText.told(reason);
            receipt = ForeignText.told(receipt);
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String summary() {
            if (cause == Cause.FAMILY) {
                return reason;
            }
            String values = cause == Cause.CONFIGURATION ? " " + values(Transition::desired) : "";
            return cause + " from " + (from.isEmpty() ? values(Transition::expected) : from) + " to " + to + values
                    + ": " + reason + deleted();
        }

        /** Where the values are of no endpoint, as when one has another address now. */
        private List<String> values(Function<Transition, RecordSet> which) {
            return transitions.stream()
                    .map(which)
                    .filter(set -> set.key().type() != RecordType.TXT)
                    .flatMap(set -> set.values().stream())
                    .distinct()
                    .toList();
        }

        /** The values that an adoption takes away, since nobody else would tell them again. */
        private String deleted() {
            List<String> gone = new ArrayList<>();
            for (Transition transition : cause == Cause.ADOPTION ? transitions : List.<Transition>of()) {
                List<String> values = transition.expected().values().stream()
                        .filter(value -> !transition.desired().values().contains(value))
                        .toList();
                if (!values.isEmpty() && transition.key().type() != RecordType.TXT) {
                    gone.add(transition.key() + " " + values);
                }
            }
            return gone.isEmpty() ? "" : "; deleted " + String.join(", ", gone);
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record ResidualTraffic(String pool, Instant at, ResidualReport report)
            implements io.github.dnsfailover.event.ResidualTraffic {

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String summary() {
            return "residual traffic at " + report.endpoint() + ": " + ResidualWords.of(report);
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record TakenOver(String pool, Instant at, List<String> published, List<RecordSet> found)
            implements io.github.dnsfailover.event.TakenOver {

        public TakenOver {
            published = ForeignText.lines(published);
            found = List.copyOf(found);
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String summary() {
            return "taken over, publishing " + published;
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record UnknownResolved(String pool, Instant at, boolean applied, boolean inPart, List<RecordSet> found)
            implements io.github.dnsfailover.event.UnknownResolved {

        public UnknownResolved {
            found = List.copyOf(found);
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String summary() {
            return "the change of unknown outcome was " + (applied ? "made" : inPart ? "made in part" : "not made");
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record WriteConflict(String pool, Instant at, List<RecordSet> actual)
            implements io.github.dnsfailover.event.WriteConflict {

        public WriteConflict {
            actual = List.copyOf(actual);
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String summary() {
            return "write conflict, found " + actual;
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    /** Something that is wrong at present. */
    public record Trouble(
            Kind kind,
            String name,
            String subject,
            List<String> pools,
            Instant since,
            String text,
            FailoverEvent.Severity severity,
            boolean isInTheWay)
            implements io.github.dnsfailover.Trouble {

        public Trouble {
            pools = List.copyOf(pools);
            name = ForeignText.told(name);
            subject = ForeignText.told(subject);
            text = ForeignText.told(text);
        }

        @Override
        public String toString() {
            return title(this) + ": " + text;
        }
    }

    public record TroubleBegan(Instant at, io.github.dnsfailover.Trouble trouble)
            implements io.github.dnsfailover.event.TroubleBegan {

        @Override
        public List<String> pools() {
            return trouble.pools();
        }

        @Override
        public Severity severity() {
            return trouble.severity();
        }

        @Override
        public String summary() {
            return trouble.toString();
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record TroubleChanged(
            Instant at, io.github.dnsfailover.Trouble trouble, io.github.dnsfailover.Trouble before, Reason reason)
            implements io.github.dnsfailover.event.TroubleChanged {

        @Override
        public List<String> pools() {
            return trouble.pools();
        }

        @Override
        public Severity severity() {
            return trouble.severity();
        }

        @Override
        public String summary() {
            return switch (reason) {
                case CAUSE -> trouble + "; before: " + before.text();
                case SEVERITY -> trouble + "; now " + trouble.severity() + ", was " + before.severity();
                case REMINDER ->
                    trouble + "; it has lasted since " + trouble.since().truncatedTo(ChronoUnit.SECONDS);
            };
        }

        @Override
        public String toString() {
            return line(this);
        }
    }

    public record TroubleEnded(Instant at, io.github.dnsfailover.Trouble trouble, Duration lasted, Ending ending)
            implements io.github.dnsfailover.event.TroubleEnded {

        /** It is over. */
        public TroubleEnded(Instant at, io.github.dnsfailover.Trouble trouble, Duration lasted) {
            this(at, trouble, lasted, Ending.OVER);
        }

        @Override
        public List<String> pools() {
            return trouble.pools();
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String summary() {
            return ending == Ending.OVER
                    ? title(trouble) + ": over after " + time(lasted)
                    : title(trouble) + ": not watched any more, the engine was closed; it lasted " + time(lasted);
        }

        @Override
        public String toString() {
            return line(this);
        }
    }
}
