package io.github.dnsfailover.internal.lease;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Both clocks of this machine at one instant. The wall clock only tells that the machine was suspended.
 *
 * @param nanos for durations; compare by subtraction
 * @param wallMillis milliseconds of the epoch
 */
public record Moment(long nanos, long wallMillis) {

    long nanosSince(Moment earlier) {
        return nanos - earlier.nanos;
    }

    /** Whether less time than that has passed by either clock. */
    boolean isWithin(Duration time, @Nullable Moment since) {
        return since != null && nanosSince(since) < time.toNanos() && wallMillis - since.wallMillis < time.toMillis();
    }
}
