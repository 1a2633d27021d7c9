package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.EndpointPool.TakeOver;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.ForeignOwner;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.TakeOverRefused;
import io.github.dnsfailover.event.TakenOver;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Whose the records are: the lead, take-over, edits of others, and what stands there as far as is known. Immutable. */
public final class Custody extends Part<Custody> {

    private OptionalLong term = OptionalLong.empty();

    /** The term that goes into the mark, see {@link #raiseFence}; 0 until records were taken over. */
    private long fence;

    /** Whether a mark with our fence has stood there, so that a higher term means that we were replaced. */
    private boolean fenced;

    /** Null until the first read of this term. */
    private @Nullable Found found;

    private boolean managed;

    /** The endpoints that should be published: as found, as written last, or as the mark says after a foreign edit. */
    private List<Integer> standing = List.of();

    private long generation;

    /** The values that stand there with our consent, as a fingerprint; null until records were taken over. */
    private @Nullable String claimed;

    /** Whether our mark has stood there in this term, so that its absence means that somebody deleted it. */
    private boolean markSeen;

    /** Why the records are not ours to change, so that it is said once; empty while they are. */
    private String refusal = "";

    private Edits edits = new Edits();

    /** The last write of unknown outcome that a read did not find, and which may still land; or null. */
    private @Nullable PlannedWrite mayLand;

    /** The last change that the provider accepted, or null. */
    private @Nullable Accepted lastChange;

    Custody() {}

    // What it says

    public OptionalLong term() {
        return term;
    }

    public boolean leads() {
        return term.isPresent();
    }

    long fence() {
        return fence;
    }

    public @Nullable Found found() {
        return found;
    }

    boolean isManaged() {
        return managed;
    }

    List<Integer> standing() {
        return standing;
    }

    long generation() {
        return generation;
    }

    boolean hasSeenMark() {
        return markSeen;
    }

    String refusal() {
        return refusal;
    }

    Edits edits() {
        return edits;
    }

    @Nullable
    PlannedWrite mayLand() {
        return mayLand;
    }

    public @Nullable Accepted lastChange() {
        return lastChange;
    }

    /** Whether a read found nothing to set right. */
    boolean isWhole(PoolSpec spec) {
        Found there = found;
        return there != null
                && there.exact()
                && Publication.difference(spec, there, there.published()) == Publication.Difference.NONE;
    }

    boolean isOtherOwners() {
        return found != null && found.ownership() == Found.Ownership.OTHER_OWNER;
    }

    // Terms

    /** A new term begins with a fresh look at whose the records are. */
    Custody inTerm(Turn turn, OptionalLong value, String detail) {
        Custody next = copy();
        next.term = value;
        next.found = null;
        next.managed = false;
        next.edits = edits.over();
        next.markSeen = false;
        next.claimed = null;
        next.mayLand = null;
        next.standing = List.of();
        turn.emit(new LeadershipChanged(turn.pool(), turn.wall, value, detail));
        return next;
    }

    // What a read found

    /** Takes in a truthful read. */
    Custody learned(Turn turn, List<RecordSet> sets) {
        Custody next = copy();
        Found read = Publication.understand(turn.spec, sets, newestTermOfOurs(turn));
        next.found = read;
        if (read.ownership() == Found.Ownership.OTHER_OWNER) {
            next.refuseForeignOwner(turn, read);
            return next;
        }
        if (read.mark() != null) {
            next.generation = Math.max(generation, read.mark().generation());
        }
        next.raiseFence(turn, read);
        if (managed || next.takesOver(turn, read)) {
            next.watch(turn, read);
        }
        return next;
    }

    /** An only engine takes over from whatever term it finds; once its own has stood there, a higher one replaced it. */
    private long newestTermOfOurs(Turn turn) {
        return turn.spec.identity.instances() == Leadership.Instances.SEVERAL
                ? term.orElseThrow()
                : fenced ? fence : -1;
    }

    /**
     * The term for the mark. A real leadership's terms are fencing numbers already. The only engine there is has no such
     * number: it takes one more than any mark shows until it has written its own, so that an engine that it replaced sees
     * that. Not the first mark alone: a read may be stale, and then the true mark would look like that of a newer engine.
     */
    private void raiseFence(Turn turn, Found read) {
        if (turn.spec.identity.instances() == Leadership.Instances.SEVERAL) {
            fence = term.orElseThrow();
        } else if (!fenced) {
            fence = Math.max(fence, read.mark() == null ? 1 : read.mark().term() + 1);
        }
    }

    private void refuseForeignOwner(Turn turn, Found read) {
        managed = false;
        if (!refusal.equals(read.detail())) {
            refusal = read.detail();
            String mark = read.sets().get(turn.spec.servingKeys()).values().toString();
            turn.emit(new ForeignOwner(turn.pool(), turn.wall, mark, read.detail()));
        }
    }

    private boolean takesOver(Turn turn, Found read) {
        boolean foreign = read.ownership() == Found.Ownership.UNMARKED_FOREIGN;
        if (foreign && turn.spec.pool.takeOver() == TakeOver.REFUSE_FOREIGN) {
            String plan = Publication.transitions(turn.spec, read, List.of(0), generation + 1, 1)
                    .toString();
            String why = "the names hold values that are not of this pool: " + read.sets();
            if (!refusal.equals(why)) {
                refusal = why;
                turn.emit(new TakeOverRefused(turn.pool(), turn.wall, read.sets(), plan));
            }
            return false;
        }
        managed = true;
        refusal = "";
        claimed = Publication.fingerprint(turn.spec, read.sets());
        markSeen = read.mark() != null;
        turn.emit(new TakenOver(turn.pool(), turn.wall, turn.spec.ids(read.published()), read.sets()));
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
        if (ours || asClaimed) {
            edits = edits.undone();
            standing = read.published();
        } else if (!edits.isPresent()) {
            noticeEdit(turn, read);
        }
    }

    private void noticeEdit(Turn turn, Found read) {
        List<Integer> marked =
                read.mark() == null ? List.of() : turn.spec.indexes(read.mark().at());
        if (read.mark() != null && Publication.fit(turn.spec, marked)) {
            standing = marked;
        }
        ForeignEdit.Response response = edits.response(turn);
        edits = edits.begun(turn);
        List<RecordSet> expected = standing.isEmpty() ? List.of() : Publication.wanted(turn.spec, standing);
        turn.emit(new ForeignEdit(turn.pool(), turn.wall, expected, read.sets(), response));
    }

    /** An operator wants edits forgotten. */
    Custody editsForgotten() {
        Custody next = copy();
        next.edits = edits.forgotten();
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

    /** A change stands: the provider said so, or a read showed it. */
    Custody accepted(Turn turn, PlannedWrite write, String receipt) {
        Custody next = copy();
        if (found != null) {
            List<RecordSet> now = replaced(found.sets(), write.change().transitions());
            Found after = Publication.understand(turn.spec, now, -1);
            next.found = after;
            next.fenced |= after.mark() != null && after.mark().term() == fence;
            next.claimed = Publication.fingerprint(turn.spec, now);
        }
        next.standing = turn.spec.indexes(write.to());
        next.markSeen = turn.spec.markKey != null;
        next.edits = edits.over();
        next.mayLand = null;
        Accepted accepted = new Accepted(write, receipt, turn.wall, turn.now);
        next.lastChange = accepted;
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
