package io.github.dnsfailover;

import io.github.dnsfailover.dns.RecordSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A pool at one moment. Immutable; {@code toString} is for people. Made by the engine only: accessors will be added.
 */
public interface PoolSnapshot {

    /** An endpoint at that moment. Immutable; made by the engine only. */
    interface EndpointStatus {

        /** The endpoint. */
        Endpoint endpoint();

        /** The settled opinion, an operator's word taken in. */
        Health health();

        /** The settled opinion of the checks alone. */
        Health checks();

        /** Since when the checks' opinion stands. */
        Instant since();

        /** Whether it is proven healthy at this moment. */
        boolean proven();

        /** Whether it is in the record, as far as the engine knows. */
        boolean published();

        /** What the last probes said; empty if there is nothing to say. */
        String detail();
    }

    /** The pool's name. */
    String pool();

    /** The endpoints, the preferred first. */
    List<EndpointStatus> endpoints();

    /** The records as last read or written; empty if this engine has not read them. */
    List<RecordSet> records();

    /** What the engine wants published; {@code hold} if it does not lead, or is closed. */
    String decision();

    /** Why. */
    String reason();

    /**
     * What keeps the record from following; empty if it follows. Often an ordinary wait, such as a hold-down, a soak
     * or a call under way; where it is none, it is among the {@link #troubles} too.
     */
    String waitsFor();

    /** Why it is as it is, as of the moment of this snapshot; the same as {@link FailoverEngine#explain} gives. */
    Explanation explanation();

    /** What is wrong at present and concerns this pool, that of the engine and of its provider included. */
    List<Trouble> troubles();

    /**
     * By whom and why nothing is written for this pool: an operator's freeze, or the one that follows a second
     * foreign edit; {@code clear} lifts both. Empty if it is not frozen.
     */
    String frozen();

    /** What operators said; {@code none} if nothing. */
    String intent();

    /** What the lead over this pool is held for. */
    String scope();

    /** The term that the engine leads with; empty if it does not lead. */
    OptionalLong term();

    /** When this engine's last change was accepted; empty if it has changed nothing. */
    Optional<Instant> lastChange();

    /**
     * Until when resolvers that keep to the TTL may hold what this engine's changes have replaced, and those before it
     * as far as the mark tells; empty if nothing is known.
     */
    Optional<Instant> horizon();

    /** Whether that is the least: the last change is not proved, or something that resolvers may hold is not known. */
    boolean isHorizonLeast();

    /** When the engine will look at the pool again at the latest; empty once it is closed. */
    Optional<Instant> nextDeadline();
}
