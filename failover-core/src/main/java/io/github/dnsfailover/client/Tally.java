package io.github.dnsfailover.client;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Requests in slots of ten seconds of the wall clock, by which several instances can be added up. A slot that is not
 * there was not measured. Takes the time from its caller. Confined.
 */
final class Tally {

    /** How long a slot is. */
    static final Duration SLOT = Duration.ofSeconds(10);

    /** An hour after a move, six minutes before, and some more for clocks that differ. */
    static final int KEPT = 420;

    /** A process that stood still for longer has not counted. */
    private static final int MOST_LATE = 6;

    private final SortedMap<Long, Long> slots = new TreeMap<>();

    /** The last slot that is told of; none before the first look, which ends a slot of unknown length. */
    private long last;

    private boolean begun;

    /** The slot of a moment. */
    static long slot(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), SLOT.toSeconds());
    }

    /** When a slot ends. */
    static Instant end(long slot) {
        return Instant.ofEpochSecond((slot + 1) * SLOT.toSeconds());
    }

    /** So many requests came since the last look. */
    void look(Instant now, long count) {
        long ended = slot(now) - 1;
        long passed = ended - last;
        if (begun && passed > 0 && passed <= MOST_LATE) {
            for (long slot = last + 1; slot <= ended; slot++) { // late by a moment or a few slots: nobody knows more
                slots.put(slot, count / passed + (slot - last <= count % passed ? 1 : 0));
            }
        } else if (begun && passed <= 0 && passed > -KEPT) {
            slots.merge(last, count, Long::sum); // the clock went back
            return;
        }
        begun = true;
        last = ended;
        slots.headMap(ended - KEPT + 1).clear();
    }

    /** What was counted, by slot. */
    SortedMap<Long, Long> slots() {
        return new TreeMap<>(slots);
    }
}
