package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import java.time.Duration;

/** How fast everything goes. */
enum Form {
    /** Two minutes, for each merge. */
    SHORT(5, 1, 1, 5, 3, 5, 5),
    /** The library's defaults, but for a soak that is shorter. */
    FULL(30, 10, 3, 15, 10, 60, 60);

    /** A call of the provider, and the way to the secondaries. */
    private static final Duration CALL = Duration.ofSeconds(1);

    /** Until those who follow have heard of a move; docs/several-instances.md. */
    private static final Duration HEARD = Duration.ofSeconds(2);

    /** From one question of the client to the next. */
    private static final Duration STEP = Duration.ofSeconds(1);

    /** What the soak is doubled for at most. */
    static final int MOST_RELAPSES = 3;

    private static final Duration SPAN = Duration.ofSeconds(3); // the pool's minimumUnhealthySpan
    /** Without an answer for so long no store is only slow; docs/several-instances.md. */
    private static final Duration STORE_SILENT = Duration.ofSeconds(10);

    private static final Duration TAKE_OVER = Duration.ofSeconds(2); // beyond the lease; docs/several-instances.md

    private final Duration ttl;
    private final Duration interval;
    private final Duration timeout;
    private final Duration lease;
    private final Duration soak;
    private final Duration holdDown;
    private final Duration readEvery;

    Form(int ttl, int interval, int timeout, int lease, int soak, int holdDown, int readEvery) {
        this.ttl = Duration.ofSeconds(ttl);
        this.interval = Duration.ofSeconds(interval);
        this.timeout = Duration.ofSeconds(timeout);
        this.lease = Duration.ofSeconds(lease);
        this.soak = Duration.ofSeconds(soak);
        this.holdDown = Duration.ofSeconds(holdDown);
        this.readEvery = Duration.ofSeconds(readEvery);
    }

    EndpointPool.Builder set(EndpointPool.Builder pool, boolean manual) {
        return pool.ttl(ttl)
                .interval(interval)
                .timeout(timeout)
                .minimumUnhealthySpan(SPAN)
                .holdDown(holdDown)
                .readEvery(readEvery)
                .failback(manual ? Failback.manual() : Failback.after(soak));
    }

    Duration ttl() {
        return ttl;
    }

    Duration interval() {
        return interval;
    }

    Duration lease() {
        return lease;
    }

    Duration soak() {
        return soak;
    }

    Duration holdDown() {
        return holdDown;
    }

    /** How long alerts gather what happens. */
    Duration burst() {
        return this == SHORT ? Duration.ofSeconds(2) : Duration.ofSeconds(10);
    }

    /** From a crash to the change, at most: docs say a probe within 1.1 intervals, then the span. */
    Duration reaction() {
        return interval.multipliedBy(11).dividedBy(10).plus(SPAN);
    }

    /** The same where nothing answers any more. */
    Duration reactionToSilence() {
        return reaction().plus(timeout);
    }

    /** From a change that is due to the first page that the client gets from the new place, at most. */
    Duration spread() {
        return CALL.plus(ttl).plus(STEP);
    }

    /** The same for a client that hears of moves by the store, and waits for no TTL. */
    Duration spreadToFollowers() {
        return CALL.plus(HEARD).plus(STEP);
    }

    /**
     * From the moment when the store is lost and the published place dies until an instance raises an alarm, at most:
     * the verdict, or 10 s without an answer of the store, whichever is later, and a second for both engines' log.
     */
    Duration alarm() {
        Duration both = reaction().compareTo(STORE_SILENT) > 0 ? reaction() : STORE_SILENT;
        return both.plus(Duration.ofSeconds(1));
    }

    /** From somebody's edit until it is set right, at most: the next read, and the hold-down. */
    Duration repair() {
        return readEvery.multipliedBy(11).dividedBy(10).plus(holdDown).plus(CALL);
    }

    /** Until another engine leads and has written, if the leader's machine dies at the same time, at most. */
    Duration takeOver() {
        return lease.plus(TAKE_OVER);
    }

    /**
     * From the return of a place to the first page from it, at most.
     *
     * @param relapses how often it may have failed again soon after it had recovered: each doubles the soak
     */
    Duration failback(int relapses) {
        Duration healthy = interval.multipliedBy(22).dividedBy(10).plus(soak.multipliedBy(1L << relapses));
        Duration wait = healthy.compareTo(holdDown) > 0 ? healthy : holdDown;
        return wait.plus(interval).plus(spread());
    }
}
