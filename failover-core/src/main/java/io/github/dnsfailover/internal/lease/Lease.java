package io.github.dnsfailover.internal.lease;

import io.github.dnsfailover.Leadership.Calls;
import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.Leadership.Sighting;
import io.github.dnsfailover.StateStore.Entry;
import io.github.dnsfailover.internal.machine.Mark;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lead of one scope as one instance sees it. Immutable; pure.
 *
 * <p>Why two never hold it at once: whoever holds it counts a lease less the margin from <em>before</em> a save was
 * sent, whoever follows counts the whole lease from <em>after</em> the answer that showed that save. Nobody reads
 * another's clock, nor the store's.
 *
 * <p>A save of unknown outcome changes nothing but that the store is read before the next. The version that it would
 * have made is ours, if our id stands there; for what else stands there we wait the whole patience, also if it is our
 * own. A term that was given up, lost or overrun is never held again. What is none of ours is never replaced.
 */
public final class Lease implements Cloneable {

    /** How a save ended. */
    public enum Saved {
        /** It stands. */
        YES,
        /** Another version stood there. */
        NO,
        /** It may stand, now or later. */
        UNKNOWN
    }

    /** What to save for this scope. */
    public record Save(long expectedVersion, String text) {}

    /** What to do next: the state after it, and a save if there is one; its end must be told. */
    public record Step(Lease lease, Optional<Save> save) {}

    /** What is held, and as which entry it stands in the store. */
    private record Hold(Right right, Entry entry) {}

    /** A save under way. */
    private record Pending(LeadText text, Entry entry, Moment sent, Calls before) {}

    /** The version that saves of unknown outcome would have made; the first of them counts. */
    private record Unknown(long version, Moment sent, Calls before) {}

    private final LeaseSpec spec;
    private @Nullable Moment asked;

    /** What the engine that asked last says of itself. */
    private Candidate says = Candidate.SILENT;

    private @Nullable Moment loaded;
    private @Nullable Seen seen;
    private @Nullable Hold hold;
    private @Nullable Pending pending;
    private long saves;
    private @Nullable Unknown unknown;
    private boolean loadFirst = true;

    /** Set while the lead is to be given up. */
    private @Nullable Calls freeing;

    /** The version as which we gave it up; others go first. 0 if we did not. */
    private long freedVersion;

    /** No term up to this one is held any more. */
    private long floor;

    /** The highest term that was seen or tried. */
    private long highest;

    /** Nothing is known. */
    public Lease(LeaseSpec spec) {
        this.spec = spec;
    }

    // What it says

    /** The right to write; it still has to be asked whether it holds. */
    public Optional<Right> right() {
        return hold == null || hold.right().term() <= floor ? Optional.empty() : Optional.of(hold.right());
    }

    /** Who is seen to lead. */
    public Sighting sighting(Moment now) {
        if (right().filter(right -> right.holds(now)).isPresent()) {
            return Sighting.SOMEBODY;
        }
        if (seen == null || !now.isWithin(spec.fresh(), loaded)) {
            return Sighting.UNKNOWN;
        }
        if (seen.isGivenUp()) {
            boolean settled = seen.hasStoodFor(now, LeaseSpec.HEAD_START.toNanos());
            return settled ? Sighting.NOBODY : Sighting.UNKNOWN; // somebody is about to take it
        }
        boolean isHeld = seen.lead().filter(text -> !text.isFree()).isPresent() || seen.isGarbled();
        return seen.hasStoodForALease(now, spec) ? Sighting.NOBODY : isHeld ? Sighting.SOMEBODY : Sighting.UNKNOWN;
    }

    /** Who leads, as it was seen last. */
    public Optional<Leader> leader(Moment now) {
        Hold held = hold;
        if (held != null && right().filter(right -> right.holds(now)).isPresent()) {
            Candidate told =
                    LeadText.parse(held.entry().text()).map(LeadText::says).orElse(Candidate.SILENT);
            return Optional.of(new Leader(
                    held.right().term(), true, spec.by(), told, held.right().left(now)));
        }
        Seen last = seen;
        if (last == null || sighting(now) != Sighting.SOMEBODY) {
            return Optional.empty();
        }
        boolean isOurs = last.lead() // what was lost, or has yet to be given up
                .filter(text -> text.holder().equals(spec.id()))
                .isPresent();
        return isOurs ? Optional.empty() : last.leader(now, spec);
    }

