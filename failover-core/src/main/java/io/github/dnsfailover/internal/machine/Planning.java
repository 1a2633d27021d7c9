package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.internal.machine.Publication.Difference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is said of a change that is to be made: its cause, its urgency, since when it was needed. Lives for one step.
 */
final class Planning {

    private final Turn turn;
    private final PoolSpec spec;
    private final PoolState state;
    private final Found found;
    private final Choice choice;
    private final Merits merits;

    Planning(Turn turn, PoolState state, Found found, Choice choice) {
        this.turn = turn;
        this.spec = turn.spec;
        this.state = state;
        this.found = found;
        this.choice = choice;
        this.merits = Merits.of(spec, state, turn.now);
    }

    PlannedWrite plan(Lineup lineup, List<Transition> transitions, Difference difference) {
        List<Integer> endpoints = lineup.endpoints();
        PlannedWrite half = state.custody().changes().halfMade();
        PlannedWrite begun = half != null && half.to().equals(spec.ids(endpoints)) ? half : null;
        boolean markAlone = difference == Difference.NONE;
        Cause cause = markAlone ? Cause.NEW_LEADER : begun == null ? cause(lineup) : begun.cause();
        boolean deadPlace = !found.published().isEmpty() && !merits.anyIsGood(found.published());
        boolean canWait =
                markAlone || cause == Cause.ADOPTION || cause == Cause.FAMILY || (cause == Cause.REPAIR && !deadPlace);
        RecordChange.Urgency urgency = canWait ? RecordChange.Urgency.REPAIR : RecordChange.Urgency.FAILOVER;
        String reason = markAlone
                ? "calls of the engine that led before may still land"
                : begun == null ? reason(lineup, cause) : begun.reason();
        return new PlannedWrite(
                turn.newId(),
                RecordChange.of(transitions)
                        .because(cause + " to " + String.join(", ", spec.ids(endpoints)) + ": " + reason)
                        .urgency(urgency),
                cause,
                begun == null ? spec.ids(left(cause)) : begun.from(),
                spec.ids(endpoints),
                reason,
                begun == null ? detected(endpoints, cause) : begun.detected(),
                turn.wall,
                lineup,
                difference == Difference.REPAIR,
                new PlannedWrite.Basis(found.sets(), choice.byOperator(), enters(endpoints)));
    }

    /** Those that come into the records by a decision, and so by their proof. */
    private List<String> enters(List<Integer> endpoints) {
        return choice.kind() == Choice.Kind.PUBLISH
                ? spec.ids(endpoints.stream()
                        .filter(e -> !found.published().contains(e))
                        .toList())
                : List.of();
    }

    /** What is wrong with the endpoints that leave, then what the policy said, then what it is without. */
    private String reason(Lineup lineup, Cause cause) {
        String ipv6 = ipv6(lineup);
        if (cause == Cause.FAMILY) {
            return ipv6;
        }
        List<Integer> endpoints = lineup.endpoints();
        StringBuilder text = new StringBuilder();
        for (int e : left(cause)) {
            EndpointHealth health = state.diagnosis().endpoint(e);
            if (health.health() == Health.UNHEALTHY && !endpoints.contains(e)) {
                text.append(spec.endpoints.get(e).id())
                        .append(" failed (")
                        .append(health.detail())
                        .append("); ");
            }
        }
        if (cause == Cause.CONFIGURATION) {
            text.append("another version of this pool wrote the records; ");
        }
        return text.append(choice.reason())
                .append(ipv6.isEmpty() ? "" : "; " + ipv6)
                .toString();
    }

