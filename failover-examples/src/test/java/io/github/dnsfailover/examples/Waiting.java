package io.github.dnsfailover.examples;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what real programs do in real time. Stateless. */
public final class Waiting {

    private static final Duration POLL = Duration.ofMillis(20);

    private Waiting() {}

    /** Waits without a busy loop; nobody ever releases the permit. */
    public static void pause(Duration time) {
        try {
            boolean unused = new Semaphore(0).tryAcquire(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits until a time of {@link System#nanoTime}. */
    public static void pauseUntil(long nanos) {
        pause(Duration.ofNanos(nanos - System.nanoTime()));
    }

    /** Waits for something; false if it did not come. */
    public static boolean comes(Duration limit, BooleanSupplier there) {
        long end = System.nanoTime() + limit.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            pause(POLL);
        }
        return true;
    }

    /** Waits for something that must come. */
    public static void await(String what, Duration limit, BooleanSupplier there) {
        await(() -> what, limit, there);
    }

    /** Waits for something that must come; the words are those of the time at which it has not. */
    public static void await(Supplier<String> what, Duration limit, BooleanSupplier there) {
        if (!comes(limit, there)) {
            throw new IllegalStateException(
                    "within " + limit.toSeconds() + " s it did not come to this: " + what.get());
        }
    }
}
