package io.github.dnsfailover;

import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a pool's records give to clients, as an engine knows it without asking DNS: whoever leads from what it read and
 * wrote itself, the others from what the leader says in the state store. Immutable; made by the engine only: accessors
 * will be added.
 *
 * <p>{@link FailoverEngine#published} gives it only while it is <b>confirmed</b>. Without it, ask DNS as anybody else
 * does, and do nothing of your own accord.
 */
public interface Published {

    /** The last change of what is published, as far as this engine has heard of it. Immutable. */
    interface Move {

        /** What kind of change it was; empty if whoever leads by now did not make it. */
        Optional<Cause> cause();

        /** The endpoints that were left with it, in the order of the pool; empty if only addresses changed. */
        List<Endpoint> left();

        /** When the provider had accepted it, by this host's clock; when it was seen, if the leader did not make it. */
        Instant accepted();

        /** Whether every authoritative server was seen to give it since, as far as this engine has heard. */
        boolean proved();
    }

    /** The pool's name. */
    String pool();

    /** The endpoints that are published, in the order of the pool; never empty. */
    List<Endpoint> endpoints();

    /**
     * What stands in the records of this type, under each of the pool's names: addresses of A or AAAA, or the target of
     * a CNAME or alias; empty if there are none. IPv6 addresses that were withdrawn are not among them.
     */
    List<String> values(RecordType type);

    /** Whether an endpoint is published. */
    default boolean has(String endpoint) {
        return endpoints().stream().anyMatch(each -> each.id().equals(endpoint));
    }

    /** The last change of what is published; empty if this engine has heard of none since it started. */
    Optional<Move> move();

    /**
     * Until when resolvers that keep to the TTL may hold what changes have replaced, by the clock of this host; empty
     * if nothing is known. {@link PoolSnapshot#isHorizonLeast} says whether it may be later.
     */
    Optional<Instant> horizon();
}
