package io.github.dnsfailover.event;

import java.time.Instant;
import java.util.List;

/** Every authoritative server gives the new answer. */
public interface ChangeProved extends PoolEvent {

    /** Ids of the endpoints published now. */
    List<String> to();

    /** When the last health that led to the change changed, or the need was seen. */
    Instant detected();

    /** When it was decided. */
    Instant decided();

    /** When the provider had accepted it. */
    Instant accepted();

    /** When the first server gave the new answer. */
    Instant firstServer();

    /** When the last server gave it. */
    Instant lastServer();

    /**
     * When resolvers that keep to the TTL have forgotten the old answer, and those of earlier changes. An old alias
     * has the TTLs of its target, which nobody tells us: 60 s are assumed, as load balancers have.
     */
    Instant horizon();

    /**
     * Whether the horizon is at least that: it comes from the mark of an earlier engine, which may not have seen when
     * the last server turned.
     */
    boolean isHorizonLeast();

    /** The servers asked. */
    List<String> servers();
}
