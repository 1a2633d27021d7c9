package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether the leader wants to change the record and cannot: at once for what does not go away by itself, after its
 * usual time for an ordinary wait. Looks only; lives for one step.
 */
final class Blockage {

    private final Turn turn;
    private final PoolState state;
    private final Merits merits;

    /** Null as long as the records are not understood, or not ours. */
    private final @Nullable Choice choice;

    Blockage(Turn turn, PoolState state, @Nullable Choice choice) {
        this.turn = turn;
        this.state = state;
        this.choice = choice;
        this.merits = Merits.of(turn.spec, state, turn.now);
    }

    /** What is in the way, a policy that holds at a dead place included: it has nowhere proven to go. */
    private Obstacle obstacle() {
        Obstacle known = state.outlook().lasting();
        boolean holds = choice != null && choice.kind() == Choice.Kind.HOLD;
        if (!known.isNone() || choice == null || !holds) {
            return known;
        }
        Obstacle.Kind kind = state.diagnosis().isSettled() ? Obstacle.Kind.HELD : Obstacle.Kind.SETTLING;
        return new Obstacle(kind, choice.reason());
    }

    /** Whether a change is wanted that is not made: away from a dead place, or by an operator's word. */
    boolean isWanted() {
        boolean acts = state.custody().leads()
                && !turn.spec.identity.dryRun()
                && !state.sight().isBlind();
        boolean obstructed = obstacle().isOfPlace();
        return acts && obstructed && !state.outlook().isAllDown() && (leadsToDeadPlace() || isOperatorsWish());
    }

    /** Whether clients are led to endpoints of which none is good, or to nothing. */
    boolean leadsToDeadPlace() {
        Found found = state.custody().found();
        if (found == null) {
            return !DeadPlace.text(turn.spec, state, turn.now).isEmpty();
        }
        List<Integer> published = found.published();
        boolean nowhere = published.isEmpty() && !found.hasValues(turn.spec);
        boolean dead = published.isEmpty() ? leadsSomeNameAway(found) : !merits.anyIsGood(published);
        boolean somebodyServes = !merits.noneIs(Health.HEALTHY);
        return dead || (nowhere && somebodyServes);
    }

    /** Whether in a mix of values one set has only those of endpoints that are not good. */
    private boolean leadsSomeNameAway(Found found) {
        return found.sets().subList(0, turn.spec.servingKeys()).stream()
                .filter(set -> !set.isEmpty())
                .anyMatch(set -> set.values().stream()
                        .allMatch(value -> isOfBad(set.key().type(), value)));
    }

    private boolean isOfBad(RecordType type, String value) {
        List<Integer> owners = new ArrayList<>();
        for (int e = 0; e < turn.spec.endpoints.size(); e++) {
            if (turn.spec.endpoints.get(e).values(type).contains(value)) {
                owners.add(e);
            }
        }
        return !owners.isEmpty() && !merits.anyIsGood(owners);
    }

    /**
     * Whether clients are served, and would not be if that failed: nothing else is proven. What operators took out of
     * the way themselves is no news to them.
     */
    boolean isStranded() {
        Found found = state.custody().found();
        boolean leads = state.custody().leads() && state.diagnosis().isSettled();
        boolean alone = turn.spec.endpoints.size() == 1;
        if (!leads || alone || found == null || state.sight().isBlind() || isSaidByOperators()) {
            return false;
        }
        int proven = 0;
        for (int e = 0; e < turn.spec.endpoints.size(); e++) {
            proven += merits.isProven(e) ? 1 : 0;
        }
        return proven <= 1 && merits.anyIsGood(found.published());
    }

    private boolean isSaidByOperators() {
        for (int e = 0; e < turn.spec.endpoints.size(); e++) {
            if (merits.isSaidDown(e)) {
                return true;
            }
        }
        return state.frozen().isPresent();
    }

    /** What to tell, given since when there is no place left to go. */
    Optional<Wrong> nowhereToGo(OptionalLong since) {
        boolean lasts = since.isPresent() && turn.reachedOrWake(since.getAsLong() + Limits.STRANDED.toNanos());
        return lasts
                ? Optional.of(Wrong.ofPool(
                                turn,
                                Trouble.Kind.NOWHERE_TO_GO,
                                "no other endpoint is proven healthy: if what serves fails, nothing can take over")
                        .alarming())
                : Optional.empty();
    }

    /**
     * What to tell if an operator's word keeps clients at endpoints whose checks all fail: the engine does as it was
     * told, so nothing is blocked. Where everything is down, that is told.
     */
    Optional<Wrong> heldAtDeadPlace() {
        Found found = state.custody().found();
        boolean acts = state.custody().leads()
                && choice != null
                && !turn.spec.identity.dryRun()
                && !state.sight().isBlind();
        if (!acts
                || found == null
                || state.outlook().isAllDown()
                || !keeps(choice, found)
                || !areDeadByChecks(found.published())) {
            return Optional.empty();
        }
        return new HeldPlace(turn.spec, merits, found.published()).text().map(text -> {
            Wrong wrong =
                    Wrong.ofPool(turn, Trouble.Kind.HELD_AT_DEAD_PLACE, text).inTheWay();
            boolean frozen = state.frozen().isPresent(); // then nobody wants it to move
            return frozen ? wrong : wrong.alarming();
        });
    }

