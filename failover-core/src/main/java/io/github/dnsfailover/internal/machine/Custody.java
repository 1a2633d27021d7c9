package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.EndpointPool.ForeignMarks;
import io.github.dnsfailover.EndpointPool.TakeOver;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.internal.event.Made;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Whose the records are: the lead, take-over, edits of others, and what stands there as far as is known. Immutable. */
public final class Custody extends Part<Custody> {

    private OptionalLong term = OptionalLong.empty();

    private Fence fence = new Fence();

    /** Null until the first read of this term. */
    private @Nullable Found found;

    private boolean managed;

    /** The endpoints that should be published: as found, as written last, or as the mark says after a foreign edit. */
    private Lineup standing = Lineup.NONE;

    private long generation;

    /** The values that stand there with our consent, as a fingerprint; null until records were taken over. */
    private @Nullable String claimed;

    /** Whether our mark has stood there in this term, so that its absence means that somebody deleted it. */
    private boolean markSeen;

    /** Why the records are not ours to change; null while they are, or while that is not known. */
    private @Nullable Refusal refusal;

    private NoMark noMark = new NoMark();

    private Edits edits = new Edits();

    /** Until when resolvers may hold what was replaced. */
    private Horizon horizon = Horizon.NONE;

    /** The last write of unknown outcome that a read did not find, and which may still land; or null. */
    private @Nullable PlannedWrite mayLand;

    /**
     * The last change that a provider which writes set by set left half made, as long as nothing else stands there; or
     * null.
     */
    private @Nullable PlannedWrite halfMade;

    /** The last change that the provider accepted, or null. */
    private @Nullable Accepted lastChange;

    /** Why that change is not proved after some time; null if it is, or if it is too early to say. */
    private Input.@Nullable NotProved unproved;

    Custody() {}

    // What it says

    public OptionalLong term() {
        return term;
    }

    public boolean leads() {
        return term.isPresent();
    }

    /** The term for the next mark. */
    long fence() {
        return fence.term();
    }

    public @Nullable Found found() {
        return found;
    }

    boolean isManaged() {
        return managed;
    }

    List<Integer> standing() {
        return standing.endpoints();
    }

    /** The same, and which of them should be published without their IPv6 addresses. */
    Lineup lineup() {
        return standing;
    }

    /** What the mark of the next change says. */
    Publication.Stamp stamp(Turn turn) {
        return new Publication.Stamp(generation + 1, fence.term(), horizon, turn.wall);
    }

    boolean hasSeenMark() {
        return markSeen;
    }

    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** What is said of the proof of the last change; null if there is nothing to say. */
    Input.@Nullable NotProved unproved() {
        return unproved;
    }

