package io.github.dnsfailover.internal.machine;

import java.time.Duration;

/**
 * How many calls an account may be asked, as tokens that fill at a rate: halved when the vendor says that there were
 * too many, and regained slowly, since other programs use the account, too. Immutable.
 *
 * <p>What a vendor really allows is not known, least of all how much of it others take. So the rate finds its own
 * place: it falls by a half and climbs in a straight line, which shares an account about equally among all that do so
 * (Chiu and Jain, Analysis of the Increase and Decrease Algorithms for Congestion Avoidance, 1989).
 */
public final class CallBudget extends Part<CallBudget> {

    /** What a rate is measured over where none was declared, in nanoseconds. */
    private static final long SECOND = 1_000_000_000L;

    /** What may be asked in a second at most; infinite while there is no reason to think that there is a limit. */
    private double most;

    /** What is regained in each second, a share of the whole; infinite while there is no limit. */
    private double gain;

    /** The least that the rate ever comes to; infinite while there is no limit. */
    private double least;

    /** What might be asked in a second at {@link #filledAt}. */
    private double rate;

    private double tokens;
    private long filledAt;

    /** Nobody is asked before; an instant of the past if nobody has asked for that. */
    private long pausedUntil;

    /** When the next calm call may be made. */
    private long calmAt;

    /** When the next call to spare may be made. */
    private long spareAt;

    /** When the rate was halved last: what was under way then is of the same excess. */
    private long halvedAt;

    /** Calls of this second and of the one before it; kept only while there is no limit. */
    private long secondBegan;

    private int inSecond;
    private int inSecondBefore;

    private CallBudget(double perSecond, long now) {
        most = perSecond;
        least = perSecond / Limits.LEAST_SHARE;
        rate = perSecond;
        gain = perSecond / Limits.REGAINED_WITHIN.toSeconds();
        tokens = capacity();
        filledAt = now;
        pausedUntil = now;
        calmAt = now;
        spareAt = now;
        halvedAt = now - 1;
        secondBegan = now;
    }

    /** A limit that the vendor has published, or that an operator wants kept. */
    public static CallBudget of(double perSecond, long now) {
        return new CallBudget(perSecond, now);
    }

    /** No limit until the vendor says that there are too many calls. */
    public static CallBudget unknown(long now) {
        return new CallBudget(Double.POSITIVE_INFINITY, now);
    }

    /** Whether calls are counted at all. */
    public boolean isLimited() {
        return !Double.isInfinite(rate);
    }

    /** How many calls in a second may be made now; infinite if there is no limit. */
    public double rate(long now) {
        return isLimited() ? Math.min(most, rate + gain * (now - filledAt) / SECOND) : rate;
    }

    /** The least that the rate ever comes to; infinite if there is no limit. */
    public double leastRate() {
        return least;
    }

    /** When a call may be made: this instant, or a later one at which to look again. */
    public long nextAt(long now, boolean calm) {
        CallBudget filled = filled(now);
        long at = later(now, pausedUntil);
        if (isLimited() && filled.tokens < 1) {
            at = later(at, now + 1 + (long) ((1 - filled.tokens) / filled.rate * SECOND));
        }
        return calm ? later(at, calmAt) : at;
    }

    /** Whether there is a call to spare, for what is known a little later anyway: as many as calm ones. */
    public boolean hasSpare(long now) {
        return !isLimited() || (nextAt(now, false) == now && now - spareAt >= 0);
    }

    /** A call to spare is made. */
    public CallBudget spared(long now) {
        CallBudget next = charged(now, 1);
        if (isLimited()) {
            next.spareAt = next.afterCalm(now);
        }
        return next;
    }

    private long afterCalm(long now) {
        return now + (long) (SECOND / (Limits.CALM_SHARE * rate));
    }

    /** A call is made. */
    public CallBudget taken(long now, boolean calm) {
        CallBudget next = charged(now, 1);
        if (calm && isLimited()) {
            next.calmAt = next.afterCalm(now);
        }
        return next;
    }

    /** So many requests were made beside what was counted as calls; negative if a call was not made after all. */
    public CallBudget charged(long now, long requests) {
        CallBudget next = filled(now);
        if (isLimited()) {
            double lowest = -next.rate * Limits.LONGEST_DEBT.toSeconds();
            next.tokens = Math.min(next.capacity(), Math.max(lowest, next.tokens - requests));
        } else {
            next.inSecond =
                    (int) Math.min(next.inSecond + Math.min(requests, Limits.MOST_REQUESTS), Limits.MOST_REQUESTS);
        }
        return next;
    }

    /**
     * The vendor said that there were too many calls.
     *
     * @param begunAt when the call was made
     * @param retryAfter when to come again, as the vendor has it; zero if it did not say
     * @param chance from 0 to 1: several programs that were refused together must not come again together
     */
    public CallBudget throttled(long now, long begunAt, Duration retryAfter, double chance) {
        CallBudget next = filled(now);
        long asked = Setbacks.cut(retryAfter.isZero() ? Limits.FIRST_BACK_OFF : retryAfter)
                .toNanos();
        long pause = asked + (long) (asked * Limits.BACK_OFF_JITTER * chance);
        next.pausedUntil = later(pausedUntil, now + pause);
        if (begunAt - halvedAt <= 0) {
            return next; // it was under way when the rate was halved
        }
        next.halvedAt = now;
        if (!isLimited()) {
            next.rate = Math.max(1, Math.max(next.inSecond, next.inSecondBefore));
            next.least = next.rate / Limits.LEAST_SHARE;
        }
        if (Double.isInfinite(most)) {
            next.gain = next.rate / Limits.REGAINED_WITHIN.toSeconds();
        }
        next.rate = Math.max(next.least, next.rate / 2);
        next.tokens = Math.min(next.tokens, 0);
        return next;
    }

    private double capacity() {
        return isLimited() ? Math.max(1, rate * Limits.BURST.toNanos() / SECOND) : 0;
    }

    private CallBudget filled(long now) {
        CallBudget next = copy();
        if (!isLimited()) {
            next.count(now);
            return next;
        }
        double reached = rate(now);
        // nobody is asked during a pause, so nothing is saved up in it
        long from = later(filledAt, earlier(now, pausedUntil));
        double more = (now - from) / (double) SECOND * (rate + reached) / 2;
        next.rate = reached;
        next.filledAt = now;
        next.tokens = Math.min(next.capacity(), tokens + more);
        return next;
    }

    private void count(long now) {
        long seconds = (now - secondBegan) / SECOND;
        if (seconds > 0) {
            inSecondBefore = seconds == 1 ? inSecond : 0;
            inSecond = 0;
            secondBegan += seconds * SECOND;
        }
        filledAt = now;
    }

    private static long later(long one, long other) {
        return one - other >= 0 ? one : other;
    }

    private static long earlier(long one, long other) {
        return one - other <= 0 ? one : other;
    }
}
