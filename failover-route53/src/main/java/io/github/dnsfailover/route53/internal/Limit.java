package io.github.dnsfailover.route53.internal;

import java.time.Duration;

/** When a call of the provider must end. Immutable. */
final class Limit {

    private final Pace pace;
    private final long endNanos;

    Limit(Pace pace, Duration time) {
        this.pace = pace;
        this.endNanos = pace.nanoTime() + time.toNanos();
    }

    /** What is left, at least zero. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - pace.nanoTime()));
    }

    boolean leaves(Duration time) {
        return left().compareTo(time) >= 0;
    }
}
