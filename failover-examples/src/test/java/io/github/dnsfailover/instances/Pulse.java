package io.github.dnsfailover.instances;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What waits for something are told when something has happened. Thread-safe. */
final class Pulse {

    /** What tells nobody, such as a signal to a process, is seen that soon. */
    private static final long LOOK_MILLIS = 20;

    synchronized void beat() {
        notifyAll();
    }

    /** Waits until it is so; what is not so within the limit fails the test. */
    void await(String what, Duration limit, BooleanSupplier condition) throws InterruptedException {
        if (!isSoWithin(limit, condition)) {
            throw new AssertionError("not within " + limit + ": " + what);
        }
    }

    boolean isSoWithin(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            synchronized (this) {
                wait(Math.min(LOOK_MILLIS, left));
            }
        }
        return true;
    }

    /** Lets the time pass, since something has to last so long. */
    void pass(Duration time) throws InterruptedException {
        isSoWithin(time, () -> false);
    }
}
