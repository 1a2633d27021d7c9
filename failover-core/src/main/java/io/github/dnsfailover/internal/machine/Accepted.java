package io.github.dnsfailover.internal.machine;

import java.time.Instant;

/** A change that the provider has accepted. */
public record Accepted(PlannedWrite write, String receipt, Instant at, long atNanos) {}
