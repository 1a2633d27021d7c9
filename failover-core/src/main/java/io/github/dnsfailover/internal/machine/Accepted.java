package io.github.dnsfailover.internal.machine;

import java.time.Instant;

/**
 * A change that the provider has accepted.
 *
 * @param horizon until when resolvers may hold what it and earlier changes have replaced, as far as is known by then
 */
public record Accepted(PlannedWrite write, String receipt, Instant at, long atNanos, Horizon horizon) {}
