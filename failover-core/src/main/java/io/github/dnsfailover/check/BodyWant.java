package io.github.dnsfailover.check;

import io.github.dnsfailover.internal.wire.Deadline;
import java.io.IOException;
import okio.Buffer;

/** Something that the body of an answer must hold. Immutable. */
interface BodyWant {

    /** How much of the body is there when no more is to come. */
    enum Extent {
        WHOLE,
        /** Up to the limit; more may have followed. */
        CUT_OFF
    }

    /**
     * Looks for it in what has come of the body so far.
     *
     * @param seen everything; not to be consumed
     * @param fresh where in it the part begins that was not there at the last call
     */
    default boolean isIn(Buffer seen, long fresh) throws IOException {
        return false;
    }

    /**
     * Looks for it when no more is to come.
     *
     * @throws GuardedText.OutOfTimeException if that takes until the deadline, or the thread is interrupted
     */
    default boolean isInAll(Buffer seen, Extent extent, Deadline deadline) {
        return false;
    }

    /** What is wrong without it, as in {@code body lacks "up"}. */
    String lacking();

    /** What is wanted, as in {@code "up"}. */
    @Override
    String toString();
}