    /** What keeps this instance from ever leading; empty if nothing does. */
    public String obstacle() {
        if (seen != null && seen.isGarbled()) {
            return "what is stored for the lead is of another program or of a later version; look at it, and delete"
                    + " it if nobody needs it";
        }
        return Math.max(floor, highest) + 1 >= Mark.LIMIT ? "terms have come to their end, which is 10^15 - 1" : "";
    }

    /** Counts each save as it begins and as it ends; a load in whose time that grew tells nothing. */
    public long saves() {
        return saves;
    }

    /** Whether a save is under way, or a lead has yet to be given up. */
    public boolean isBusy() {
        return pending != null || freeing != null;
    }

    // What happens

    /** An engine asked for the lead, and said this of itself. */
    public Lease asked(Moment now, Candidate candidate) {
        Lease next = lapsed(now);
        next.asked = now;
        next.says = candidate;
        return next;
    }

    /** Whether the lead is held, and its holder has something else to say than before. */
    public boolean hasNewsAfter(Lease before) {
        return hold != null && !says.equals(before.says);
    }

    /** Somebody looked whether the lead is held; what he is told to be over stays over. */
    public Lease looked(Moment now) {
        return hold == null || hold.right().holds(now) ? this : lapsed(now);
    }

    /** A mark, or whoever was told that the term is over, makes this one and all below it unusable. */
    public Lease atLeast(long term) {
        Lease next = copy();
        next.floor = Math.max(floor, Math.min(term, Mark.LIMIT - 1));
        return next;
    }

    /** The lead is to be given up, and not to be asked for until somebody asks anew. */
    public Lease resigned(Calls calls) {
        Lease next = copy();
        next.asked = null;
        if (hold != null || pending != null || unknown != null) {
            next.freeing = calls;
            next.floor = Math.max(floor, highest); // whatever is under way
        }
        return next;
    }

    /** The store was read, from when {@link #saves} had this value, and this stood there. */
    public Lease loaded(Moment now, long savesThen, Entry entry) {
        Lease next = lapsed(now);
        if (pending != null || saves != savesThen) {
            return next;
        }
        next.loadFirst = false;
        next.loaded = now;
        Optional<LeadText> lead = LeadText.parse(entry.text());
        boolean isNew = seen == null || !seen.entry().equals(entry) || hasMissed(now, entry);
        boolean isOurs = unknown != null
                && unknown.version() == entry.version()
                && lead.filter(text -> text.holder().equals(spec.id())).isPresent();
        if (isNew) {
            boolean wentBack = seen != null && entry.version() <= seen.entry().version();
            next.seen = new Seen(entry, lead, now.nanos(), wentBack, isOurs);
            lead.ifPresent(text -> next.highest = Math.max(next.highest, text.term()));
        }
        if (isOurs && unknown != null) {
            Calls before =
                    next.hold == null ? unknown.before() : next.hold.right().before();
            next.hold = new Hold(spec.right(lead.orElseThrow().term(), unknown.sent(), before), entry);
        } else if (next.hold != null && !next.hold.entry().equals(entry)) {
            next.lose();
        }
        if (unknown != null && unknown.version() != entry.version() + 1) {
            next.freedVersion = freeing != null && lead.filter(LeadText::isFree).isPresent() ? entry.version() : 0;
            next.unknown = null;
        }
        return next.lapsed(now);
    }

