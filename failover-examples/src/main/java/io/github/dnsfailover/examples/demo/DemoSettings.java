package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** The same for several instances on one machine, which start one after the other and elect one of them. */
    DemoSettings patientFor(Duration act) {
        return new DemoSettings(interval, ttl, minimumUnhealthySpan, escapeFloor, soak, visit, act);
    }

    /** What this JVM looks up is kept no longer than the record may be. Counts if it has looked nothing up yet. */
    void limitLookUps() {
        Security.setProperty("networkaddress.cache.ttl", String.valueOf(ttl.toSeconds()));
    }

    /** For another program, see {@link #of}. */
    String text() {
        return Stream.of(interval, ttl, minimumUnhealthySpan, escapeFloor, soak, visit, patience)
                .map(Duration::toString)
                .collect(Collectors.joining(","));
    }

    /** What {@link #text} was made of. */
    static DemoSettings of(String text) {
        List<Duration> all = Stream.of(text.split(",", -1)).map(Duration::parse).toList();
        return new DemoSettings(all.get(0), all.get(1), all.get(2), all.get(3), all.get(4), all.get(5), all.get(6));
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
