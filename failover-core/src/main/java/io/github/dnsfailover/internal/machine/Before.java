package io.github.dnsfailover.internal.machine;

/**
 * Calls of whoever led before this term, which may still land, and how that is lived with. Where a change is made whole
 * or not at all, the first that is written in this term makes all of them fail, since it replaces the mark; so the mark
 * alone is written if nothing else is. Elsewhere nothing is written until they must have ended. Immutable.
 */
final class Before extends Part<Before> {

    private boolean mayLand;

    /** When they must have ended; meaningful only while they may land. */
    private long endedBy;

    Before() {}

    /** A new term begins. */
    Before inTerm(Turn turn, boolean handedOver) {
        Before next = copy();
        next.mayLand = !handedOver;
        next.endedBy = turn.now + turn.spec.slowestCall;
        return next;
    }

    /** A change of this term stands. */
    Before written() {
        return mayLand ? new Before() : this;
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