    Edits edits() {
        return edits;
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

    public @Nullable Accepted lastChange() {
        return lastChange;
    }

    /** Whether a read found nothing to set right. */
    boolean isWhole(PoolSpec spec) {
        Found there = found;
        return there != null
                && there.exact()
                && Publication.difference(spec, there, there.lineup()) == Publication.Difference.NONE;
    }

    boolean isSomebodyElses() {
        return found != null
                && (found.ownership() == Found.Ownership.OTHER_OWNER
                        || found.ownership() == Found.Ownership.NEWER_ENGINE);
    }

    // Terms

    /** A new term begins with a fresh look at whose the records are. */
    Custody inTerm(OptionalLong value) {
        Custody next = copy();
        next.term = value;
        next.found = null;
        next.managed = false;
        next.edits = edits.over();
        next.markSeen = false;
        next.claimed = null;
        next.mayLand = null;
        next.halfMade = null;
        next.standing = Lineup.NONE;
        next.unproved = null;
        next.noMark = new NoMark();
        return next;
    }

    // What a read found

    /** Takes in a truthful read. */
    Custody learned(Turn turn, List<RecordSet> sets) {
        Custody next = copy();
        Found read = Publication.understand(turn.spec, sets, fence.highest(turn.spec, term));
        next.noMark = noMark.found(turn, read);
        if (isReasserted(turn, read)) {
            read = read.withoutMark(Found.Ownership.EDITED);
            next.fence = fence.lowered();
        } else if (next.noMark.mayBeReplaced()) {
            read = read.withoutMark(read.unmarked(turn.spec));
        }
        next.found = read;
        if (next.isSomebodyElses()) {
            next.refuseWhatIsNotOurs(turn, read);
            return next;
        }
        if (read.mark() != null) {
            next.generation = Math.max(generation, read.mark().generation());
            next.horizon = horizon.told(read.mark(), turn.wall);
        }
        next.fence = fence.raised(turn.spec, term, read.mark());
        if (managed || next.takesOver(turn, read)) {
            next.watch(turn, read);
        }
        return next;
    }

    /**
     * A mark of others where ours has stood in this term: the pool may want that set right once. What it says is not
     * believed. A leader among several follows terms instead.
     */
    private boolean isReasserted(Turn turn, Found read) {
        boolean other = read.ownership() == Found.Ownership.OTHER_OWNER;
        boolean newer = read.ownership() == Found.Ownership.NEWER_ENGINE
                && turn.spec.identity.instances() == Leadership.Instances.ONE;
        return managed && markSeen && (other || newer) && turn.spec.pool.foreignMarks() == ForeignMarks.REASSERT_ONCE;
    }

    private void refuseWhatIsNotOurs(Turn turn, Found read) {
        managed = false;
        boolean newer = read.ownership() == Found.Ownership.NEWER_ENGINE;
        refusal = new Refusal(newer ? Trouble.Kind.FENCED : Trouble.Kind.FOREIGN_OWNER, read.detail());
        if (newer && read.mark() != null && turn.spec.identity.instances() == Leadership.Instances.SEVERAL) {
            turn.tell(new EngineInput.MarkAbove(turn.spec.scope, read.mark().term()));
        }
    }

    private boolean takesOver(Turn turn, Found read) {
        boolean foreign = read.ownership() == Found.Ownership.UNMARKED_FOREIGN;
        if (foreign && turn.spec.pool.takeOver() == TakeOver.REFUSE_FOREIGN) {
            String plan = Publication.transitions(
                            turn.spec,
                            read,
                            Lineup.whole(List.of(0)),
                            new Publication.Stamp(generation + 1, 1, null, turn.wall))
                    .toString();
            String why = "found " + read.sets() + "; to replace it say takeOver(ADOPT), which would do: " + plan;
            refusal = new Refusal(Trouble.Kind.FOREIGN_VALUES, why);
            return false;
        }
        managed = true;
        refusal = null;
        claimed = Publication.fingerprint(turn.spec, read.sets());
        markSeen = read.mark() != null;
        turn.emit(new Made.TakenOver(turn.pool(), turn.wall, turn.spec.ids(read.published()), read.sets()));
        return true;
    }

    private void watch(Turn turn, Found read) {
        boolean ours = read.ownership() == Found.Ownership.OURS;
        if (ours) {
            claimed = Publication.fingerprint(turn.spec, read.sets());
            markSeen = true;
        }
        boolean asClaimed = !markSeen
                && read.ownership() != Found.Ownership.EDITED
                && Publication.fingerprint(turn.spec, read.sets()).equals(claimed);
        boolean half = halfMade != null
                && Publication.standsInPart(read.sets(), halfMade.change().transitions());
        halfMade = half ? halfMade : null;
        if (ours || asClaimed) {
            edits = edits.undone();
            standing = read.lineup();
        } else if (!half && !edits.isPresent()) {
            noticeEdit(turn, read);
        }
    }

    private void noticeEdit(Turn turn, Found read) {
        List<Integer> marked =
                read.mark() == null ? List.of() : turn.spec.indexes(read.mark().at());
        if (read.mark() != null && Publication.fit(turn.spec, marked)) {
            standing = standing.endpoints().equals(marked) ? standing : Lineup.whole(marked);
        }
        ForeignEdit.Response response = edits.response(turn);
        List<RecordSet> expected = standing.endpoints().isEmpty() ? List.of() : Publication.wanted(turn.spec, standing);
        edits = edits.begun(turn, read.sets(), expected);
        turn.emit(new Made.ForeignEdit(turn.pool(), turn.wall, expected, read.sets(), response));
    }

    /**
     * The fingerprint of what stands where the mark belongs and keeps this engine from writing, for the word of an
     * operator to say what it is about: empty if nothing does, null if that is not known here.
     */
    public @Nullable String inTheWay() {
        Found there = found;
        if (there == null) {
            return null;
        }
        return isFenced() ? NoMark.fingerprint(there.markSet()) : noMark.fingerprint();
    }

    private boolean isFenced() {
        return refusal != null && refusal.kind() == Trouble.Kind.FENCED;
    }

    /**
     * An operator wants what was before forgotten: edits, and what stands where the mark belongs and he knows of. A
     * word may be heard minutes after it was said, and somebody may have written there since.
     */
    Custody cleared(Turn turn, Word word) {
        Custody next = copy();
        next.edits = edits.forgotten();
        if (isFenced() && word.seen() != null && word.seen().equals(inTheWay())) {
            next.fence = fence.lowered();
        }
        next.noMark = noMark.cleared(turn, word);
        return next;
    }

    // What became of writes

    /** The generation for the next write, which is about to be sent. */
    Custody sending() {
        Custody next = copy();
        next.generation++;
        return next;
    }

    /** A read did not show this write of unknown outcome: it may still land. */
    Custody expecting(PlannedWrite late) {
        Custody next = copy();
        next.mayLand = late;
        return next;
    }

    /** A read showed a part of this write: the rest is ours to make. */
    Custody left(PlannedWrite half) {
        Custody next = copy();
        next.halfMade = half;
        return next;
    }

    /** A change stands: the provider said so, or a read showed it. */
    Custody accepted(Turn turn, PlannedWrite write, String receipt) {
        Custody next = copy();
        if (found != null) {
            List<RecordSet> now = replaced(found.sets(), write.change().transitions());
            Found after = Publication.understand(turn.spec, now, -1);
            next.found = after;
            next.fence = fence.written(after.mark());
            next.claimed = Publication.fingerprint(turn.spec, now);
        }
        next.standing = write.lineup();
        next.markSeen = turn.spec.markKey != null;
        next.edits = edits.over();
        next.noMark = new NoMark();
        next.mayLand = null;
        next.halfMade = null;
        Duration oldTtl = Publication.oldTtl(write.change().transitions(), Duration.ZERO);
        next.horizon = horizon.replaced(turn.wall, oldTtl);
        Accepted accepted = new Accepted(write, receipt, turn.wall, turn.now, next.horizon);
        next.lastChange = accepted;
        next.unproved = null;
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
                turn.wall));
        turn.effects.add(new Effect.Prove(accepted));
        return next;
    }

    /** Every server gives the last change. */
    Custody proved(Instant forgotten) {
        Custody next = copy();
        next.unproved = null;
        next.horizon = horizon.proved(forgotten);
        return next;
    }

    /** What the proof of the last change has come to so far. */
    Custody proof(Input.NotProved problem) {
        if (problem.equals(unproved)) {
            return this;
        }
        Custody next = copy();
        next.unproved = problem;
        return next;
    }

    private static List<RecordSet> replaced(List<RecordSet> sets, List<Transition> transitions) {
        List<RecordSet> result = new ArrayList<>(sets);
        for (Transition transition : transitions) {
            result.replaceAll(set -> set.key().equals(transition.key()) ? transition.desired() : set);
        }
        return result;
    }
}
