package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.EndpointPool.ForeignEdits;
import io.github.dnsfailover.EndpointPool.TakeOver;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.ForeignOwner;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.TakeOverRefused;
import io.github.dnsfailover.event.TakenOver;
import io.github.dnsfailover.event.UnknownResolved;
import java.util.ArrayList;
import java.util.List;

/** Whose the records are: take-over, edits of others, and what became of writes. Functions on a turn. */
final class Custody {

    private Custody() {}

    /** Takes in a truthful read. */
    static void learned(Turn turn, List<RecordSet> sets) {
        PoolState state = turn.state;
        state.readDue = turn.now + turn.jittered(turn.spec.readEvery);
        if (state.term.isEmpty()) {
            return; // it was read only to learn that the provider answers
        }
        resolveUnknown(turn, sets);
        Found found = Records.understand(turn.spec, sets, newestTermOfOurs(turn));
        state.found = found;
        if (found.mark() != null && found.ownership() != Found.Ownership.OTHER_OWNER) {
            state.generation = Math.max(state.generation, found.mark().generation());
        }
        if (found.ownership() == Found.Ownership.OTHER_OWNER) {
            foreignOwner(turn, found);
            return;
        }
        raiseFence(turn, found);
        boolean whole =
                found.exact() && Records.difference(turn.spec, found, found.published()) == Records.Difference.NONE;
        state.repairs = whole ? 0 : state.repairs;
        if (state.managed) {
            watch(turn, found);
        } else {
            takeOver(turn, found);
        }
    }

    /** An only engine takes over from whatever term it finds; once its own has stood there, a higher one replaced it. */
    private static long newestTermOfOurs(Turn turn) {
        return turn.spec.identity.instances() == Leadership.Instances.SEVERAL
                ? turn.state.term.orElseThrow()
                : turn.state.fenced ? turn.state.fence : -1;
    }

    /**
     * The term for the mark. A real leadership's terms are fencing numbers already. The only engine there is has no such
     * number: it takes one more than any mark shows until it has written its own, so that an engine that it replaced sees
     * that. Not the first mark alone: a read may be stale, and then the true mark would look like that of a newer engine.
     */
    private static void raiseFence(Turn turn, Found found) {
        PoolState state = turn.state;
        if (turn.spec.identity.instances() == Leadership.Instances.SEVERAL) {
            state.fence = state.term.orElseThrow();
        } else if (!state.fenced) {
            state.fence = Math.max(
                    state.fence, found.mark() == null ? 1 : found.mark().term() + 1);
        }
    }

    /** A write of unknown outcome stands, does not, or lands after a read that did not see it. */
    private static void resolveUnknown(Turn turn, List<RecordSet> sets) {
        PlannedWrite write = turn.state.unresolved;
        PlannedWrite late = turn.state.mayLand;
        if (write != null) {
            turn.state.unresolved = null;
            boolean applied = Records.stands(sets, write.change().transitions());
            turn.emit(new UnknownResolved(turn.pool(), turn.wall, applied, sets));
            if (applied) {
                accepted(turn, write, "");
                return;
            }
            turn.state.mayLand = write;
        }
        if (late != null && Records.stands(sets, late.change().transitions())) {
            turn.emit(new UnknownResolved(turn.pool(), turn.wall, true, sets));
            accepted(turn, late, "");
        }
    }

    /** A change stands: the provider said so, or a read showed it. */
    static void accepted(Turn turn, PlannedWrite write, String receipt) {
        PoolState state = turn.state;
        Calls.restartHoldDown(turn);
        Found before = state.found;
        if (before != null) {
            List<RecordSet> now = replaced(before.sets(), write.change().transitions());
            Found found = Records.understand(turn.spec, now, -1);
            state.found = found;
            state.fenced |= found.mark() != null && found.mark().term() == state.fence;
            state.claimed = Records.fingerprint(turn.spec, now);
        }
        state.standing = indexes(turn, write.to());
        state.markSeen = turn.spec.markKey != null;
        state.drifting = false;
        state.mayLand = null;
        state.writeFailures = 0;
        state.conflicts = 0;
        state.writeFailureReported = "";
        state.hasWriteRetry = false;
        Accepted accepted = new Accepted(write, receipt, turn.wall, turn.now);
        state.lastChange = accepted;
        turn.emit(new RecordsChanged(
                turn.pool(),
                turn.wall,
                write.cause(),
                write.from(),
                write.to(),
                write.reason(),
                write.change().transitions(),
                receipt,
                write.detected(),
                write.decided(),
                turn.wall));
        turn.effects.add(new Effect.Prove(accepted));
    }

