package io.github.dnsfailover.internal.machine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/**
 * Until when resolvers that keep to TTLs may hold what changes have replaced, the present one and all before it.
 * Immutable.
 *
 * @param until the latest instant that is known
 * @param atLeast whether that is from a mark: its writer may not have seen when the last server turned
 * @param unproved the longest TTL of a set that was replaced by a change of which no proof has told the end
 * @param unseen until when resolvers may hold what nobody here knows of: any earlier horizon is the least
 * @param served the longest TTL that a server gave with what stands now, beyond what it should
 */
public record Horizon(Instant until, boolean atLeast, Duration unproved, Instant unseen, Duration served) {

    /** Nothing is known to be cached. */
    static final Horizon NONE = new Horizon(Instant.EPOCH, false, Duration.ZERO, Instant.EPOCH, Duration.ZERO);

    /** The latest instant that is known, for people: the first second that is not before it. */
    public Instant second() {
        return until.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
    }

    /** Whether resolvers may hold something longer than until the latest instant that is known. */
    public boolean isLeast() {
        return atLeast || until.isBefore(unseen);
    }

    /** Something may be held until then at the latest, and nobody here knows of it. */
    public Horizon unseenUntil(Instant instant) {
        return new Horizon(until, atLeast, unproved, instant.isAfter(unseen) ? instant : unseen, served);
    }

    /** A server gives what stands now for longer than it should: the next change replaces that. */
    public Horizon servedFor(Duration ttl) {
        return new Horizon(until, atLeast, unproved, unseen, ttl);
    }

    /** A change is about to replace, or has replaced, sets of this TTL. */
    Horizon replaced(Instant wall, Duration ttl) {
        Duration old = longer(ttl, served);
        Horizon later = reaching(wall.plus(old), false);
        return new Horizon(later.until, later.atLeast, longer(old, unproved), unseen, Duration.ZERO);
    }

    /** Every server gives the last change, so whatever was before it is forgotten by then. */
    Horizon proved(Horizon proof) {
        Horizon later = reaching(proof.until, proof.atLeast).unseenUntil(proof.unseen);
        return new Horizon(later.until, later.atLeast, Duration.ZERO, later.unseen, proof.served);
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
        return instant.isAfter(until) ? new Horizon(instant, least, unproved, unseen, served) : this;
    }

    /** When all is forgotten, given when the last server turned and the TTL of what the last change replaced. */
    public Horizon seenFrom(Instant lastServer, Duration ttl) {
        return reaching(lastServer.plus(longer(ttl, unproved)), false);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
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
