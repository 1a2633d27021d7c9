package io.github.dnsfailover.internal.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Until when resolvers that keep to TTLs may hold what changes have replaced, the present one and all before it.
 * Immutable.
 *
 * @param until the latest instant that is known
 * @param atLeast whether that is from a mark: its writer may not have seen when the last server turned
 * @param unproved the longest TTL of a set that was replaced by a change of which no proof has told the end
 */
public record Horizon(Instant until, boolean atLeast, Duration unproved) {

    /** Nothing is known to be cached. */
    static final Horizon NONE = new Horizon(Instant.EPOCH, false, Duration.ZERO);

    /** A change is about to replace, or has replaced, sets of this TTL. */
    Horizon replaced(Instant wall, Duration ttl) {
        Horizon later = reaching(wall.plus(ttl), false);
        Duration longest = ttl.compareTo(unproved) > 0 ? ttl : unproved;
        return new Horizon(later.until, later.atLeast, longest);
    }

    /** Every server gives the last change, so whatever was before it is forgotten by then. */
    Horizon proved(Instant horizon) {
        Horizon later = reaching(horizon, false);
        return new Horizon(later.until, later.atLeast, Duration.ZERO);
    }

    /** What another life of the engine, or another engine, has left in its mark. */
    Horizon told(Mark mark, Instant wall) {
        if (mark.until().isEmpty()) {
            return this;
        }
        long latest = wall.plus(Limits.LONGEST_HORIZON).getEpochSecond();
        Instant told = Instant.ofEpochSecond(Math.min(mark.until().getAsLong(), latest));
        boolean ownRounding = !told.isAfter(until.plusSeconds(1));
        return ownRounding ? this : reaching(told, true);
    }

    private Horizon reaching(Instant instant, boolean least) {
        return instant.isAfter(until) ? new Horizon(instant, least, unproved) : this;
    }

    /** When all is forgotten, given when the last server turned and the TTL of what the last change replaced. */
    public Horizon seenFrom(Instant lastServer, Duration ttl) {
        Duration longest = ttl.compareTo(unproved) > 0 ? ttl : unproved;
        return reaching(lastServer.plus(longest), false);
    }

    /** What a mark must tell of it, in seconds of the epoch; empty if any later change would outlast it anyway. */
    OptionalLong inMark(Instant wall, Duration ownTtl) {
        if (!until.isAfter(wall.plus(ownTtl))) {
            return OptionalLong.empty();
        }
        Instant latest = wall.plus(Limits.LONGEST_HORIZON);
        Instant told = until.isAfter(latest) ? latest : until;
        return OptionalLong.of(told.plusNanos(999_999_999).getEpochSecond());
    }
}
