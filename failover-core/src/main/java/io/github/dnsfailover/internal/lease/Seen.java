package io.github.dnsfailover.internal.lease;

import io.github.dnsfailover.Leadership.Calls;
import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.StateStore.Entry;
import java.time.Duration;
import java.util.Optional;

/**
 * An entry of the store, and since when it has been seen to stand there.
 *
 * @param entry what stands there
 * @param lead what it says; empty if nothing stands there, or nothing of ours
 * @param sinceNanos when the answer was there that showed it first
 * @param wentBack whether something later had been seen before: the store was restored or wiped
 * @param isOurs whether a save of ours made it of which that was not known
 */
record Seen(Entry entry, Optional<LeadText> lead, long sinceNanos, boolean wentBack, boolean isOurs) {

    boolean isGarbled() {
        return lead.isEmpty() && entry.version() > 0;
    }

    /** Whether its holder gave the lead up. In a store that went back, somebody may hold it nevertheless. */
    boolean isGivenUp() {
        return lead.filter(LeadText::isFree).isPresent() && !wentBack;
    }

    /** Whether calls of whoever led may be under way. */
    Calls callsBefore() {
        return isGivenUp() ? lead.map(LeadText::calls).orElse(Calls.MAY_BE_OUT) : Calls.MAY_BE_OUT;
    }

    /** Where nothing stands, somebody may hold a lead whose text was wiped out. */
    boolean hasStoodForALease(Moment now, LeaseSpec spec) {
        return hasStoodFor(now, patience(spec));
    }

    /** Whoever follows waits for his own lease at least, and for the one that is written. */
    private long patience(LeaseSpec spec) {
        long written = lead.map(text -> text.lease().toNanos()).orElse(0L);
        return Math.max(spec.lease().toNanos(), written);
    }

    /** Who leads, if it is another instance. */
    Optional<Leader> leader(Moment now, LeaseSpec spec) {
        Duration left = Duration.ofNanos(Math.max(0, patience(spec) - (now.nanos() - sinceNanos)));
        return lead.filter(text -> !text.isFree())
                .map(text -> new Leader(text.term(), false, text.by(), text.says(), left));
    }

    boolean hasStoodFor(Moment now, long nanos) {
        return now.nanos() - sinceNanos >= nanos;
    }
}
