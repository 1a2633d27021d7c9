package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import java.time.Duration;
import java.util.Locale;

/**
 * The pace of the story.
 *
 * @param interval from one check of a site to the next
 * @param ttl of the record; hold-down follows from it as usual
 * @param minimumUnhealthySpan failures within less time are one observation
 * @param escapeFloor from one change to the next while nothing published is healthy
 * @param soak how long the primary must be healthy before the record goes back
 * @param visit from one visit of the client to the next
 * @param patience how long each act of the story may take
 */
record DemoSettings(
        Duration interval,
        Duration ttl,
        Duration minimumUnhealthySpan,
        Duration escapeFloor,
        Duration soak,
        Duration visit,
        Duration patience) {

    /**
     * Quick enough to watch. An act may take so long because a starved machine makes the engine distrust itself for
     * 10 s.
     */
    static DemoSettings ofDemo() {
        return new DemoSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofSeconds(18));
    }

    EndpointPool.Builder applyTo(EndpointPool.Builder pool) {
        return pool.interval(interval)
                .ttl(ttl)
                .minimumUnhealthySpan(minimumUnhealthySpan)
                .escapeFloor(escapeFloor)
                .failback(Failback.after(soak));
    }

    /** What is set and what it would be without. */
    String words() {
        return "a check every " + seconds(interval) + " (default 10 s), TTL " + seconds(ttl)
                + " (30 s), failback after " + seconds(soak) + " of health (10 TTLs), escape floor "
                + seconds(escapeFloor) + " (5 s)";
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toNanos() / 1e9);
    }
}
