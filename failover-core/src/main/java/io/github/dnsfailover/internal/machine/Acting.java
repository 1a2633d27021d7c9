package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.internal.machine.Publication.Difference;
import java.util.List;

/**
 * From a decision to a write: everything that must hold before one is made. It looks at the parts and asks for steps at
 * later instants; it changes nothing. Lives for one step.
 */
final class Acting {

    private final Turn turn;
    private final PoolSpec spec;
    private final PoolState state;
    private final Custody custody;
    private final Found found;
    private final Choice choice;
    private final Merits merits;

    Acting(Turn turn, PoolState state, Found found, Choice choice) {
        this.turn = turn;
        this.spec = turn.spec;
        this.state = state;
        this.custody = state.custody();
        this.found = found;
        this.choice = choice;
        this.merits = Merits.of(spec, state, turn.now);
    }

    /** What stands in the way of any write at all; empty if nothing does. */
    static String blocked(Custody custody, Exchange exchange, Said said) {
        if (!custody.leads()) {
            return "this engine does not lead";
        }
        if (exchange.isCalling()) {
            return "a call to the provider is under way";
        }
        if (exchange.isStray()) {
            return "an earlier call to the provider may still act";
        }
        if (exchange.mustRead() || exchange.unresolved() != null || custody.found() == null) {
            return "the records must be read first";
        }
        if (!custody.refusal().isEmpty()) {
            return custody.refusal();
        }
        return said.isKnown() ? "" : "the state store has not been read, so what operators said is not known";
    }

    /** The write, or what is in the way. */
    Move move() {
        boolean holds = choice.kind() == Choice.Kind.HOLD;
        boolean signsAnEdit = custody.edits().isPresent() && !found.published().equals(custody.standing());
        if (holds && (!found.exact() || signsAnEdit)) {
            return new Move.Obstructed(choice.reason());
        }
        List<Integer> endpoints = holds ? found.published() : choice.endpoints();
        Difference difference = Publication.difference(spec, found, endpoints);
        if (difference == Difference.NONE) {
            return new Move.Nothing();
        }
        String obstacle = choice.kind() == Choice.Kind.PUBLISH ? unproven(endpoints) : "";
        obstacle = obstacle.isEmpty() ? forbidden(difference) : obstacle;
        if (!obstacle.isEmpty()) {
            return new Move.Obstructed(obstacle);
        }
        List<Transition> transitions =
                Publication.transitions(spec, found, endpoints, custody.generation() + 1, custody.fence());
        if (spec.identity.dryRun()) {
            return new Move.Withheld(endpoints, transitions.toString(), choice.reason());
        }
        PlannedWrite write = new Planning(turn, state, found, choice).plan(endpoints, transitions);
        return new Move.Write(write, difference == Difference.REPAIR);
    }

    /** Whatever was decided and by whom: an endpoint enters the record proven, as a last resort, or by an operator's word. */
    private String unproven(List<Integer> endpoints) {
        for (int e : endpoints) {
            boolean enters = !found.published().contains(e);
            if (enters && !merits.isProven(e) && !merits.isPinned(e)) {
                return "endpoint " + spec.endpoints.get(e).id() + " is not proven healthy";
            }
        }
        return "";
    }

    private String forbidden(Difference difference) {
        Intents intents = state.said().intents();
        Edits edits = custody.edits();
        if (intents.freeze().isPresent()) {
            return intents.freeze().get().text();
        }
        if (edits.isFrozen()) {
            return "frozen after a second foreign edit, until an operator clears it";
        }
        if (edits.isYielding()) {
            return "yielding to a foreign edit";
        }
        if (state.sight().isBlind() && !choice.byOperator()) {
            return "the engine does not trust its own view";
        }
        boolean repair = difference == Difference.REPAIR && !edits.isPresent();
        if (repair && !mayRepair()) {
            return "a repair waits until the published endpoints are healthy beyond doubt";
        }
        if (!isDue(difference)) {
            return "hold-down";
        }
        return state.exchange().mayRetryWrite(turn) ? "" : "the provider refused or failed, it is tried again soon";
    }

    /** A repair costs an escape floor, should a failover be needed right after it; so it is never made in doubt. */
    private boolean mayRepair() {
        return state.diagnosis().isSettled() && state.diagnosis().isCalm(spec, found.published());
    }

    /** Whether hold-down or escape floor have passed; if not, asks for a step then. */
    private boolean isDue(Difference difference) {
        Edits edits = custody.edits();
        boolean strangersThere = edits.isPresent() && !found.exact() && found.hasValues(spec);
        boolean escape = difference == Difference.VALUES
                && choice.kind() == Choice.Kind.PUBLISH
                && !merits.anyIsGood(found.published())
                && !strangersThere;
        boolean repair = difference == Difference.REPAIR;
        if (choice.byOperator() && !edits.isPresent() && !repair) {
            return true;
        }
        long wait = escape ? spec.escapeFloor : repair ? state.pacing().repairPause(spec) : spec.holdDown;
        boolean sinceWrite = state.pacing().hasPassed(turn, wait);
        boolean sinceEdit = edits.hasPassed(turn, wait);
        return sinceWrite && sinceEdit;
    }
}
