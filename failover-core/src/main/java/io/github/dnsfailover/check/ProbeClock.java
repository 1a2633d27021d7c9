package io.github.dnsfailover.check;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.LongSupplier;

/**
 * The only reader of clocks in this package. A {@link io.github.dnsfailover.HealthCheck} is called without an
 * {@link io.github.dnsfailover.runtime.EngineRuntime}, so checks that remember something take a clock at construction,
 * which is this one unless said otherwise; deadlines within one probe are {@code internal.wire}'s.
 */
final class ProbeClock {

    /** For durations; compare by subtraction. */
    static final LongSupplier NANO_TIME = System::nanoTime;

    private ProbeClock() {}

    /** The wall clock, for the dates of certificates. */
    static Date now() {
        return Date.from(Instant.now());
    }

    /** What is left until a date by the wall clock, which certificates go by; negative if it has passed. */
    static Duration until(Date end) {
        return Duration.between(Instant.now(), end.toInstant());
    }
}