    /**
     * What is to be saved now.
     *
     * @param outranked whether a candidate of a higher rank lives: the lead is left to it
     */
    public Step due(Moment now, boolean outranked) {
        Lease next = lapsed(now);
        if (pending != null || loadFirst || seen == null) {
            return new Step(next, Optional.empty());
        }
        if (next.hold != null && freeing == null && !now.isWithin(spec.fresh(), asked)) {
            next.freeing = Calls.MAY_BE_OUT; // who asks no more may hang in a call
        }
        if (next.freeing != null) {
            return next.free(now, next.freeing);
        }
        if (next.hold != null) {
            return next.renew(now, next.hold);
        }
        boolean wants = now.isWithin(spec.fresh(), asked) && !outranked;
        boolean may = wants && obstacle().isEmpty() && isFree(now, seen);
        return may
                ? next.send(now, spec.text(next.nextTerm(), says), seen.callsBefore())
                : new Step(next, Optional.empty());
    }

    private Step free(Moment now, Calls calls) {
        Seen last = seen;
        if (last != null && (hold != null || last.isOurs())) {
            floor = Math.max(floor, highest);
            return send(now, spec.freeText(floor, calls), Calls.MAY_BE_OUT);
        }
        freeing = null; // there is nothing to give up; what lands later is given up then
        return new Step(this, Optional.empty());
    }

    private Step renew(Moment now, Hold held) {
        if (held.right().term() <= floor) {
            return obstacle().isEmpty()
                    ? send(now, spec.text(nextTerm(), says), Calls.MAY_BE_OUT)
                    : new Step(this, Optional.empty());
        }
        LeadText text = spec.text(held.right().term(), says);
        boolean isNews = !text.encode().equals(held.entry().text());
        boolean isDue = isNews || now.nanosSince(held.right().sent()) >= spec.renewalNanos();
        return isDue ? send(now, text, held.right().before()) : new Step(this, Optional.empty());
    }

    private Step send(Moment now, LeadText text, Calls before) {
        long expected = seen == null ? 0 : seen.entry().version();
        highest = Math.max(highest, text.term());
        saves++;
        pending = new Pending(text, new Entry(expected + 1, text.encode()), now, before);
        return new Step(this, Optional.of(new Save(expected, text.encode())));
    }

    /** The save ended. */
    public Lease saved(Moment now, Saved how) {
        Lease next = lapsed(now);
        Pending save = Objects.requireNonNull(pending, "no save is under way");
        next.pending = null;
        next.saves++;
        switch (how) {
            case YES -> next.stands(now, save);
            case NO -> {
                next.lose();
                next.loadFirst = true;
            }
            case UNKNOWN -> {
                long version = save.entry().version();
                boolean again = unknown != null && unknown.version() == version;
                next.unknown = again ? unknown : new Unknown(version, save.sent(), save.before());
                next.loadFirst = true;
            }
        }
        return next.lapsed(now);
    }

    private void stands(Moment now, Pending save) {
        seen = new Seen(save.entry(), Optional.of(save.text()), now.nanos(), false, false);
        loaded = now;
        unknown = null;
        if (save.text().isFree()) {
            hold = null;
            freeing = null;
            freedVersion = save.entry().version();
        } else {
            hold = new Hold(spec.right(save.text().term(), save.sent(), save.before()), save.entry());
        }
    }

    // Rules

    /** Nothing looks like nothing: a lead may have come, and been wiped out, since the last look. */
    private boolean hasMissed(Moment now, Entry entry) {
        return entry.version() == 0 && !now.isWithin(spec.unwatched(), loaded);
    }

    private boolean isFree(Moment now, Seen last) {
        if (last.isGivenUp()) {
            return last.entry().version() != freedVersion || last.hasStoodFor(now, LeaseSpec.HEAD_START.toNanos());
        }
        return last.isOurs() || last.hasStoodForALease(now, spec);
    }

    private long nextTerm() {
        return Math.max(floor, highest) + 1;
    }

    /** A copy in which nothing is held that holds no more. */
    private Lease lapsed(Moment now) {
        Lease next = copy();
        if (next.hold != null && !next.hold.right().holds(now)) {
            next.lose();
        }
        return next;
    }

    private void lose() {
        if (hold != null) {
            floor = Math.max(floor, hold.right().term());
            hold = null;
        }
    }

    private Lease copy() {
        try {
            return (Lease) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("a lease is cloneable", e);
        }
    }
}
