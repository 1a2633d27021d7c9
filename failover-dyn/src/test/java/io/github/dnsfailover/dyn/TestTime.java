package io.github.dnsfailover.dyn;

import io.github.dnsfailover.dyn.internal.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Time that passes when a provider waits, for it and for its fake alike. Thread-safe. */
public final class TestTime implements Ticker, InstantSource {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final long FIRST_NANOS =
            Long.MAX_VALUE - Duration.ofMinutes(1).toNanos(); // overflows early, on purpose

    private final AtomicLong passed = new AtomicLong();
    private final AtomicReference<Runnable> next = new AtomicReference<>(() -> {});

    @Override
    public long nanoTime() {
        return FIRST_NANOS + passed.get();
    }

    @Override
    public Instant instant() {
        return BEGIN.plusNanos(passed.get());
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Runnable action = next.getAndSet(() -> {});
        action.run();
        pass(time);
    }

    /** Runs this once, in the next pause. */
    public void onPause(Runnable action) {
        next.set(action);
    }

    public void pass(Duration time) {
        passed.addAndGet(time.toNanos());
    }

    public Duration passed() {
        return Duration.ofNanos(passed.get());
    }
}
