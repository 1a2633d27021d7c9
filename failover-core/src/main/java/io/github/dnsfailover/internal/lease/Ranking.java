package io.github.dnsfailover.internal.lease;

import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.StateStore.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a candidate of a higher rank lives, for one scope, as one instance sees it. Immutable; pure.
 *
 * <p>Candidates of the highest rank save {@link RankText} each third of a lease; whoever has a lower one leaves the
 * lead to them, until that text has not moved for three leases, or says that its rank was left: then they are gone, or
 * cannot act, and the lower rank leads again. It is no election, and safe whatever is read here: the worst is that
 * somebody waits.
 */
public final class Ranking {

    private final LeaseSpec spec;

    /** Null until an engine asked for the first time. */
    private final @Nullable Candidate own;

    /** When it asked last. */
    private final @Nullable Moment asked;

    /** Null until the store was read. */
    private final @Nullable Sight sight;

    /** Whether a save is under way, or what it made has not been read yet. */
    private final boolean saving;

    /** An entry, and since when it has been seen. */
    private record Sight(Entry entry, Optional<RankText> text, long sinceNanos) {}

    /** What to do next: the state after it, and a save if there is one; its end must be told. */
    public record Step(Ranking ranking, Optional<Lease.Save> save) {}

    /** Nothing is known. */
    public Ranking(LeaseSpec spec) {
        this(spec, null, null, null, false);
    }

    private Ranking(
            LeaseSpec spec, @Nullable Candidate own, @Nullable Moment asked, @Nullable Sight sight, boolean saving) {
        this.spec = spec;
        this.own = own;
        this.asked = asked;
        this.sight = sight;
        this.saving = saving;
    }

    // What it says

    /** The living candidate of a higher rank, for people; empty if there is none. */
    public String outrankedBy(Moment now) {
        Candidate self = own;
        Sight last = sight;
        if (self == null || last == null) {
            return "";
        }
        return last.text()
                .filter(text -> text.says().rank() > self.rank() && !isGone(now, last, text))
                .map(text -> text.by() + " of rank " + text.says().rank())
                .orElse("");
    }

    private boolean isGone(Moment now, Sight last, RankText text) {
        long lease = Math.max(spec.lease().toNanos(), text.lease().toNanos());
        long patience = text.left() ? LeaseSpec.HEAD_START.toNanos() : LeaseSpec.RANK_LEASES * lease;
        return now.nanos() - last.sinceNanos() >= patience; // others of a rank that was left go first
    }

    // What happens

    /** An engine asked for the lead. */
    public Ranking asked(Moment now, Candidate candidate) {
        return new Ranking(spec, candidate, now, sight, saving);
    }

    /** The engine asks no more. */
    public Ranking resigned() {
        return new Ranking(spec, own, null, sight, saving);
    }

    /** The store was read, and this stood there. */
    public Ranking loaded(Moment now, Entry entry) {
        boolean isNew = sight == null || !sight.entry().equals(entry);
        Sight next = isNew ? new Sight(entry, RankText.parse(entry.text()), now.nanos()) : sight;
        return new Ranking(spec, own, asked, next, false);
    }

    /** What is to be saved now. A text that is none of ours is never replaced. */
    public Step due(Moment now) {
        Candidate self = own;
        Sight last = sight;
        if (saving || self == null || self.rank() == 0 || last == null) {
            return new Step(this, Optional.empty());
        }
        if (!now.isWithin(spec.fresh(), asked)) {
            return leave(self, last);
        }
        boolean isGarbled = last.entry().version() > 0 && last.text().isEmpty();
        boolean isOld = now.nanos() - last.sinceNanos() >= spec.renewalNanos();
        long highest = last.text()
                .filter(text -> !text.left())
                .map(text -> text.says().rank())
                .orElse(0L);
        boolean isGone = last.text().filter(text -> isGone(now, last, text)).isPresent();
        boolean wants = self.rank() > highest || (self.rank() == highest && isOld) || isGone;
        if (isGarbled || !wants) {
            return new Step(this, Optional.empty());
        }
        return save(self, last, spec.rankText(self, false));
    }

    /**
     * Whoever asks no more says so, if it was the last to say its rank: others of that rank say theirs again at once.
     */
    private Step leave(Candidate self, Sight last) {
        RankText own = spec.rankText(self, false);
        boolean isOurs = last.entry().text().equals(own.encode());
        return isOurs ? save(self, last, spec.rankText(self, true)) : new Step(this, Optional.empty());
    }

    private Step save(Candidate self, Sight last, RankText text) {
        Lease.Save save = new Lease.Save(last.entry().version(), text.encode());
        return new Step(new Ranking(spec, self, asked, last, true), Optional.of(save));
    }
}
