package io.github.dnsfailover.internal.engine;

import java.time.Instant;

/** A change that the provider has accepted. */
record Accepted(PlannedWrite write, String receipt, Instant at, long atNanos) {}
