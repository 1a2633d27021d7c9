package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.internal.machine.Facts.Way;
import java.util.Optional;
import java.util.OptionalLong;

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

    /** What else than a word keeps this engine from writing, since somebody wants it so; empty if nothing does. */
    Optional<String> stopped() {
        return Optional.of(facts.stopped()).filter(why -> !why.isEmpty());
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

    /**
     * Whether control targets have shown since this instant that a failure of a target is not the fault of this
     * machine.
     */
    boolean vouchesFor(PoolSpec spec, int target, long instant) {
        return spec.targets.get(target).apart() ? isIpv6ConnectedSince(instant) : isConnectedSince(spec, instant);
    }

    /** Whether a control target passed a probe that began at this instant or later; there may be none to ask. */
    private boolean isConnectedSince(PoolSpec spec, long instant) {
        return !spec.identity.controlled()
                || (facts.connectedAt().isPresent() && facts.connectedAt().getAsLong() - instant >= 0);
    }

    /** Whether every control target of IPv6 fails. */
    boolean isIpv6CutOff() {
        return facts.ipv6().cutOff();
    }

    /** Whether a control target of IPv6 passed a probe that began at this instant or later. */
    private boolean isIpv6ConnectedSince(long instant) {
        OptionalLong passed = facts.ipv6().connectedAt();
        return passed.isPresent() && passed.getAsLong() - instant >= 0;
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
