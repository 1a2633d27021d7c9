package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The time, the chance and the rules of one step of a pool, and the effects so far. Lives for one step. */
final class Turn extends Moment {

    final PoolSpec spec;
    final List<Effect> effects = new ArrayList<>(4);
    private long chance;
    private long nextId;

    Turn(PoolSpec spec, PoolState.Pulse pulse, long now, Instant wall) {
        super(now, wall);
        this.spec = spec;
        this.chance = pulse.chance();
        this.nextId = pulse.nextId();
    }

    long newId() {
        return nextId++;
    }

    String pool() {
        return spec.pool.pool();
    }

    /** The pool alone, for what concerns no other. */
    List<String> pools() {
        return spec.pools;
    }

    void emit(FailoverEvent event) {
        effects.add(new Effect.Emit(event));
    }

    /** Tells what concerns the whole process. */
    void tell(EngineInput input) {
        effects.add(new Effect.Tell(input));
    }

    /** What drives the pool to its next step. */
    PoolState.Pulse pulse(boolean closed, int faults, String fault) {
        return new PoolState.Pulse(chance, nextId, deadline(), closed, faults, fault);
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
