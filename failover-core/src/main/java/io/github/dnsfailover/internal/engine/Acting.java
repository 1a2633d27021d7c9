package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.event.ChangeWithheld;
import io.github.dnsfailover.event.DecisionChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.time.Instant;
import java.util.List;

/** From a decision to a write: everything that must hold before one is made. Functions on a turn. */
final class Acting {

    private Acting() {}

    static void decideAndAct(Turn turn) {
        PoolState state = turn.state;
        state.obstacle = blocked(turn);
        Found found = state.found;
        if (found == null || !state.managed) {
            return;
        }
        Choice choice = Choosing.choose(turn);
        note(turn, choice);
        if (state.obstacle.isEmpty()) {
            state.obstacle = act(turn, found, choice);
        }
    }

    private static void note(Turn turn, Choice choice) {
        PoolState state = turn.state;
        String decision = choice.text(turn.spec);
        boolean changed = !decision.equals(state.decision) || !choice.reason().equals(state.reason);
        if (changed) {
            state.decision = decision;
            state.reason = choice.reason();
            turn.emit(new DecisionChanged(turn.pool(), turn.wall, decision, choice.reason()));
        }
    }

    /** What stands in the way of any write at all; empty if nothing does. */
    private static String blocked(Turn turn) {
        PoolState state = turn.state;
        if (state.term.isEmpty()) {
            return "this engine does not lead";
        }
        if (state.calling()) {
            return "a call to the provider is under way";
        }
        if (state.strayId != 0) {
            return "an earlier call to the provider may still act";
        }
        if (state.mustRead || state.unresolved != null || state.found == null) {
            return "the records must be read first";
        }
        if (!state.refusal.isEmpty()) {
            return state.refusal;
        }
        return state.intentsKnown ? "" : "the state store has not been read, so what operators said is not known";
    }

    /** Writes, or says what is in the way; empty if all is as it should be. */
    private static String act(Turn turn, Found found, Choice choice) {
        PoolState state = turn.state;
        boolean holds = choice.kind() == Choice.Kind.HOLD;
        boolean signsAnEdit = state.drifting && !found.published().equals(state.standing);
        if (holds && (!found.exact() || signsAnEdit)) {
            return choice.reason();
        }
        List<Integer> endpoints = holds ? found.published() : choice.endpoints();
        Records.Difference difference = Records.difference(turn.spec, found, endpoints);
        if (difference == Records.Difference.NONE) {
            state.failbackAsked = false;
            state.withheld = "";
            return "";
        }
        String obstacle = choice.kind() == Choice.Kind.PUBLISH ? unproven(turn, found, endpoints) : "";
        obstacle = obstacle.isEmpty() ? forbidden(turn, found, choice, difference) : obstacle;
        if (!obstacle.isEmpty()) {
            return obstacle;
        }
        List<Transition> transitions =
                Records.transitions(turn.spec, found, endpoints, state.generation + 1, state.fence);
        if (turn.spec.identity.dryRun()) {
            withhold(turn, endpoints, transitions, choice.reason());
            return "this is a dry run";
        }
        state.generation++;
        state.repairs = difference == Records.Difference.REPAIR ? state.repairs + 1 : 0;
        Calls.startWrite(turn, plan(turn, found, choice, endpoints, transitions));
        return "a call to the provider is under way";
    }

    /** Whatever was decided and by whom: an endpoint enters the record proven, as a last resort, or by an operator's word. */
    private static String unproven(Turn turn, Found found, List<Integer> endpoints) {
        for (int e : endpoints) {
            boolean enters = !found.published().contains(e);
            if (enters && !Choosing.isProven(turn, e) && !Choosing.isPinned(turn, e)) {
                return "endpoint " + turn.spec.endpoints.get(e).id() + " is not proven healthy";
            }
        }
        return "";
    }

    /**
     * Whether a planned write may still be sent now that its turn has come: it may have waited long, while proofs grew old
     * and operators spoke. Looks only, on any thread.
     */
    static boolean maySend(Turn look, PlannedWrite write) {
        PoolState state = look.state;
        boolean byOperator = write.cause() == Cause.OPERATOR;
        if (state.writeId != write.id() || state.intents.freeze().isPresent() || (state.blind && !byOperator)) {
            return false;
        }
        for (int e = 0; e < look.spec.endpoints.size(); e++) {
            String id = look.spec.endpoints.get(e).id();
            boolean enters = write.to().contains(id) && !write.from().contains(id);
            boolean answeredFor = write.cause() == Cause.LAST_RESORT || Choosing.isPinned(look, e);
            if (enters && !answeredFor && !Choosing.isProven(look, e)) {
                return false;
            }
        }
        return true;
    }

    private static String forbidden(Turn turn, Found found, Choice choice, Records.Difference difference) {
        PoolState state = turn.state;
        if (state.intents.freeze().isPresent()) {
            return state.intents.freeze().get().text();
        }
        if (state.driftFrozen) {
            return "frozen after a second foreign edit, until an operator clears it";
        }
        if (state.drifting && state.yielding) {
            return "yielding to a foreign edit";
        }
        if (state.blind && !choice.byOperator()) {
            return "the engine does not trust its own view";
        }
        boolean repair = difference == Records.Difference.REPAIR && !state.drifting;
        if (repair && !(state.settled && publishedIsCalm(turn, found))) {
            return "a repair waits until the published endpoints are healthy beyond doubt";
        }
        if (!damped(turn, found, choice, difference)) {
            return "hold-down";
        }
        boolean mayRetry = !state.hasWriteRetry || turn.reachedOrWake(state.writeRetryAt);
        return mayRetry ? "" : "the provider refused or failed, it is tried again soon";
    }

