package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.util.OptionalLong;

/** How often records may be changed: hold-down, escape floor, and ever longer pauses between repairs. Immutable. */
public final class Pacing extends Part<Pacing> {

    /** When something was last written, or may have been; empty if nothing was. */
    private OptionalLong lastWrite = OptionalLong.empty();

    /** Repairs made since a read last found nothing to repair. */
    private int repairs;

    Pacing() {}

    /** Whether so much time has passed since the last write; if not, asks for a step when it has. */
    boolean hasPassed(Turn turn, long wait) {
        return lastWrite.isEmpty() || turn.reachedOrWake(lastWrite.getAsLong() + wait);
    }

    /** A provider that keeps a TTL of its own would be asked for another one for ever: so ever more rarely. */
    long repairPause(PoolSpec spec) {
        long longest = Math.max(spec.holdDown, Limits.LONGEST_REPAIR_PAUSE.toNanos());
        int doublings = Math.max(0, repairs - 1);
        return doublings > 10 ? longest : Math.min(longest, spec.holdDown << doublings);
    }

    /** Something was written, or may have been. */
    Pacing written(Turn turn) {
        Pacing next = copy();
        next.lastWrite = OptionalLong.of(turn.now);
        return next;
    }

    /** A change stands. One that was refused is none, however often: only what does not last makes the next rarer. */
    Pacing made(Turn turn, PlannedWrite write) {
        if (write.cause() == Cause.NEW_LEADER) {
            return this; // a failover must not wait since the lead has changed
        }
        return written(turn).withRepairs(write.repair() ? repairs + 1 : 0);
    }

    /** A read found nothing to repair. */
    Pacing nothingToRepair() {
        return withRepairs(0);
    }

    private Pacing withRepairs(int value) {
        if (repairs == value) {
            return this;
        }
        Pacing next = copy();
        next.repairs = value;
        return next;
    }
}
