package io.github.dnsfailover.internal.wire;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** The moment at which waiting ends. The only reader of a clock in this package. Immutable. */
public final class Deadline {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    /** The end of a span that begins now. */
    public static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    /** What is left, at least zero. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    /** What is left for one step, rounded up so that a wait of it never ends early. */
    long leftMillis() throws SocketTimeoutException {
        long nanos = endNanos - System.nanoTime();
        if (nanos <= 0) {
            throw new SocketTimeoutException("timed out");
        }
        return (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    }

    /** Whether it has come. */
    public boolean passed() {
        return endNanos - System.nanoTime() <= 0;
    }

    /** The end of a span that begins now, if it comes before this one. */
    Deadline orEarlier(Duration limit) {
        Deadline other = in(limit);
        return other.endNanos - endNanos < 0 ? other : this;
    }

    /** An earlier deadline: the given part of what is left, so that one silent step leaves time for the others. */
    public Deadline share(int parts) {
        return in(left().dividedBy(parts));
    }
}
