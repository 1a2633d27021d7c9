package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import java.time.Instant;

/**
 * The settled opinion on one endpoint. Immutable.
 *
 * @param relapses how often in a row it failed again soon after it had recovered; each doubles the soak of its failback
 * @param recovered whether it is healthy after having been unhealthy
 */
public record EndpointHealth(
        Health health, long since, Instant sinceWall, String detail, int relapses, boolean recovered) {

    /** Before the first probe. */
    EndpointHealth(long since, Instant sinceWall) {
        this(Health.UNKNOWN, since, sinceWall, "not probed yet", 0, false);
    }

    EndpointHealth turned(Health after, Turn turn, String why) {
        boolean recovers = after == Health.HEALTHY && health == Health.UNHEALTHY;
        return new EndpointHealth(
                after, turn.now, turn.wall, why, after == Health.UNHEALTHY ? fallen(turn) : relapses, recovers);
    }

    private int fallen(Turn turn) {
        if (!recovered || turn.spec.soak < 0) {
            return relapses;
        }
        boolean soon = turn.now - since - turn.spec.soak * Limits.RELAPSE_IN_SOAKS < 0;
        return soon ? Math.min(relapses + 1, Limits.MOST_RELAPSES) : 0;
    }
}
