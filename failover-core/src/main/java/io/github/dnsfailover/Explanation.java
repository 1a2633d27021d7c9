package io.github.dnsfailover;

import java.time.Instant;
import java.util.List;

/**
 * Why a pool is as it is at one moment, in sentences for people: each names what it rests on, and times are to the
 * second, in UTC. The parts may be shown apart, and {@code toString} gives all of them. The wording will change from
 * version to version: decide nothing by it.
 *
 * <p>What would happen is no guess. The engine's own rules are applied to what is supposed, such as that an endpoint
 * dies; a policy of the application's own is never asked, and the text says so. Times "at the latest" hold while this
 * process has the time to start its probes within a second.
 *
 * <p>Immutable; made by the engine only: accessors will be added.
 */
public interface Explanation {

    /** The pool's name. */
    String pool();

    /** The moment, by the wall clock. */
    Instant at();

    /** What clients get, who knows that, and since when and by what it is so. */
    List<String> published();

    /**
     * What the health of every endpoint rests on: what it takes to be unhealthy or healthy, then its last probes and
     * what they said, the best endpoint first.
     */
    List<String> endpoints();

    /** What would have to happen for a move, and what would come of it. */
    List<String> wouldMove();

    /** What stands in the way of a move, and what to do about it; empty if nothing does. */
    List<String> inTheWay();

    /** What happens next if everything goes on as it is, and when at the latest. */
    List<String> next();
}
