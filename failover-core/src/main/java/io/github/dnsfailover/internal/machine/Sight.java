package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.internal.machine.Facts.Way;

/** What a pool has seen of the facts of the whole process, and so whether it may trust what it sees. Immutable. */
public final class Sight extends Part<Sight> {

    private Facts facts = Facts.NONE;

    /** Whether a probe has just shown that this process had no time for it, which the facts will say in a moment. */
    private boolean doubtful;

    Sight() {}

    /** The facts that the pool has followed. */
    public Facts facts() {
        return facts;
    }

    public boolean isBlind() {
        return doubtful || facts.blind();
    }

    boolean isCutOff() {
        return facts.cutOff();
    }

    boolean isProviderAway() {
        return facts.isAway();
    }

    boolean isProviderSettling() {
        return facts.provider() == Way.SETTLING;
    }

    /** Whether a control target passed a probe that began at this instant or later; there may be none to ask. */
    boolean isConnectedSince(PoolSpec spec, long instant) {
        return !spec.identity.controlled()
                || (facts.connectedAt().isPresent() && facts.connectedAt().getAsLong() - instant >= 0);
    }

    Sight seeing(Facts value) {
        Sight next = copy();
        next.facts = value;
        next.doubtful &= value.starvations() == facts.starvations();
        return next;
    }

    Sight doubted() {
        Sight next = copy();
        next.doubtful = true;
        return next;
    }
}
