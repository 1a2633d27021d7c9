package io.github.dnsfailover.internal.machine;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is under way between a pool and its provider. */
sealed interface Phase {

    /**
     * A read or a write.
     *
     * @param write null for a read
     * @param needed whether nothing can be written before it: a read that was only due can as well be made later
     * @param decision what a write follows
     */
    record Call(long id, @Nullable PlannedWrite write, boolean needed, String decision) {}

    /** Nothing. */
    record Idle() implements Phase {}

    /**
     * A call waits for its turn; at the deadline it is called off.
     *
     * @param waitsFor what it waits for
     * @param hastened whether it was said that a move waits for it
     */
    record Queued(Call call, long deadline, Wait waitsFor, boolean hastened) implements Phase {

        /** One that waits for nothing but a slot. */
        static Queued of(Call call, long deadline) {
            return new Queued(call, deadline, Wait.FOR_SLOT, false);
        }
    }

    /**
     * A call was begun; at the deadline it is given up, and some time after its begin the provider counts as hanging.
     */
    record Running(Call call, long began, long hangsFrom, boolean hangTold, long deadline) implements Phase {}

    /** A call was given up and has not returned: until then it may still act. */
    record Stray(long id, long until) implements Phase {}

    /** The call under way, or null. */
    default @Nullable Call call() {
        if (this instanceof Queued queued) {
            return queued.call();
        }
        return this instanceof Running running ? running.call() : null;
    }

    default boolean isCalling() {
        return call() != null;
    }

    /** Whether what is under way can as well be made after a write: a read that waits for its turn and was only due. */
    default boolean canWait() {
        return this instanceof Queued queued
                && queued.call().write() == null
                && !queued.call().needed();
    }

    default boolean isReading() {
        Call call = call();
        return call != null && call.write() == null;
    }

    default boolean isReading(long id) {
        Call call = call();
        return call != null && call.write() == null && call.id() == id;
    }

    /** The write of this id if it is under way; else null. */
    default @Nullable PlannedWrite writing(long id) {
        Call call = call();
        return call != null && call.id() == id ? call.write() : null;
    }

    default boolean isStray() {
        return this instanceof Stray;
    }

    default boolean isStray(long id) {
        return this instanceof Stray stray && stray.id() == id;
    }

    /** Whether a change of the records may be on its way: one that waits for its turn may have begun just now. */
    default boolean mayWrite() {
        Call call = call();
        return isStray() || (call != null && call.write() != null);
    }

    /** Whether the running call has taken longer than calls usually do; if not, asks for a step when it has. */
    default boolean isSilent(Turn turn) {
        return this instanceof Running running && turn.reachedOrWake(running.began() + Limits.SILENT_CALL.toNanos());
    }

    /** What the call under way waits for; a slot also if it has begun. */
    default Wait waitsFor() {
        return Wait.FOR_SLOT; // one that is queued says it itself
    }

    /** Whether the call under way waits for a turn. */
    default boolean isInQueueOfAccount() {
        return this instanceof Queued queued && queued.waitsFor().hasEnd();
    }

    /** The read that waits for its turn and for which a move waits, unless that was said already; else empty. */
    default OptionalLong lateToMove() {
        return this instanceof Queued queued
                        && queued.waitsFor().hasEnd()
                        && queued.call().write() == null
                        && !queued.hastened()
                ? OptionalLong.of(queued.call().id())
                : OptionalLong.empty();
    }

    /** Whether a decision is that of the write which waits for its turn; true if none does. */
    default boolean stillFollows(String decision) {
        Call call = isInQueueOfAccount() ? call() : null;
        return call == null || call.write() == null || call.decision().equals(decision);
    }
}
