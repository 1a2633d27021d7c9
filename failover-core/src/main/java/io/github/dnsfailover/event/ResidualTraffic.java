package io.github.dnsfailover.event;

/**
 * How the traffic of an endpoint that was left ran out: 99 % of it are gone, or an hour is over. Told by every instance
 * whose application counts with a {@link io.github.dnsfailover.client.Residual}.
 */
public interface ResidualTraffic extends PoolEvent {

    /** What was counted. */
    ResidualReport report();
}
