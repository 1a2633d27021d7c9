package io.github.dnsfailover.event;

import io.github.dnsfailover.dns.Authorities.Signatures;
import java.time.Instant;
import java.util.List;

/**
 * Every authoritative server that can be asked gives the new answer, to resolvers that validate and to others: each
 * gave it in two rounds in a row, half a second apart. The last round began after all had turned, and asked all of them
 * three times.
 */
public interface ChangeProved extends PoolEvent {

    /** Ids of the endpoints published now. */
    List<String> to();

    /** When the last health that led to the change changed, or the need was seen. */
    Instant detected();

    /** When it was decided. */
    Instant decided();

    /** When the provider had accepted it. */
    Instant accepted();

    /** When the first server gave the new answer. */
    Instant firstServer();

    /** When the last server gave it. */
    Instant lastServer();

    /**
     * When resolvers that keep to the TTL have forgotten the old answer, and those of earlier changes. An old alias
     * has the TTLs of its target, which nobody tells us: 60 s are assumed, as load balancers have.
     */
    Instant horizon();

    /**
     * Whether the horizon is at least that, since something that resolvers may hold is not known here: it comes from
     * the mark of an earlier engine, which may not have seen when the last server turned; the pool keeps no mark, and
     * this engine leads for less than a week; or no server told the negative TTL of a record that was absent.
     */
    boolean isHorizonLeast();

    /** The servers that give the new answer. */
    List<String> servers();

    /**
     * The zone's other servers, which were left out: they have said nothing for two minutes, or cannot be asked from
     * here. What they give when they are back is not known.
     */
    List<String> silentServers();

    /**
     * How the signatures (RFC 4035) of the answers are: {@code VERIFIED} if all servers gave some that hold now, {@code
     * UNSIGNED} if one gave none that is to be looked at, so that whoever sits on the way could have forged its
     * answer; {@code NOT_SEEN} if that could not be learned. A proof never has another state.
     */
    Signatures.State signatures();
}