    private static List<RecordSet> replaced(List<RecordSet> sets, List<Transition> transitions) {
        List<RecordSet> result = new ArrayList<>(sets);
        for (Transition transition : transitions) {
            result.replaceAll(set -> set.key().equals(transition.key()) ? transition.desired() : set);
        }
        return result;
    }

    private static void foreignOwner(Turn turn, Found found) {
        PoolState state = turn.state;
        state.managed = false;
        if (!state.refusal.equals(found.detail())) {
            state.refusal = found.detail();
            String mark = found.sets().get(turn.spec.servingKeys()).values().toString();
            turn.emit(new ForeignOwner(turn.pool(), turn.wall, mark, found.detail()));
        }
    }

    private static void takeOver(Turn turn, Found found) {
        PoolState state = turn.state;
        boolean foreign = found.ownership() == Found.Ownership.UNMARKED_FOREIGN;
        if (foreign && turn.spec.pool.takeOver() == TakeOver.REFUSE_FOREIGN) {
            String plan = Records.transitions(turn.spec, found, List.of(0), state.generation + 1, 1)
                    .toString();
            String refusal = "the names hold values that are not of this pool: " + found.sets();
            if (!state.refusal.equals(refusal)) {
                state.refusal = refusal;
                turn.emit(new TakeOverRefused(turn.pool(), turn.wall, found.sets(), plan));
            }
            return;
        }
        state.managed = true;
        state.refusal = "";
        state.claimed = Records.fingerprint(turn.spec, found.sets());
        state.markSeen = found.mark() != null;
        turn.emit(new TakenOver(turn.pool(), turn.wall, turn.spec.ids(found.published()), found.sets()));
        watch(turn, found);
    }

    private static void watch(Turn turn, Found found) {
        PoolState state = turn.state;
        boolean ours = found.ownership() == Found.Ownership.OURS;
        if (ours) {
            state.claimed = Records.fingerprint(turn.spec, found.sets());
            state.markSeen = true;
        }
        boolean asClaimed = !state.markSeen
                && found.ownership() != Found.Ownership.EDITED
                && Records.fingerprint(turn.spec, found.sets()).equals(state.claimed);
        if (ours || asClaimed) {
            state.drifting = false;
            state.driftCleared = false;
            state.standing = found.published();
        } else if (!state.drifting) {
            driftBegins(turn, found);
        }
    }

    private static void driftBegins(Turn turn, Found found) {
        PoolState state = turn.state;
        state.drifting = true;
        state.driftSince = turn.now;
        state.driftCount++;
        List<Integer> marked =
                found.mark() == null ? List.of() : indexes(turn, found.mark().at());
        if (found.mark() != null && Records.fit(turn.spec, marked)) {
            state.standing = marked;
        }
        boolean yields = turn.spec.pool.foreignEdits() == ForeignEdits.YIELD && !state.driftCleared;
        state.yielding = yields;
        state.driftCleared = false;
        ForeignEdit.Response response = yields
                ? ForeignEdit.Response.YIELD
                : state.driftCount > 1 ? ForeignEdit.Response.FREEZE : ForeignEdit.Response.REASSERT;
        state.driftFrozen |= response == ForeignEdit.Response.FREEZE;
        turn.emit(new ForeignEdit(turn.pool(), turn.wall, expected(turn), found.sets(), response));
    }

    private static List<RecordSet> expected(Turn turn) {
        List<Integer> standing = turn.state.standing;
        return standing.isEmpty() ? List.of() : Records.wanted(turn.spec, standing);
    }

    /** The endpoints of these ids, as far as the pool still has them. */
    private static List<Integer> indexes(Turn turn, List<String> ids) {
        List<Integer> indexes = new ArrayList<>();
        for (int e = 0; e < turn.spec.endpoints.size(); e++) {
            if (ids.contains(turn.spec.endpoints.get(e).id())) {
                indexes.add(e);
            }
        }
        return List.copyOf(indexes);
    }
}
