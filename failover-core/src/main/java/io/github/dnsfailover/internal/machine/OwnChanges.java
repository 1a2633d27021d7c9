package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.internal.event.Made;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the changes of this engine: which stands and is proved, which may still land, which was left half
 * made, and until when resolvers may hold what they replaced. Immutable.
 */
public final class OwnChanges extends Part<OwnChanges> {

    private Horizon horizon = Horizon.NONE;

    /** The last write of unknown outcome that a read did not find, and which may still land; or null. */
    private @Nullable PlannedWrite mayLand;

    /**
     * The last change that a provider which writes set by set left half made, as long as nothing else stands there; or
     * null.
     */
    private @Nullable PlannedWrite halfMade;

    /** The last change that the provider accepted, or null. */
    private @Nullable Accepted last;

    /** Why that change is not proved after some time; null if it is, or if it is too early to say. */
    private Input.@Nullable NotProved unproved;

    /** Whether every server gives the last change. */
    private boolean proved;

    OwnChanges() {}

    /** Until when resolvers may hold what was replaced. */
    Horizon horizon() {
        return horizon;
    }

    /** Whether resolvers may hold something for longer than that. */
    boolean isHorizonLeast() {
        return horizon.isLeast() || (last != null && !proved);
    }

    @Nullable
    PlannedWrite mayLand() {
        return mayLand;
    }

    /** Our own change that stands there in part, or null. */
    @Nullable
    PlannedWrite halfMade() {
        return halfMade;
    }

    public @Nullable Accepted last() {
        return last;
    }

    /** Whether every server gives the last change. */
    boolean isProved() {
        return proved;
    }

    /** What is said of the proof of the last change; null if there is nothing to say. */
    Input.@Nullable NotProved unproved() {
        return unproved;
    }

    /**
     * A new term begins: what is half made is still ours to make whole, if nobody has done so; what was replaced is
     * known from a mark only.
     */
    OwnChanges inTerm(Turn turn) {
        OwnChanges next = copy();
        boolean markTells = turn.spec.markKey != null;
        next.horizon = markTells ? horizon : horizon.unseenUntil(turn.wall.plus(Limits.LONGEST_HORIZON));
        next.mayLand = null;
        next.unproved = null;
        return next;
    }

    /** What another life of the engine, or another engine, tells of old answers. */
    OwnChanges told(Mark mark, Instant wall) {
        OwnChanges next = copy();
        next.horizon = horizon.told(mark, wall);
        return next;
    }

    /** A read found these sets. */
    OwnChanges found(List<RecordSet> sets) {
        PlannedWrite half = halfMade;
        if (half == null || half.standsInPart(sets)) {
            return this;
        }
        OwnChanges next = copy();
        next.halfMade = null;
        return next;
    }

    /** What should be published while a change stands in part, given what should have been before. */
    Lineup amid(PoolSpec spec, Lineup standing) {
        PlannedWrite half = halfMade;
        if (half == null || !standing.endpoints().isEmpty()) {
            return standing;
        }
        boolean sameEndpoints = half.cause() == Cause.REPAIR // what was there before was somebody's edit
                || half.cause() == Cause.FAMILY;
        return sameEndpoints ? half.lineup() : Lineup.whole(spec.indexes(half.from()));
    }

    /** A read did not show this write of unknown outcome: it may still land. */
    OwnChanges expecting(PlannedWrite late) {
        OwnChanges next = copy();
        next.mayLand = late;
        return next;
    }

    /** A read showed a part of this write: the rest is ours to make. */
    OwnChanges left(PlannedWrite half) {
        OwnChanges next = copy();
        next.halfMade = half;
        return next;
    }

    /** A change stands, and is to be proved if it is one for clients. */
    OwnChanges accepted(Turn turn, PlannedWrite write, String receipt) {
        OwnChanges next = copy();
        next.mayLand = null;
        next.halfMade = null;
        boolean markAlone = write.cause() == Cause.NEW_LEADER; // then what is said of the change before it holds
        if (!markAlone) {
            next.unproved = null;
            next.proved = false;
            next.horizon = horizon.replaced(
                    turn.wall, Publication.oldTtl(write.change().transitions(), Duration.ZERO));
        }
        Accepted accepted = new Accepted(write, receipt, turn.wall, turn.now, next.horizon);
        turn.emit(new Made.RecordsChanged(
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
                turn.wall,
                next.horizon.until()));
        if (!markAlone) {
            next.last = accepted;
            turn.effects.add(new Effect.Prove(accepted));
        }
        return next;
    }

    /** Every server gives the last change. */
    OwnChanges proved(Horizon proof) {
        OwnChanges next = copy();
        next.unproved = null;
        next.proved = true;
        next.horizon = horizon.proved(proof);
        return next;
    }

    /** What the proof of the last change has come to so far. */
    OwnChanges proof(Input.NotProved problem) {
        if (problem.equals(unproved)) {
            return this;
        }
        OwnChanges next = copy();
        next.unproved = problem;
        return next;
    }
}
