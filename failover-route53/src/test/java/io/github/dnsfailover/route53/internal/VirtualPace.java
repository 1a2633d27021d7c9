package io.github.dnsfailover.route53.internal;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only in pauses, and chance by a seed. Thread-safe. */
public final class VirtualPace implements Pace {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // overflows soon, on purpose
    private final AtomicLong pauses = new AtomicLong();
    private final Random random;

    /** Begins at some instant. */
    public VirtualPace(long seed) {
        random = new Random(seed);
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted");
        }
        pauses.incrementAndGet();
        pass(time);
    }

    /** Time passes. */
    public void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** How often somebody waited. */
    public long pauses() {
        return pauses.get();
    }

    @Override
    public double random() {
        synchronized (random) {
            return random.nextDouble();
        }
    }
}
