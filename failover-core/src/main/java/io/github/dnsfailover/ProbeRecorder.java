package io.github.dnsfailover;

import io.github.dnsfailover.event.ProbeEvidence;

/**
 * Is told of every probe, for figures: how long probes take, and what the last ones found. See {@link
 * FailoverEngine#record}.
 */
@FunctionalInterface
public interface ProbeRecorder {

    /**
     * Takes one probe that has ended, or was given up. What it throws is the trouble {@code
     * LISTENER_FAILS}, and changes nothing else.
     *
     * @param pool the pool's name
     * @param endpoint the endpoint's id
     * @param probe when it began, of which address, what it found and how long it took. One that could not begin is
     *     inconclusive, and how long it took is how long it waited
     */
    void ended(String pool, String endpoint, ProbeEvidence probe);
}
