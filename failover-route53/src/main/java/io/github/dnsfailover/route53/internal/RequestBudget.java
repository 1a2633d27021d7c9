package io.github.dnsfailover.route53.internal;

import java.time.Duration;

/**
 * How many requests this provider may send: a bucket of tokens that fills steadily, below what AWS allows the whole
 * account, with a share that only failovers may use. An engine has a budget for the account, which is what its calls
 * wait for; this one allows a little more at once, and is a net for requests beside them and for those who call the
 * provider without an engine. Thread-safe; one lock, under which nothing is called but the clock.
 */
public final class RequestBudget {

    /** What a request is for. */
    enum Rank {
        /** Users may be at a dead place until it is answered: takes the last token. */
        FAILOVER(0),
        /** Reads and repairs: leave a half of the bucket. */
        USUAL(0.5),
        /** To know sooner what is known later anyway: leave three quarters of it, and never wait. */
        CURIOUS(0.75);

        private final double leaves;

        Rank(double leaves) {
            this.leaves = leaves;
        }
    }

    /** Seconds at the steady rate that may be sent at once; AWS itself allows five. */
    private static final double BURST_SECONDS = 4;

    private final Pace pace;
    private final double perSecond;
    private final double most;

    private final Object lock = new Object();
    private double tokens;
    private long filledAt;
    private int waitingFailovers;

    /** A full bucket. */
    public RequestBudget(Pace pace, double perSecond) {
        this.pace = pace;
        this.perSecond = perSecond;
        this.most = Math.max(4, BURST_SECONDS * perSecond);
        this.tokens = most;
        this.filledAt = pace.nanoTime();
    }

    /** Takes a token if there is one for this rank. */
    boolean tryTake(Rank rank) {
        return waitFor(rank).isZero();
    }

    /**
     * Takes a token, and waits for it if need be.
     *
     * @return false if there will be none before the limit; nothing was taken then
     */
    boolean take(Rank rank, Limit limit) throws InterruptedException {
        Duration wait = waitFor(rank);
        if (wait.isZero()) {
            return true;
        }
        if (rank == Rank.FAILOVER) {
            queue(1);
        }
        try {
            while (!wait.isZero()) {
                if (!limit.leaves(wait)) {
                    return false;
                }
                pace.pause(wait);
                wait = waitFor(rank);
            }
            return true;
        } finally {
            if (rank == Rank.FAILOVER) {
                queue(-1);
            }
        }
    }

    private void queue(int more) {
        synchronized (lock) {
            waitingFailovers += more;
        }
    }

    /** Zero if a token was taken, else when to try again. */
    private Duration waitFor(Rank rank) {
        synchronized (lock) {
            long now = pace.nanoTime();
            tokens = Math.min(most, tokens + (now - filledAt) / 1e9 * perSecond);
            filledAt = now;
            double needed = 1 + rank.leaves * most;
            boolean mine = rank == Rank.FAILOVER || waitingFailovers == 0;
            if (mine && tokens >= needed) {
                tokens--;
                return Duration.ZERO;
            }
            double missing = Math.max(1, needed - tokens + (mine ? 0 : waitingFailovers));
            return Duration.ofNanos(1 + (long) (missing / perSecond * 1e9));
        }
    }
}
