package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.machine.Obstacle.Kind;
import io.github.dnsfailover.internal.machine.Publication.Difference;
import java.util.List;

/**
 * From a decision to a write: everything that must hold before one is made. It looks at the parts and asks for steps at
 * later instants; it changes nothing. Lives for one step.
 */
final class Acting {

    static final Obstacle CALL_UNDER_WAY = new Obstacle(Kind.CALL_UNDER_WAY, "a call to the provider is under way");

    static final Obstacle FROZEN_AFTER_EDIT =
            new Obstacle(Kind.FROZEN_AFTER_EDIT, "frozen after a second foreign edit, until an operator clears it");

    private static final Obstacle REFUSED_OR_FAILED =
            new Obstacle(Kind.RETRY, "the provider refused or failed, it is tried again soon");

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

    /** What stands in the way of any write at all. */
    static Obstacle blocked(Custody custody, Exchange exchange, Said said) {
        if (!custody.leads()) {
            return new Obstacle(Kind.NOT_LEADING, "this engine does not lead");
        }
        if (exchange.phase().isCalling() && !exchange.phase().canWait()) {
            return exchange.phase().isInQueueOfAccount()
                    ? new Obstacle(
                            Kind.CALL_UNDER_WAY, exchange.phase().waitsFor().text())
                    : CALL_UNDER_WAY;
        }
        if (exchange.phase().isStray()) {
            return new Obstacle(Kind.STRAY_CALL, "an earlier call to the provider may still act");
        }
        if (exchange.mustRead() || exchange.unresolved() != null || custody.found() == null) {
            return new Obstacle(Kind.READ_FIRST, "the records must be read first");
        }
        Refusal refusal = custody.refusal();
        if (refusal != null) {
            return new Obstacle(Kind.NOT_OURS, refusal.text());
        }
        return said.isKnown()
                ? Obstacle.NONE
                : new Obstacle(
                        Kind.WORDS_UNKNOWN, "the state store has not been read, so what operators said is not known");
    }

    /** The write, or what is in the way. */
    Move move() {
        boolean holds = choice.kind() == Choice.Kind.HOLD;
        boolean signsAnEdit = custody.edits().isPresent() && !found.lineup().equals(custody.lineup());
        if (holds && (!found.exact() || signsAnEdit)) {
            return new Move.Obstructed(held());
        }
        List<Integer> endpoints = holds ? found.published() : choice.endpoints();
        Lineup lineup = lineup(endpoints);
        Difference difference = Publication.difference(spec, found, lineup);
        if (difference == Difference.NONE) {
            return custody.before().mustFence(spec) ? markAlone(lineup) : new Move.Nothing();
        }
        Obstacle obstacle = choice.kind() == Choice.Kind.PUBLISH ? unproven(endpoints) : Obstacle.NONE;
        obstacle = obstacle.isNone() ? forbidden(difference) : obstacle;
        if (!obstacle.isNone()) {
            return new Move.Obstructed(difference == Difference.FAMILY ? obstacle.ofIpv6() : obstacle);
        }
        List<Transition> transitions = Publication.transitions(spec, found, lineup, custody.stamp(turn));
        if (spec.identity.dryRun()) {
            List<Transition> served = transitions.stream()
                    .filter(each -> each.key().type() != RecordType.TXT)
                    .toList();
            return new Move.Withheld(endpoints, transitions.toString(), served.toString(), choice.reason());
        }
        return new Move.Write(new Planning(turn, state, found, choice).plan(lineup, transitions, difference));
    }

    /** They have to be asked, then. */
    private boolean mayGoUnvouched() {
        turn.tell(new EngineInput.ControlsWanted(spec.place.pool()));
        return false;
    }

    /** As a last resort everything is published, since anything may serve. */
    private Lineup lineup(List<Integer> endpoints) {
        return choice.kind() == Choice.Kind.LAST_RESORT
                ? Lineup.whole(endpoints)
                : new Withdrawing(spec, state, merits, turn::reachedOrWake, this::mayGoUnvouched)
                        .lineup(found, endpoints);
    }

    /**
     * The mark alone, so that whatever an earlier leader still sends fails. Never while anybody said that nothing is to
     * be written, nor in doubt: a failover must not wait for it.
     */
    private Move markAlone(Lineup lineup) {
        boolean frozen = state.frozen().isPresent()
                || state.said().intents().edited().isPresent()
                || custody.edits().isPresent();
        if (frozen || spec.identity.dryRun() || state.sight().isBlind() || !mayRepair()) {
            return new Move.Nothing();
        }
        if (!state.exchange().setbacks().mayWrite(turn)) {
            return new Move.Obstructed(REFUSED_OR_FAILED);
        }
        List<Transition> transitions = Publication.transitions(spec, found, lineup, custody.stamp(turn));
        return new Move.Write(new Planning(turn, state, found, choice).plan(lineup, transitions, Difference.NONE));
    }