    /** Whose IPv6 addresses go or come by themselves, and of whom they do not come; empty if that is of nobody. */
    private String ipv6(Lineup lineup) {
        List<String> texts = new ArrayList<>();
        for (int e : lineup.endpoints()) {
            boolean before = found.lineup().lacksIpv6(e);
            boolean after = lineup.lacksIpv6(e);
            String id = spec.endpoints.get(e).id();
            boolean enters = !found.published().contains(e);
            if (after && !before) {
                texts.add((enters ? "without IPv6 of " : "IPv6 withdrawn of ") + id + " (" + ipv6State(e) + ")");
            } else if (before && !after) {
                texts.add("IPv6 of " + id + " is back");
            }
        }
        return String.join("; ", texts);
    }

    private String ipv6State(int endpoint) {
        EndpointHealth ipv6 = state.diagnosis().ipv6(endpoint);
        return ipv6.health() == Health.UNHEALTHY ? ipv6.detail() : "not proven healthy";
    }

    private Cause cause(Lineup lineup) {
        List<Integer> endpoints = lineup.endpoints();
        Custody custody = state.custody();
        boolean sameEndpoints = found.exact() && found.published().equals(endpoints);
        boolean unmarked = found.mark() == null && !custody.hasSeenMark();
        boolean family = sameEndpoints && !lineup.equals(found.lineup());
        if (choice.byOperator() && !family) {
            return Cause.OPERATOR;
        }
        if (choice.kind() == Choice.Kind.LAST_RESORT) {
            return Cause.LAST_RESORT;
        }
        if (custody.edits().isPresent()) {
            return causeAmidAnEdit(endpoints);
        }
        if (found.isOfOtherEndpoints(spec) && custody.changes().halfMade() == null && !merits.isKnownDead(found)) {
            return Cause.CONFIGURATION;
        }
        boolean firstValues =
                found.ownership() == Found.Ownership.EMPTY || found.ownership() == Found.Ownership.UNMARKED_FOREIGN;
        if (unmarked && custody.changes().last() == null && (firstValues || sameEndpoints)) {
            return Cause.ADOPTION;
        }
        if (sameEndpoints) {
            return family ? Cause.FAMILY : Cause.REPAIR;
        }
        boolean adds = !found.published().containsAll(endpoints);
        return adds && merits.anyIsGood(found.published()) ? Cause.FAILBACK : Cause.FAILOVER;
    }

    /** Clients are led where they were led before somebody's edit, or elsewhere by the way, which is a move. */
    private Cause causeAmidAnEdit(List<Integer> endpoints) {
        List<Integer> before = state.custody().lineup().endpoints();
        if (before.isEmpty() || before.equals(endpoints)) {
            return Cause.REPAIR;
        }
        if (!merits.anyIsGood(before) || before.containsAll(endpoints)) {
            return Cause.FAILOVER;
        }
        boolean escapes = !merits.anyIsGood(found.published()) && !found.hasStrangers(spec); // nothing, or a dead place
        return escapes ? Cause.REPAIR : Cause.FAILBACK;
    }

    /** From where clients are led: where somebody's edit has led them only if that alone is set right. */
    private List<Integer> left(Cause cause) {
        boolean amidAnEdit = state.custody().edits().isPresent() && cause != Cause.REPAIR;
        List<Integer> before = state.custody().lineup().endpoints();
        return amidAnEdit && !before.isEmpty() ? before : found.published();
    }

    /** When the need arose: the last change of health among those that leave, or those that come. */
    private Instant detected(List<Integer> endpoints, Cause cause) {
        if (cause != Cause.FAILOVER && cause != Cause.FAILBACK) {
            return turn.wall;
        }
        Instant latest = Instant.EPOCH;
        List<Integer> left = left(cause);
        for (int e = 0; e < spec.endpoints.size(); e++) {
            boolean leaves = left.contains(e) && !endpoints.contains(e);
            boolean comes = !left.contains(e) && endpoints.contains(e);
            boolean counts = cause == Cause.FAILOVER ? leaves : comes;
            Instant since = state.diagnosis().endpoint(e).sinceWall();
            latest = counts && since.isAfter(latest) ? since : latest;
        }
        return latest.equals(Instant.EPOCH) ? turn.wall : latest;
    }
}
