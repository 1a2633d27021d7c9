package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Health;
import java.time.Instant;

/** The settled opinion on one endpoint. Immutable. */
record EndpointState(Health health, long since, Instant sinceWall, String detail) {}
