package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Leadership;

/**
 * Calls of whoever led before this term, which may still land, and how that is lived with. Where a change is made whole
 * or not at all, the first that is written in this term makes all of them fail, since it replaces the mark; so the mark
 * alone is written if nothing else is. Elsewhere nothing is written until they must have ended. Immutable.
 */
final class Before extends Part<Before> {

    /** The values of another version of the pool, as our mark tells them, that stand there; empty if none do. */
    private String others = "";

    /** When this engine saw them first, in whichever term; meaningful only then. */
    private long othersSince;

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
        return mayLand || !others.isEmpty() ? new Before() : this;
    }

    /** The records were read. */
    Before found(Turn turn, Found read) {
        Mark mark = read.mark();
        String now = mark != null && read.isOfOtherEndpoints(turn.spec) ? mark.set() : "";
        if (now.equals(others)) {
            return this;
        }
        Before next = copy();
        next.others = now;
        next.othersSince = turn.now;
        return next;
    }

    /**
     * Whether values of another version of the pool have stood there for a hold-down; if not, asks for a step then.
     * Engines whose pools differ would else move the record with each change of leader. It is counted across terms, or
     * leads that change often would put it off for ever; a change of our own begins it anew.
     */
    boolean hasHeldDown(Turn turn) {
        boolean several = turn.spec.identity.instances() == Leadership.Instances.SEVERAL;
        return !several || turn.reachedOrWake(othersSince + turn.spec.holdDown);
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
