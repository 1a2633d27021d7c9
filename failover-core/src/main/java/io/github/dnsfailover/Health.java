package io.github.dnsfailover;

/** The settled opinion on an endpoint, after thresholds. */
public enum Health {
    /** Not enough probes yet. */
    UNKNOWN,
    /** {@code rise} probes in a row passed, and {@code fall} in a row have not failed since. */
    HEALTHY,
    /** {@code fall} probes in a row failed over at least the minimum span. */
    UNHEALTHY
}
