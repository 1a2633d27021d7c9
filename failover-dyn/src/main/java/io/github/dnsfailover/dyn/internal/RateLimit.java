package io.github.dnsfailover.dyn.internal;

import io.github.dnsfailover.dns.RecordChange.Urgency;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps requests below the service's limit: at most so many within any second, and half as many of those that can wait,
 * so that a failover finds room.
 *
 * <p>A second is counted from the end of an earlier request to the beginning of the next. Requests follow one another,
 * so the service has seen an earlier one by the time at which it ended, and however the network delays them, it never
 * sees more of them in a second. Confined to the call that has its turn.
 */
public final class RateLimit {

    private static final long WINDOW = Duration.ofSeconds(1).toNanos();

    private final int perSecond;

    /** When the latest requests ended, the oldest first; at most {@link #perSecond} of them. */
    private final Deque<Long> ends = new ArrayDeque<>();

    private boolean refused;
    private long refusedUntil;

    /** At most so many requests in a second. */
    public RateLimit(int perSecond) {
        this.perSecond = perSecond;
    }

    /** How long a request has to wait for its place in the window. */
    Duration wait(Urgency urgency, long now) {
        int share = urgency == Urgency.FAILOVER ? perSecond : Math.max(1, perSecond / 2);
        if (ends.size() < share) {
            return Duration.ZERO;
        }
        long decisive = ends.stream().skip(ends.size() - share).findFirst().orElseThrow();
        return Duration.ofNanos(Math.max(0, WINDOW - (now - decisive)));
    }

    /** How long the service's refusal still holds; zero if it does not. */
    Duration refusal(long now) {
        if (refused && refusedUntil - now <= 0) {
            refused = false;
        }
        return refused ? Duration.ofNanos(refusedUntil - now) : Duration.ZERO;
    }

    /** A request has ended, whatever came of it. */
    void ended(long now) {
        ends.add(now);
        if (ends.size() > perSecond) {
            ends.remove();
        }
    }

    /** The service said that there were too many. */
    void refuse(long now, Duration pause) {
        refused = true;
        refusedUntil = now + pause.toNanos();
    }
}
