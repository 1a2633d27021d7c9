package io.github.dnsfailover;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The durations and thresholds of a pool, defaults filled in. Immutable. */
public final class Timings {

    private static final int HOLD_DOWN_IN_TTLS = 2;
    private static final Duration SHORTEST =
            Duration.ofMillis(10); // below this, scheduling noise is most of the interval
    private static final Duration LONGEST = Duration.ofDays(30);

    private final Duration ttl;
    private final Duration interval;
    private final Duration intervalWhenDown;
    private final Duration timeout;
    private final Duration recheck;
    private final int fall;
    private final int rise;
    private final int forgive;
    private final Duration minimumUnhealthySpan;
    private final Duration freshness;
    private final Duration holdDown;
    private final Duration escapeFloor;
    private final Duration readEvery;
    private final Duration settleLimit;

    private Timings(Builder b) {
        ttl = b.ttl;
        interval = b.interval;
        intervalWhenDown = Objects.requireNonNullElse(b.intervalWhenDown, interval);
        timeout = Objects.requireNonNullElse(b.timeout, shorter(Duration.ofSeconds(3), interval));
        recheck = Objects.requireNonNullElse(b.recheck, shorter(Duration.ofSeconds(1), interval));
        fall = b.fall;
        rise = b.rise;
        forgive = b.forgive;
        minimumUnhealthySpan = b.minimumUnhealthySpan;
        freshness =
                Objects.requireNonNullElse(b.freshness, interval.plus(timeout).multipliedBy(2));
        holdDown = Objects.requireNonNullElse(b.holdDown, ttl.multipliedBy(HOLD_DOWN_IN_TTLS));
        escapeFloor = b.escapeFloor;
        readEvery = b.readEvery;
        settleLimit = Objects.requireNonNullElse(
                b.settleLimit, recheck.multipliedBy(fall).plus(interval).plus(timeout));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    /** TTL of the records. */
    public Duration ttl() {
        return ttl;
    }

    /** From the start of a probe to the start of the next. */
    public Duration interval() {
        return interval;
    }

    /** The same for an address that has been unhealthy for ten intervals. */
    public Duration intervalWhenDown() {
        return intervalWhenDown;
    }

    /** How long a probe may take. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * From the end of a probe to the next while a health is in doubt; from its start to the next where failures that
     * take long would make the verdict later than their number and their span demand.
     */
    public Duration recheck() {
        return recheck;
    }

    /** Failed probes in a row until an endpoint is unhealthy. */
    public int fall() {
        return fall;
    }

    /** Passed probes in a row until an endpoint is healthy. */
    public int rise() {
        return rise;
    }

    /** Passed probes in a row that make earlier failures count no more. */
    public int forgive() {
        return forgive;
    }

    /** Failures within less time than this are one observation. */
    public Duration minimumUnhealthySpan() {
        return minimumUnhealthySpan;
    }

    /** For how long a passed probe proves an endpoint. */
    public Duration freshness() {
        return freshness;
    }

    /** From one write to the next while something published is healthy. */
    public Duration holdDown() {
        return holdDown;
    }

    /** From one write to the next while nothing published is healthy. */
    public Duration escapeFloor() {
        return escapeFloor;
    }

    /** How often the leader reads the records. */
    public Duration readEvery() {
        return readEvery;
    }

    /** How long after the start the engine waits for every endpoint's health. */
    public Duration settleLimit() {
        return settleLimit;
    }

    @Override
    public String toString() {
        return "ttl " + ttl + ", interval " + interval + ", timeout " + timeout + ", recheck " + recheck + ", fall "
                + fall
                + ", rise " + rise + ", forgive " + forgive + ", intervalWhenDown " + intervalWhenDown
                + ", minimumUnhealthySpan " + minimumUnhealthySpan + ", freshness " + freshness
                + ", holdDown " + holdDown + ", escapeFloor " + escapeFloor + ", readEvery " + readEvery
                + ", settleLimit " + settleLimit;
    }

    /** What the pool's builder collects; null where the default depends on other values. */
    static final class Builder {

        Duration ttl = Duration.ofSeconds(30);
        Duration interval = Duration.ofSeconds(10);

        @Nullable
        Duration intervalWhenDown;

        @Nullable
        Duration timeout;

        @Nullable
        Duration recheck;

        int fall = 3;
        int rise = 2;
        int forgive = 1;
        Duration minimumUnhealthySpan = Duration.ofSeconds(3);

        @Nullable
        Duration freshness;

        @Nullable
        Duration holdDown;

        Duration escapeFloor = Duration.ofSeconds(5);
        Duration readEvery = Duration.ofSeconds(60);

        @Nullable
        Duration settleLimit;

        Builder copy() {
            Builder copy = new Builder();
            copy.ttl = ttl;
            copy.interval = interval;
            copy.intervalWhenDown = intervalWhenDown;
            copy.timeout = timeout;
            copy.recheck = recheck;
            copy.fall = fall;
            copy.rise = rise;
            copy.forgive = forgive;
            copy.minimumUnhealthySpan = minimumUnhealthySpan;
            copy.freshness = freshness;
            copy.holdDown = holdDown;
            copy.escapeFloor = escapeFloor;
            copy.readEvery = readEvery;
            copy.settleLimit = settleLimit;
            return copy;
        }

        Timings complete(String pool) {
            checkEach(pool);
            Timings t = new Timings(this);
            within(pool, "timeout", t.timeout, SHORTEST);
            within(pool, "recheck", t.recheck, SHORTEST);
            within(pool, "freshness", t.freshness, SHORTEST);
            within(pool, "holdDown", t.holdDown, Duration.ZERO);
            within(pool, "settleLimit", t.settleLimit, Duration.ZERO);
            notLonger(pool, "interval", t.interval, "intervalWhenDown", t.intervalWhenDown);
            notLonger(pool, "timeout", t.timeout, "interval", t.interval);
            notLonger(pool, "recheck", t.recheck, "interval", t.interval);
            notLonger(pool, "escapeFloor", t.escapeFloor, "holdDown", t.holdDown);
            notLonger(pool, "interval + timeout", t.interval.plus(t.timeout), "freshness", t.freshness);
            return t;
        }

        /** What each value must keep to by itself, before anything is computed from it. */
        void checkEach(String pool) {
            boolean wholeTtl = ttl.toSeconds() >= 1
                    && ttl.toSeconds() <= Integer.MAX_VALUE
                    && ttl.equals(ttl.truncatedTo(ChronoUnit.SECONDS));
            PoolRules.require(
                    wholeTtl,
                    pool,
                    "ttl: " + ttl + "; whole seconds from 1 to 2^31-1 are allowed (RFC 2181 section 8)");
            within(pool, "interval", interval, SHORTEST);
            PoolRules.require(fall >= 1, pool, "fall: " + fall + "; at least 1 is needed");
            PoolRules.require(rise >= 1, pool, "rise: " + rise + "; at least 1 is needed");
            PoolRules.require(forgive >= 1 && forgive <= 100, pool, "forgive: " + forgive + "; 1 to 100 is allowed");
            PoolRules.require(
                    fall <= 100 && rise <= 100, pool, "fall, rise: " + fall + ", " + rise + "; at most 100 is allowed");
            given(pool, "timeout", timeout, SHORTEST);
            given(pool, "recheck", recheck, SHORTEST);
            given(pool, "intervalWhenDown", intervalWhenDown, SHORTEST);
            within(pool, "minimumUnhealthySpan", minimumUnhealthySpan, Duration.ZERO);
            given(pool, "freshness", freshness, SHORTEST);
            given(pool, "holdDown", holdDown, Duration.ZERO);
            within(pool, "escapeFloor", escapeFloor, Duration.ZERO);
            within(pool, "readEvery", readEvery, Duration.ofMillis(100));
            given(pool, "settleLimit", settleLimit, Duration.ZERO);
        }

        private static void within(String pool, String field, Duration value, Duration shortest) {
            boolean good = value.compareTo(shortest) >= 0 && value.compareTo(LONGEST) <= 0;
            PoolRules.require(good, pool, field + ": " + value + "; " + shortest + " to " + LONGEST + " is allowed");
        }

        private static void given(String pool, String field, @Nullable Duration value, Duration shortest) {
            if (value != null) {
                within(pool, field, value, shortest);
            }
        }

        private static void notLonger(String pool, String field, Duration value, String limit, Duration most) {
            PoolRules.require(
                    value.compareTo(most) <= 0,
                    pool,
                    field + ": " + value + " is longer than " + limit + " " + most + ", which cannot work");
        }
    }
}
