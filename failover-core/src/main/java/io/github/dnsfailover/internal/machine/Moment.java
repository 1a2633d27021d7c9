package io.github.dnsfailover.internal.machine;

import java.time.Instant;

/** The time of one step, and when the next one is due. Lives for one step. */
class Moment {

    /** Far enough that whoever has nothing to wait for is still looked at now and then. */
    private static final long LONGEST_WAIT = 3_600_000_000_000L;

    final long now;
    final Instant wall;
    private long wait = LONGEST_WAIT;

    Moment(long now, Instant wall) {
        this.now = now;
        this.wall = wall;
    }

    boolean reached(long instant) {
        return now - instant >= 0;
    }

    /** Asks for another step at this instant, if nothing comes before. */
    void wakeAt(long instant) {
        wait = Math.max(0, Math.min(wait, instant - now));
    }

    /** Whether the instant is reached; if not, asks for a step then. */
    boolean reachedOrWake(long instant) {
        if (reached(instant)) {
            return true;
        }
        wakeAt(instant);
        return false;
    }

    /** Whether anybody has asked for another step. */
    boolean isAsked() {
        return wait < LONGEST_WAIT;
    }

    /** When the next step is due. */
    long deadline() {
        return now + wait;
    }
}
