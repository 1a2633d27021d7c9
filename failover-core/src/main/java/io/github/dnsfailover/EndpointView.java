package io.github.dnsfailover;

import java.time.Duration;
import java.util.Objects;

/** What a policy sees of one endpoint. Immutable. */
public final class EndpointView {

    private final Endpoint endpoint;
    private final Health health;
    private final boolean published;
    private final boolean admissible;
    private final Duration since;

    /**
     * Makes a view, for tests of policies; the engine makes its own.
     *
     * @param published whether it is in the record now
     * @param admissible see {@link #admissible}
     * @param since for how long it has had its health
     */
    public EndpointView(Endpoint endpoint, Health health, boolean published, boolean admissible, Duration since) {
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
        this.health = Objects.requireNonNull(health, "health");
        this.published = published;
        this.admissible = admissible;
        this.since = Objects.requireNonNull(since, "since");
    }

    /** The endpoint. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** The settled opinion, an operator's word taken in. */
    public Health health() {
        return health;
    }

    /** Whether it is in the record now. */
    public boolean published() {
        return published;
    }

    /**
     * Whether it may enter the record now: it is proven healthy within the freshness bound, and either nothing
     * published is still good, or the failback rule allows it.
     */
    public boolean admissible() {
        return admissible;
    }

    /** For how long it has had its health. */
    public Duration since() {
        return since;
    }

    /** Whether it may be in the record after the next change: it is in already and not unhealthy, or it may enter. */
    public boolean mayServe() {
        return published ? health != Health.UNHEALTHY : admissible;
    }

    @Override
    public String toString() {
        return endpoint.id() + " " + health + (published ? " published" : "") + (admissible ? " admissible" : "");
    }
}
