package io.github.dnsfailover.route53.internal;

import java.time.Duration;

/** Growing waits between tries, each between half and all of its full length. Confined to one call. */
final class BackOff {

    private static final double GROWTH = 1.8;

    private final Pace pace;
    private final long longestNanos;
    private long nextNanos;

    BackOff(Pace pace, Duration first, Duration longest) {
        this.pace = pace;
        this.nextNanos = first.toNanos();
        this.longestNanos = longest.toNanos();
    }

    /** The next wait. */
    Duration next() {
        long full = nextNanos;
        nextNanos = Math.min(longestNanos, (long) (nextNanos * GROWTH));
        return Duration.ofNanos((long) (full * (0.5 + pace.random() / 2)));
    }
}
