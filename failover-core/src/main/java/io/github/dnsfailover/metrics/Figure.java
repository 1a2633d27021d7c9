package io.github.dnsfailover.metrics;

import java.util.List;

/** What can be read off a snapshot at any time: the gauges. All have the tag {@code owner} in front of their own. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are
enum Figure {
    RUNNING("dnsfailover.engine.running", "1 while the engine runs; 0 before its start and after its end"),
    LEADING("dnsfailover.engine.leading", "1 if this engine leads the scope; 0 in a dry run", "scope"),
    BLIND("dnsfailover.engine.blind", "1 while the engine does not trust its own view"),
    ENGINE_TROUBLES(
            "dnsfailover.engine.troubles",
            "Open troubles with the engine, its alerts and its providers",
            "kind",
            "severity"),
    FROZEN(
            "dnsfailover.pool.frozen",
            "1 while the pool is frozen, by an operator or after an edit of its records",
            "pool"),
    BLOCKED("dnsfailover.pool.blocked", "1 while something is wrong that keeps the pool from moving", "pool"),
    POOL_TROUBLES("dnsfailover.pool.troubles", "Open troubles with the pool", "pool", "kind", "severity"),
    HEALTH("dnsfailover.endpoint.health", "1 if the endpoint is healthy, 0 if it is not", "pool", "endpoint"),
    PUBLISHED("dnsfailover.endpoint.published", "1 if the endpoint is in the record", "pool", "endpoint"),
    PROVEN("dnsfailover.endpoint.proven", "1 if the endpoint is proven healthy at present", "pool", "endpoint");

    private final String meter;
    private final String meaning;
    private final List<String> tags;

    Figure(String meter, String meaning, String... tags) {
        this.meter = meter;
        this.meaning = meaning;
        this.tags = List.of(tags);
    }

    /** The meter's name. */
    String meter() {
        return meter;
    }

    /** What it means, for people. */
    String meaning() {
        return meaning;
    }

    /** The keys of its own tags. */
    List<String> tags() {
        return tags;
    }
}