    /** Where something else is wanted, what is in the way of that is told. */
    private static boolean keeps(@Nullable Choice choice, Found found) {
        return choice == null
                || choice.kind() == Choice.Kind.HOLD
                || choice.endpoints().equals(found.published());
    }

    private boolean areDeadByChecks(List<Integer> published) {
        for (int e : published) {
            if (state.diagnosis().endpoint(e).health() != Health.UNHEALTHY) {
                return false;
            }
        }
        return !published.isEmpty();
    }

    private boolean isOperatorsWish() {
        return choice != null && choice.byOperator();
    }

    /** What to tell, given since when a change is wanted. */
    Optional<Wrong> wrong(OptionalLong wantedSince) {
        Obstacle obstacle = obstacle();
        if (wantedSince.isEmpty() || !isWanted()) {
            return Optional.empty();
        }
        boolean atOnce = !obstacle.kind().isOrdinary()
                || (obstacle.kind() == Obstacle.Kind.HELD && leadsToDeadPlace() && !isAnotherAboutToFall())
                || state.exchange().setbacks().areMany()
                || state.exchange().throttled() != null
                || state.exchange().phase().isSilent(turn)
                || state.sight().isProviderAway()
                || isTold();
        if (!atOnce && !turn.reachedOrWake(waitsSince(wantedSince.getAsLong()) + usual(obstacle))) {
            return Optional.empty();
        }
        Wrong wrong =
                Wrong.ofPool(turn, Trouble.Kind.MOVE_BLOCKED, text(obstacle)).inTheWay();
        boolean somebodySaidSo = obstacle.kind() == Obstacle.Kind.FROZEN
                || state.frozen().isPresent(); // whatever else stands in the way by now
        return Optional.of(leadsToDeadPlace() && !somebodySaidSo ? wrong.alarming() : wrong);
    }

    /** Whether people know: then it is over when the change stands or is not wanted, and not from call to call. */
    private boolean isTold() {
        return state.troubles().present().stream().anyMatch(each -> each.kind() == Trouble.Kind.MOVE_BLOCKED);
    }

    /**
     * Whether an endpoint that is not known to be dead has begun to fail: in a moment it either serves or everything
     * is down, and that is told then.
     */
    private boolean isAnotherAboutToFall() {
        for (int i = 0; i < turn.spec.targets.size(); i++) {
            int endpoint = turn.spec.targets.get(i).endpoint();
            boolean failing = state.diagnosis().target(i).failures() > 0;
            if (failing && merits.health(endpoint) != Health.UNHEALTHY) {
                return true;
            }
        }
        return false;
    }

    /** The wait for our own queue has an end that is known, and does not count. */
    private long waitsSince(long wantedSince) {
        OptionalLong turnBy = state.exchange().turnBy();
        return turnBy.isPresent() && turnBy.getAsLong() - wantedSince > 0 ? turnBy.getAsLong() : wantedSince;
    }

    /** Whether it is tried, or soon will be again: where something else is in the way, another instance is no help. */
    boolean isAtTheProvider() {
        return switch (obstacle().kind()) {
            case CALL_UNDER_WAY, STRAY_CALL, READ_FIRST, RETRY, HOLD_DOWN -> true;
            default -> false;
        };
    }

    /** What fails, if something does: which step of the next try is under way would be told at each of them. */
    private String text(Obstacle obstacle) {
        if (!isAtTheProvider()) {
            return obstacle.text();
        }
        Wait throttled = state.exchange().throttled();
        if (throttled != null) {
            return throttled.text();
        }
        String failure = state.exchange().setbacks().failure();
        if (!failure.isEmpty()) {
            return failure;
        }
        if (state.sight().isProviderAway()) {
            return "the provider cannot be reached"; // as another pool found out
        }
        Phase phase = state.exchange().phase();
        if (phase.isSilent(turn)) {
            return "a call of the provider has not returned for more than " + Limits.SILENT_CALL.toSeconds() + " s";
        }
        if (obstacle.kind() == Obstacle.Kind.HOLD_DOWN) {
            return obstacle.text();
        }
        if (phase.isInQueueOfAccount()) {
            return phase.waitsFor().text();
        }
        return state.custody().found() == null
                ? "the records have not been read yet"
                : "the provider has not yet taken the change";
    }

    private long usual(Obstacle obstacle) {
        return switch (obstacle.kind()) {
            case HOLD_DOWN -> turn.spec.holdDown;
            case SETTLING -> turn.spec.settleLimit;
            case PROVIDER_SETTLING -> Limits.SANE.toNanos();
            case EARLIER_CALLS -> turn.spec.slowestCall;
            default -> Limits.BLOCKED_AFTER.toNanos();
        };
    }

    /** Why another instance should try, given since when a change fails; empty if this one may go on. */
    Optional<String> handover(OptionalLong failingSince) {
        boolean lasts = failingSince.isPresent()
                && turn.reachedOrWake(failingSince.getAsLong() + Limits.CHANGE_FAILING.toNanos());
        return lasts
                ? Optional.of("changes of " + turn.pool() + " fail: "
                        + state.exchange().setbacks().failure())
                : Optional.empty();
    }
}