    private Obstacle held() {
        return new Obstacle(state.diagnosis().isSettled() ? Kind.HELD : Kind.SETTLING, choice.reason());
    }

    /**
     * Whatever was decided and by whom: an endpoint enters the record proven, as a last resort, or by a word that
     * says so.
     */
    private Obstacle unproven(List<Integer> endpoints) {
        for (int e : endpoints) {
            boolean enters = !found.published().contains(e);
            if (enters && !merits.isProven(e) && !merits.isPinnedUnproven(e)) {
                return new Obstacle(
                        Kind.UNPROVEN, "endpoint " + spec.endpoints.get(e).id() + " is not proven healthy");
            }
        }
        return Obstacle.NONE;
    }

    private Obstacle forbidden(Difference difference) {
        Edits edits = custody.edits();
        if (state.frozen().isPresent()) {
            return new Obstacle(Kind.FROZEN, state.frozen().get());
        }
        if (state.isFrozenAfterEdit()) {
            return FROZEN_AFTER_EDIT;
        }
        if (edits.isYielding()) {
            return new Obstacle(Kind.YIELDING, "yielding to a foreign edit");
        }
        boolean byOperator = isByOperator(difference);
        if (state.sight().isBlind() && !byOperator) {
            return new Obstacle(Kind.BLIND, "the engine does not trust its own view");
        }
        boolean away = state.sight().isProviderAway(); // it has just answered, and the facts do not say so yet
        if ((away || state.sight().isProviderSettling()) && !byOperator) {
            return new Obstacle(Kind.PROVIDER_SETTLING, settling());
        }
        if (custody.before().mustWait(turn)) {
            return new Obstacle(Kind.EARLIER_CALLS, "calls of the engine that led before may still land");
        }
        boolean repair = difference == Difference.REPAIR && !edits.isPresent();
        if (repair && !mayRepair()) {
            return new Obstacle(Kind.DOUBT, "a repair waits until the published endpoints are healthy beyond doubt");
        }
        boolean waits = found.isOfOtherEndpoints(spec) && !merits.isKnownDead(found) && !isByOperator(difference);
        if (waits && !custody.before().hasHeldDown(turn)) {
            return new Obstacle(
                    Kind.HOLD_DOWN, "hold-down, since another version of this pool wrote the records: " + theirs());
        }
        if (!isDue(difference)) {
            return new Obstacle(Kind.HOLD_DOWN, isEscape(difference) ? "escape floor" : "hold-down");
        }
        return state.exchange().setbacks().mayWrite(turn) ? Obstacle.NONE : REFUSED_OR_FAILED;
    }

    private String theirs() {
        return found.sets().subList(0, spec.servingKeys()).stream()
                .flatMap(set -> set.values().stream())
                .distinct()
                .toList()
                .toString();
    }

    /** Without an instant of its end: it is short. */
    private String settling() {
        String wait = "the provider has just come back, and " + Limits.SANE.toSeconds()
                + " s must pass, since it was perhaps our own line";
        return spec.identity.controlled() ? wait : wait + "; a control target that passes throughout spares them";
    }

    /** Whoever pinned an endpoint has said nothing of one of its families. */
    private boolean isByOperator(Difference difference) {
        return choice.byOperator() && difference != Difference.FAMILY;
    }

    /** A repair costs an escape floor, should a failover be needed right after it; so it is never made in doubt. */
    private boolean mayRepair() {
        Diagnosis diagnosis = state.diagnosis();
        return diagnosis.isSettled() && Opinion.areCalm(spec, diagnosis, found.published());
    }

    /** Whether nothing that is published is good: then the escape floor holds. */
    private boolean isEscape(Difference difference) {
        boolean strangersThere = custody.edits().isPresent() && found.hasStrangers(spec);
        return difference == Difference.VALUES
                && choice.kind() == Choice.Kind.PUBLISH
                && !merits.anyIsGood(found.published())
                && !strangersThere;
    }

    /** Whether hold-down or escape floor have passed; if not, asks for a step then. */
    private boolean isDue(Difference difference) {
        Edits edits = custody.edits();
        boolean repair = difference == Difference.REPAIR;
        PlannedWrite half = custody.changes().halfMade();
        boolean rest = half != null && (repair || half.to().equals(spec.ids(choice.endpoints())));
        if (isByOperator(difference) && !edits.isPresent() && !repair) {
            return true;
        }
        long wait = isEscape(difference) || rest
                ? spec.escapeFloor
                : repair ? state.pacing().repairPause(spec) : spec.holdDown;
        boolean sinceWrite = state.pacing().hasPassed(turn, wait);
        boolean sinceEdit = edits.hasPassed(turn, wait);
        return sinceWrite && sinceEdit;
    }
}