    /** A repair costs an escape floor, should a failover be needed right after it; so it is never made in doubt. */
    private static boolean publishedIsCalm(Turn turn, Found found) {
        for (int i = 0; i < turn.state.targets.length; i++) {
            boolean published =
                    found.published().contains(turn.spec.targets.get(i).endpoint());
            TargetState target = turn.state.targets[i];
            if (published && (target.failing || target.health == Health.UNKNOWN)) {
                return false;
            }
        }
        return true;
    }

    /** Whether hold-down or escape floor have passed; if not, asks for a step then. */
    private static boolean damped(Turn turn, Found found, Choice choice, Records.Difference difference) {
        PoolState state = turn.state;
        boolean strangersThere = state.drifting && !found.exact() && found.hasValues(turn.spec);
        boolean escape = difference == Records.Difference.VALUES
                && choice.kind() == Choice.Kind.PUBLISH
                && !Choosing.anyIsGood(turn, found.published())
                && !strangersThere;
        boolean repair = difference == Records.Difference.REPAIR;
        if (choice.byOperator() && !state.drifting && !repair) {
            return true;
        }
        long wait = escape ? turn.spec.escapeFloor : repair ? repairPause(turn) : turn.spec.holdDown;
        boolean sinceWrite = !state.hasWritten || turn.reachedOrWake(state.lastWrite + wait);
        boolean sinceEdit = !state.drifting || turn.reachedOrWake(state.driftSince + wait);
        return sinceWrite && sinceEdit;
    }

    /** A provider that keeps a TTL of its own would be asked for another one for ever: so ever more rarely. */
    private static long repairPause(Turn turn) {
        long longest = Math.max(turn.spec.holdDown, Limits.LONGEST_REPAIR_PAUSE.toNanos());
        int doublings = Math.max(0, turn.state.repairs - 1);
        return doublings > 10 ? longest : Math.min(longest, turn.spec.holdDown << doublings);
    }

    private static void withhold(Turn turn, List<Integer> endpoints, List<Transition> transitions, String reason) {
        String plan = transitions.toString();
        if (!plan.equals(turn.state.withheld)) {
            turn.state.withheld = plan;
            turn.emit(new ChangeWithheld(turn.pool(), turn.wall, turn.spec.ids(endpoints), plan, reason));
        }
    }

    private static PlannedWrite plan(
            Turn turn, Found found, Choice choice, List<Integer> endpoints, List<Transition> transitions) {
        Cause cause = cause(turn, found, choice, endpoints);
        boolean deadPlace = !found.published().isEmpty() && !Choosing.anyIsGood(turn, found.published());
        boolean canWait = cause == Cause.ADOPTION || (cause == Cause.REPAIR && !deadPlace);
        RecordChange.Urgency urgency = canWait ? RecordChange.Urgency.REPAIR : RecordChange.Urgency.FAILOVER;
        String reason = reason(turn, found, choice, endpoints);
        return new PlannedWrite(
                turn.newId(),
                RecordChange.of(transitions)
                        .because(cause + " to " + String.join(", ", turn.spec.ids(endpoints)) + ": " + reason)
                        .urgency(urgency),
                cause,
                turn.spec.ids(found.published()),
                turn.spec.ids(endpoints),
                reason,
                detected(turn, found, endpoints, cause),
                turn.wall);
    }

    /** What is wrong with the endpoints that leave, then what the policy said. */
    private static String reason(Turn turn, Found found, Choice choice, List<Integer> endpoints) {
        StringBuilder text = new StringBuilder();
        for (int e : found.published()) {
            boolean failed = turn.state.endpoints[e].health() == Health.UNHEALTHY;
            if (failed && !endpoints.contains(e)) {
                text.append(turn.spec.endpoints.get(e).id())
                        .append(" failed (")
                        .append(turn.state.endpoints[e].detail())
                        .append("); ");
            }
        }
        return text.append(choice.reason()).toString();
    }

    private static Cause cause(Turn turn, Found found, Choice choice, List<Integer> endpoints) {
        boolean sameEndpoints = found.exact() && found.published().equals(endpoints);
        boolean unmarked = found.mark() == null && !turn.state.markSeen;
        if (choice.byOperator()) {
            return Cause.OPERATOR;
        }
        if (choice.kind() == Choice.Kind.LAST_RESORT) {
            return Cause.LAST_RESORT;
        }
        if (turn.state.drifting) {
            return Cause.REPAIR;
        }
        boolean firstValues =
                found.ownership() == Found.Ownership.EMPTY || found.ownership() == Found.Ownership.UNMARKED_FOREIGN;
        if (unmarked && turn.state.lastChange == null && (firstValues || sameEndpoints)) {
            return Cause.ADOPTION;
        }
        if (sameEndpoints) {
            return Cause.REPAIR;
        }
        boolean adds = !found.published().containsAll(endpoints);
        return adds && Choosing.anyIsGood(turn, found.published()) ? Cause.FAILBACK : Cause.FAILOVER;
    }

    /** When the need arose: the last change of health among those that leave, or those that come. */
    private static Instant detected(Turn turn, Found found, List<Integer> endpoints, Cause cause) {
        if (cause != Cause.FAILOVER && cause != Cause.FAILBACK) {
            return turn.wall;
        }
        Instant latest = Instant.EPOCH;
        for (int e = 0; e < turn.spec.endpoints.size(); e++) {
            boolean leaves = found.published().contains(e) && !endpoints.contains(e);
            boolean comes = !found.published().contains(e) && endpoints.contains(e);
            boolean counts = cause == Cause.FAILOVER ? leaves : comes;
            Instant since = turn.state.endpoints[e].sinceWall();
            latest = counts && since.isAfter(latest) ? since : latest;
        }
        return latest.equals(Instant.EPOCH) ? turn.wall : latest;
    }
}
