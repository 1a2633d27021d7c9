package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks nobody: an endpoint is healthy while it reports, and unhealthy when it has been silent for too long. For places
 * that no probe can reach, and for work that has no port.
 *
 * <pre>{@code
 * HeartbeatCheck beats = HeartbeatCheck.silence(Duration.ofSeconds(30));
 * // in the application, whenever a report has come in by HTTP, a queue or a database:
 * beats.beat("cloudhelix");
 * }</pre>
 *
 * <p>It proves that something at the endpoint ran and could reach this process; not that users can reach the endpoint.
 * Let the reporter report only what it has seen to work, and let it do so at least three times within the bound, so
 * that one lost report is no silence.
 *
 * <p><b>Traps.</b> Whatever carries the reports is part of the check: when it breaks, every endpoint looks dead at
 * once. Give such a pool control targets, or combine it with a probe. Reports that waited in a queue arrive late and
 * count when they arrive: let the reporter date them, and drop old ones before {@link #beat}.
 *
 * <p><b>Only silence that was listened to counts.</b> Of the time between two probes of a target at most half the bound
 * does: if this process was suspended, so that no report could reach it, the check is inconclusive until it has
 * listened for long enough. So let the pool's interval be at most half the bound, or silence is told later.
 *
 * <p>Before the first report of an endpoint, and as long as this check has existed for less than the bound, it is
 * <b>inconclusive</b>: a restart of this process is not a silence of the others. A report counts for the endpoint in
 * every pool that uses this check. Nothing is kept beyond the process.
 *
 * <p>Thread-safe. Neither a probe nor a report blocks.
 */
public final class HeartbeatCheck implements HealthCheck {

    /** Beyond what one engine checks; keeps reports with made-up names from filling the memory. */
    private static final int MOST_ENDPOINTS = 100_000;

    private final Duration bound;
    private final LongSupplier nanoTime;
    private final long madeAt;
    private final Map<String, Long> lastBeats = new ConcurrentHashMap<>();

    /** As many as there are targets in the pools that use this check. */
    private final Map<Target, Look> looks = new ConcurrentHashMap<>();

    /** The last probe of a target, and for how long the endpoint had been silent while somebody listened. */
    private record Look(long atNanos, long silentNanos) {}

    private HeartbeatCheck(Duration bound, LongSupplier nanoTime) {
        this.bound = bound;
        this.nanoTime = nanoTime;
        this.madeAt = nanoTime.getAsLong();
    }

    /**
     * A check that allows this much silence.
     *
     * @throws IllegalArgumentException unless it is more than zero
     */
    public static HeartbeatCheck silence(Duration bound) {
        return silence(bound, ProbeClock.NANO_TIME);
    }

    /**
     * The same by another clock, such as that of an {@link io.github.dnsfailover.runtime.EngineRuntime}:
     * {@code runtime::nanoTime}.
     *
     * @param nanoTime nanoseconds for durations, as {@link System#nanoTime}
     * @throws IllegalArgumentException unless the bound is more than zero
     */
    public static HeartbeatCheck silence(Duration bound, LongSupplier nanoTime) {
        return new HeartbeatCheck(Arguments.span("silence", bound), Objects.requireNonNull(nanoTime, "nanoTime"));
    }

    /**
     * Takes note that the endpoint has reported now.
     *
     * @param endpoint its id
     * @throws IllegalStateException if reports of 100,000 other endpoints have come: somebody makes names up
     */
    public void beat(String endpoint) {
        Objects.requireNonNull(endpoint, "endpoint");
        if (lastBeats.size() >= MOST_ENDPOINTS && !lastBeats.containsKey(endpoint)) {
            throw new IllegalStateException("endpoint: " + DetailText.foreign(endpoint) + " is one too many after "
                    + MOST_ENDPOINTS + " others");
        }
        lastBeats.merge(endpoint, nanoTime.getAsLong(), (before, now) -> now - before > 0 ? now : before);
    }

    /** Says how long the endpoint has been silent; the timeout does not matter. */
    @Override
    public HealthResult check(Target target, Duration timeout) {
        Long last = lastBeats.get(target.endpoint());
        long since = last == null ? madeAt : last;
        long now = nanoTime.getAsLong();
        Look look = looks.compute(target, (same, before) -> look(before, since, now));
        Duration silent = Duration.ofNanos(now - since);
        if (silent.compareTo(bound) <= 0) {
            return last == null ? HealthResult.inconclusive("no report yet") : HealthResult.healthy();
        }
        Duration heard = Duration.ofNanos(look.silentNanos);
        String silence = "no report for " + DetailText.of(silent) + ", allowed are " + DetailText.of(bound);
        return heard.compareTo(bound) > 0
                ? HealthResult.unhealthy(silence)
                : HealthResult.inconclusive(silence + "; listened for " + DetailText.of(heard) + " of it only");
    }

    private Look look(@Nullable Look before, long since, long now) {
        if (before == null) {
            return new Look(now, now - since); // nothing says that this process was away
        }
        boolean reported = since - before.atNanos > 0;
        long fresh = Math.max(0, now - (reported ? since : before.atNanos));
        long heard = Math.min(fresh, bound.toNanos() / 2);
        return new Look(now, reported ? heard : before.silentNanos + heard);
    }

    @Override
    public String toString() {
        return "report within " + DetailText.of(bound);
    }
}
