package io.github.dnsfailover.dyn.internal;

import java.time.Duration;

/** The time that a call of the provider has left for everything that it does. Thread-safe. */
public final class Budget {

    private final Ticker ticker;
    private final long end;

    private Budget(Ticker ticker, long end) {
        this.ticker = ticker;
        this.end = end;
    }

    /** So much time from now on. */
    public static Budget of(Ticker ticker, Duration time) {
        return new Budget(ticker, ticker.nanoTime() + time.toNanos());
    }

    /** What is left, never negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, end - ticker.nanoTime()));
    }

    /** Whether something that takes so long would still end in time. */
    public boolean covers(Duration time) {
        return left().compareTo(time) > 0;
    }

    /** Waits; ask {@link #covers} before. */
    void pause(Duration time) throws InterruptedException {
        if (!time.isZero()) {
            ticker.pause(time);
        } else if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
