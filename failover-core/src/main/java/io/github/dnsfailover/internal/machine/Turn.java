package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The time, the chance and the rules of one step, and the effects so far. Lives for one step. */
final class Turn {

    /** Far enough that a pool with nothing to wait for is still looked at now and then. */
    private static final long LONGEST_WAIT = 3_600_000_000_000L;

    final PoolSpec spec;
    final long now;
    final Instant wall;
    final List<Effect> effects = new ArrayList<>(4);
    private long wait = LONGEST_WAIT;
    private long chance;
    private long nextId;

    Turn(PoolSpec spec, PoolState.Pulse pulse, long now, Instant wall) {
        this.spec = spec;
        this.now = now;
        this.wall = wall;
        this.chance = pulse.chance();
        this.nextId = pulse.nextId();
    }

    long newId() {
        return nextId++;
    }

    String pool() {
        return spec.pool.pool();
    }

    void emit(FailoverEvent event) {
        effects.add(new Effect.Emit(event));
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

    /** What drives the pool to its next step. */
    PoolState.Pulse pulse(boolean closed) {
        return new PoolState.Pulse(chance, nextId, now + wait, closed);
    }

    /** When something happened, by the wall clock, given its nanosecond time not long ago. */
    Instant wallAt(long nanos) {
        return wall.minusNanos(now - nanos);
    }

    /** Ten percent more or less, by the state's own chance. */
    long jittered(long nanos) {
        long span = nanos / 5;
        return span == 0 ? nanos : nanos - span / 2 + Long.remainderUnsigned(random(), span + 1);
    }

    /** Somewhere within a span. */
    long within(long nanos) {
        return nanos <= 0 ? 0 : Long.remainderUnsigned(random(), nanos);
    }

    /** SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014). */
    private long random() {
        chance += 0x9E3779B97F4A7C15L;
        long z = chance;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
