package io.github.dnsfailover.event;

import io.github.dnsfailover.HealthResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** One probe that led to an opinion. Immutable. */
public final class ProbeEvidence {

    private final Instant at;
    private final String target;
    private final HealthResult result;
    private final Duration latency;

    /**
     * Makes the evidence.
     *
     * @param at when the probe began
     * @param target the address or host name that it was aimed at
     * @param result what it found
     * @param latency how long it took
     */
    public ProbeEvidence(Instant at, String target, HealthResult result, Duration latency) {
        this.at = Objects.requireNonNull(at, "at");
        this.target = Objects.requireNonNull(target, "target");
        this.result = Objects.requireNonNull(result, "result");
        this.latency = Objects.requireNonNull(latency, "latency");
    }

    /** When the probe began. */
    public Instant at() {
        return at;
    }

    /** The address or host name that it was aimed at. */
    public String target() {
        return target;
    }

    /** What it found. */
    public HealthResult result() {
        return result;
    }

    /** How long it took. */
    public Duration latency() {
        return latency;
    }

    @Override
    public String toString() {
        return at + " " + target + " " + result + " in " + latency.toMillis() + " ms";
    }
}
