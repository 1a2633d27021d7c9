package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.EndpointPool.ForeignMarks;
import io.github.dnsfailover.EndpointPool.TakeOver;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.internal.event.Made;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whose the records are: the lead, take-over, edits of others, and what stands there as far as is known. What became of
 * our own changes is in {@link OwnChanges}. Immutable.
 */
public final class Custody extends Part<Custody> {

    private OptionalLong term = OptionalLong.empty();

    private Before before = new Before();
    private Fence fence = new Fence();

    /** Null until the first read of this term. */
    private @Nullable Found found;

    /** What was published when that was known last, in whichever term and by whomever; it decides nothing. */
    private List<Integer> lastKnown = List.of();

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

    private OwnChanges changes = new OwnChanges();

    Custody() {}

    // What it says

    public OptionalLong term() {
        return term;
    }

    public boolean leads() {
        return term.isPresent();
    }

    /** What calls of whoever led before this term may still do. */
    Before before() {
        return before;
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

    /**
     * What is published as far as is known, which may be from before this term, or what another engine said; nothing
     * of this pool if the records are somebody else's.
     */
    List<Integer> lastKnown() {
        Found read = found;
        if (read == null) {
            return lastKnown;
        }
        return read.isSomebodyElses() ? List.of() : read.published();
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
        return new Publication.Stamp(generation + 1, fence.term(), changes.horizon(), turn.wall);
    }

    boolean hasSeenMark() {
        return markSeen;
    }

    @Nullable
    Refusal refusal() {
        return refusal;
    }

    Edits edits() {
        return edits;
    }

    /** What became of the changes of this engine. */
    public OwnChanges changes() {
        return changes;
    }

    /** Whether a read found nothing to set right. */
    boolean isOursAndWhole(PoolSpec spec) {
        return found != null && !found.isSomebodyElses() && found.isWhole(spec);
    }

    // Terms

    /** A new term begins with a fresh look at whose the records are. */
    Custody inTerm(Turn turn, OptionalLong value, boolean handedOver) {
        Custody next = copy();
        next.term = value;
        next.before = before.inTerm(turn, handedOver);
        next.lastKnown = lastKnown();
        next.found = null;
        next.managed = false;
        next.edits = edits.inTerm();
        next.markSeen = false;
        next.claimed = null;
        next.standing = Lineup.NONE;
        next.changes = changes.inTerm(turn);
        next.noMark = new NoMark();
        return next;
    }

    /** Whoever leads says what is published; an engine that leads reads that itself. */
    Custody heard(List<Integer> published) {
        if (leads() || published.isEmpty() || published.equals(lastKnown)) { // who cannot say has not taken it back
            return this;
        }
        Custody next = copy();
        next.lastKnown = published;
        return next;
    }

    // What a read found

    /** Takes in a truthful read. */
    Custody learned(Turn turn, List<RecordSet> sets) {
        Custody next = copy();
        Found read = Publication.understand(turn.spec, sets, fence.highest(turn.spec, term, sets.get(sets.size() - 1)));
        next.noMark = noMark.found(turn, read);
        if (isReasserted(turn, read)) {
            read = read.withoutMark(Found.Ownership.EDITED);
        } else if (next.noMark.mayBeReplaced()) {
            read = read.withoutMark(read.unmarked(turn.spec));
        }
        next.found = read;
        next.before = before.found(turn, read);
        if (read.isSomebodyElses()) {
            next.refuseWhatIsNotOurs(turn, read);
            return next;
        }
        if (read.mark() != null) {
            next.generation = Math.max(generation, read.mark().generation());
            next.changes = changes.told(read.mark(), turn.wall);
        }
        next.fence = fence.raised(turn.spec, term, read);
        if (managed || next.takesOver(turn, read)) {
            next.watch(turn, read);
        }
        return next;
    }

    /**
     * A mark of others where ours has stood in this term: the pool may want that set right once. What it says is not
     * believed.
     */
    private boolean isReasserted(Turn turn, Found read) {
        boolean wanted = turn.spec.pool.foreignMarks() == ForeignMarks.REASSERT_ONCE;
        return wanted && managed && markSeen && read.hasForeignMark(turn.spec);
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
            refusal = Refusal.ofForeignValues(turn, read, new Publication.Stamp(generation + 1, 1, null, turn.wall));
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
        changes = changes.found(read.sets());
        if (ours || asClaimed) {
            edits = edits.undone();
            standing = read.lineup();
        } else if (changes.halfMade() != null) {
            standing = read.exact() ? read.lineup() : changes.amid(turn.spec, standing);
        } else if (read.isMix(turn.spec)) {
            standing = read.marked(turn.spec, standing);
        } else if (!edits.isPresent()) {
            noticeEdit(turn, read);
        }
    }

    private void noticeEdit(Turn turn, Found read) {
        standing = read.marked(turn.spec, standing);
        ForeignEdit.Response response = edits.response(turn, read.sets());
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
        return there == null ? null : isFenced() ? NoMark.fingerprint(there.markSet()) : noMark.fingerprint();
    }

    private boolean isFenced() {
        return refusal != null && refusal.kind() == Trouble.Kind.FENCED;
    }

    /**
     * An operator wants what was before forgotten: edits, and what stands where the mark belongs and he knows of. A
     * word may be heard minutes after it was said, and somebody may have written there since.
     */
    Custody cleared(Turn turn, Word word) {
        Custody next = editsForgotten();
        if (isFenced() && word.seen() != null && word.seen().equals(inTheWay())) {
            next.fence = fence.pardoning(word.seen());
        }
        next.noMark = noMark.cleared(turn, word);
        return next;
    }

    /** The same, as far as it is of use to an engine that is not to obey it. */
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

    /** A change stands: the provider said so, or a read showed it. */
    Custody accepted(Turn turn, PlannedWrite write, String receipt) {
        Custody next = copy();
        if (found != null) {
            List<RecordSet> now = Publication.after(found.sets(), write.change().transitions());
            Found after = Publication.understand(turn.spec, now, -1);
            next.found = after;
            next.fence = fence.written(after.mark());
            next.claimed = Publication.fingerprint(turn.spec, now);
        }
        next.before = before.written();
        next.standing = write.lineup();
        next.markSeen = turn.spec.markKey != null;
        next.edits = edits.over();
        next.noMark = new NoMark();
        next.changes = changes.accepted(turn, write, receipt);
        return next;
    }

    /** What became of a change is known better. */
    Custody with(OwnChanges value) {
        if (value == changes) {
            return this;
        }
        Custody next = copy();
        next.changes = value;
        return next;
    }
}
