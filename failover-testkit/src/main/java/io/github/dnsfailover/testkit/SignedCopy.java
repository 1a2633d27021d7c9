package io.github.dnsfailover.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A zone as it is answered: as it was some time ago, where it is signed into a copy of it. Thread-safe. */
final class SignedCopy {

    private record Dated(MemoryZone.Version version, long nanos) {}

    private final MemoryZone zone;
    private final long lagNanos;

    /** Guards the fields below. */
    private final Object lock = new Object();

    private final Deque<Dated> waiting = new ArrayDeque<>();
    private MemoryZone.Version served;

    SignedCopy(MemoryZone zone, Duration lag) {
        this.zone = zone;
        this.lagNanos = lag.toNanos();
        this.served = zone.current();
        if (lagNanos > 0) {
            zone.onChange(version -> {
                synchronized (lock) {
                    waiting.add(new Dated(version, System.nanoTime()));
                }
            });
        }
    }

    MemoryZone zone() {
        return zone;
    }

    MemoryZone.Version served() {
        if (lagNanos == 0) {
            return zone.current();
        }
        synchronized (lock) {
            long now = System.nanoTime();
            while (!waiting.isEmpty() && now - waiting.peek().nanos() >= lagNanos) {
                served = waiting.remove().version();
            }
            return served;
        }
    }
}
