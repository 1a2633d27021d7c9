package io.github.dnsfailover.dyn.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Time as a provider needs it: to measure, and to wait between two requests. A provider has no engine runtime, and its
 * tests must not wait; so this is its one way to a clock. Thread-safe.
 */
public interface Ticker {

    /** For durations only, as {@link System#nanoTime}. */
    long nanoTime();

    /**
     * Waits.
     *
     * @throws InterruptedException if the thread is interrupted before the time has passed
     */
    void pause(Duration time) throws InterruptedException;

    /** The time of this machine. */
    static Ticker system() {
        return new Ticker() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration time) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(time.toNanos());
            }

            @Override
            public String toString() {
                return "system time";
            }
        };
    }
}
