package io.github.dnsfailover.event;

import java.util.List;

/** A pool was started. */
public interface PoolStarted extends PoolEvent {

    /** How soon after faults the record is right, term by term. */
    String convergence();

    /** What the provider is called. */
    String provider();

    /** Settings that are allowed but dangerous. */
    List<String> warnings();
}
