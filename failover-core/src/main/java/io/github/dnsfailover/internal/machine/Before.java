package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Leadership;

/**
 * Calls of whoever led before this term, which may still land, and how that is lived with. Where a change is made whole
 * or not at all, the first that is written in this term makes all of them fail, since it replaces the mark; so the mark
 * alone is written if nothing else is. Elsewhere nothing is written until they must have ended. Immutable.
 */
final class Before extends Part<Before> {

    /** When this term began. */
    private long begun;

    private boolean mayLand;

    /** When they must have ended; meaningful only while they may land. */
    private long endedBy;

    Before() {}

    /** A new term begins. */
    Before inTerm(Turn turn, boolean handedOver) {
        Before next = copy();
        next.begun = turn.now;
        next.mayLand = !handedOver;
        next.endedBy = turn.now + turn.spec.slowestCall;
        return next;
    }

    /** A change of this term stands. */
    Before written() {
        if (!mayLand) {
            return this;
        }
        Before next = copy();
        next.mayLand = false;
        return next;
    }

    /**
     * Whether a hold-down has passed since this term began; if not, asks for a step then. Engines whose pools differ,
     * as those of two versions of an application, would else move the record with each change of leader.
     */
    boolean hasHeldDown(Turn turn) {
        boolean several = turn.spec.identity.instances() == Leadership.Instances.SEVERAL;
        return !several || turn.reachedOrWake(begun + turn.spec.holdDown);
    }

    boolean mayHaveCallsOut(PoolSpec spec, long now) {
        return mayLand && (isFenced(spec) || now - endedBy < 0);
    }

    /** Whether the mark alone is to be written. */
    boolean mustFence(PoolSpec spec) {
        return mayLand && isFenced(spec);
    }

    /** Whether every write has to wait; if so, asks for a step when it need not. */
    boolean mustWait(Turn turn) {
        return mayLand && !isFenced(turn.spec) && !turn.reachedOrWake(endedBy);
    }

    private static boolean isFenced(PoolSpec spec) {
        return spec.markKey != null && !spec.writesInParts();
    }
}
