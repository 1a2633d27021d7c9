package io.github.dnsfailover.route53.internal;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Time and chance, as the provider's limits and waits need them: the one place where it touches either. Thread-safe.
 *
 * <p>A provider is called on the threads of an engine's runtime, and knows nothing of that runtime; tests give
 * another pace.
 */
public interface Pace {

    /** A clock for durations; compare by subtraction. */
    long nanoTime();

    /** Returns after the time has passed. */
    void pause(Duration time) throws InterruptedException;

    /** A number from 0 to 1, so that several programs that were refused together do not come again together. */
    double random();

    /** Real time. */
    static Pace real() {
        return new Pace() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration time) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(time.toNanos());
            }

            @Override
            public double random() {
                return ThreadLocalRandom.current().nextDouble();
            }
        };
    }
}
