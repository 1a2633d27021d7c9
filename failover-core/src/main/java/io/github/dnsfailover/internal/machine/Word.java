package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.internal.text.ForeignText;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was said for a pool, numbered so that everybody who reads it knows whether it is new. Immutable.
 *
 * @param endpoint empty if it is about the pool
 * @param expiry null if it never ends by itself
 * @param seen for a clear, the fingerprint of what stood where the mark belongs and was in the way, as far as was known
 *     where it was said; empty if nothing was, null if that was not known
 * @param unproven whether an endpoint is meant even if its checks do not prove it
 * @param more what a later version wrote beside it, kept as it stands; empty if nothing
 */
public record Word(
        long number,
        String pool,
        Kind kind,
        String endpoint,
        String who,
        String why,
        Instant said,
        @Nullable Instant expiry,
        @Nullable String seen,
        boolean unproven,
        String more) {

    /** What others said comes in here, from an operator or from the store, which is written by others, too. */
    public Word {
        who = ForeignText.line(who, ForeignText.LONGEST_NAME);
        why = ForeignText.line(why);
    }

    /** What can be said. */
    public enum Kind {
        FREEZE,
        DOWN,
        UP,
        PIN,
        /** Obeyed once, by whoever leads. */
        FAILBACK,
        /** Obeyed once, by whoever leads; what it clears is gone already. */
        CLEAR,
        /** Of the engine itself: it froze after an edit by somebody else. */
        EDITED;

        static Kind of(OperatorIntent.Kind kind) {
            return switch (kind) {
                case FREEZE -> FREEZE;
                case DOWN -> DOWN;
                case UP -> UP;
                case PIN -> PIN;
                case FAILBACK -> FAILBACK;
                case CLEAR -> CLEAR;
            };
        }

        /** Whether it is obeyed once and then forgotten. */
        boolean isOnce() {
            return this == FAILBACK || this == CLEAR;
        }

        private boolean isOnHealth() {
            return this == UP || this == DOWN;
        }
    }

    /** What an operator says at this moment, before it has a number. */
    static Word of(OperatorIntent intent, Instant wall, @Nullable String seen) {
        Kind kind = Kind.of(intent.kind());
        Instant end = kind.isOnce()
                ? wall.plus(Limits.OBEYED_WITHIN)
                : intent.duration().map(wall::plus).or(intent::expiry).orElse(null);
        return new Word(
                0,
                intent.pool(),
                kind,
                intent.endpoint(),
                intent.who(),
                intent.why(),
                wall,
                end,
                kind == Kind.CLEAR ? seen : null,
                intent.acceptsUnproven(),
                "");
    }

    /** Whether it is the engine's own, that it froze after an edit. */
    public boolean isEdited() {
        return kind == Kind.EDITED;
    }

    Word numbered(long value) {
        return new Word(value, pool, kind, endpoint, who, why, said, expiry, seen, unproven, more);
    }

    /** What there was of it at first; for a word without an end, for ever. */
    Duration original() {
        return expiry == null ? Duration.ofSeconds(Long.MAX_VALUE) : Duration.between(said, expiry);
    }

    /** What is left of it; cut to what there was at first, so that a clock that jumped back does not prolong it. */
    Duration remaining(Instant wall) {
        Instant end = expiry;
        if (end == null) {
            return Duration.ofSeconds(Long.MAX_VALUE);
        }
        Duration original = original();
        Duration left = Duration.between(wall, end);
        Duration cut = left.compareTo(original) > 0 ? original : left;
        return cut.isNegative() ? Duration.ZERO : cut;
    }

    /** Whether this one, said later, takes the place of another. */
    boolean replaces(Word old) {
        if (!pool.equals(old.pool)) {
            return false;
        }
        if (kind == Kind.CLEAR) {
            return true;
        }
        if (kind == Kind.FAILBACK && old.kind == Kind.PIN) {
            return true;
        }
        return kind.isOnHealth() ? old.kind.isOnHealth() && old.endpoint.equals(endpoint) : old.kind == kind;
    }

    String text() {
        return kind.name().toLowerCase(Locale.ROOT) + (endpoint.isEmpty() ? "" : " " + endpoint) + circumstances();
    }

    /** Until when, by whom and why; a space comes first. */
    String circumstances() {
        Instant end = kind.isOnce() ? null : expiry;
        return (end == null ? "" : " until " + Snapshots.second(end)) + " by " + who + " because " + why;
    }
}
