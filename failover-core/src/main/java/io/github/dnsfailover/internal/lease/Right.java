package io.github.dnsfailover.internal.lease;

import io.github.dnsfailover.Leadership.Calls;
import java.time.Duration;

/**
 * The right to write in a term, which still has to be asked whether it holds.
 *
 * @param term the fencing number
 * @param sent when the save that gave it was sent
 * @param heldNanos for how long it holds from there
 * @param marginNanos by how much the wall clock may run ahead of the other one meanwhile
 * @param before whether calls of whoever led before may be under way
 */
public record Right(long term, Moment sent, long heldNanos, long marginNanos, Calls before) {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Whether it holds. A machine that was suspended may not have counted that time; its wall clock jumps ahead. */
    public boolean holds(Moment now) {
        long passed = now.nanosSince(sent);
        long wall = (now.wallMillis() - sent.wallMillis()) * NANOS_PER_MILLI;
        return passed < heldNanos && wall - passed <= marginNanos;
    }

    /** For how long it holds from now on; zero if it does not. */
    Duration left(Moment now) {
        return holds(now) ? Duration.ofNanos(heldNanos - now.nanosSince(sent)) : Duration.ZERO;
    }
}
