package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import java.time.Duration;
import java.util.OptionalLong;

/** What went wrong with the calls of a pool, and when they may be tried again. Immutable. */
final class Setbacks extends Part<Setbacks> {

    /** Failed reads in a row. */
    private int reads;

    /** Failed writes in a row. */
    private int writes;

    /** Writes in a row that met other records than expected. */
    private int conflicts;

    /** Writes in a row that were not sent, since they fitted no more when their turn came. */
    private int skips;

    /** Why the last read failed; empty if it did not. */
    private String readFailure = "";

    /** Whether the provider itself said so. */
    private boolean readRefused;

    /** Whether that is since somebody wrote what cannot be managed; meaningful only while a read is refused. */
    private boolean unreadable;

    /** Why the last write failed; empty if it did not, or is not needed any more. */
    private String writeFailure = "";

    /** Whether the provider itself said so. */
    private boolean writeRefused;

    /** Whether the last write was not answered, and no read has ended since. */
    private boolean writeLost;

    /** Why the last call never left this engine; empty if it did. */
    private String dropped = "";

    /** Until when the provider asked to be left alone, at the last failure. */
    private OptionalLong askedUntil = OptionalLong.empty();

    /** When the last call that failed may be made again if a change is wanted; meaningful only if one failed. */
    private long hurriedAt;

    private OptionalLong readAgainAt = OptionalLong.empty();
    private OptionalLong writeAgainAt = OptionalLong.empty();

    Setbacks() {}

    /** Whether a read may be tried; if not, asks for a step when it may. */
    boolean mayRead(Turn turn) {
        return readAgainAt.isEmpty() || turn.reachedOrWake(readAgainAt.getAsLong());
    }

    /** Whether a read has to wait after another one failed. */
    boolean isReadPaused() {
        return readAgainAt.isPresent();
    }

    /** Whether a write may be tried; if not, asks for a step when it may. */
    boolean mayWrite(Turn turn) {
        return writeAgainAt.isEmpty() || turn.reachedOrWake(writeAgainAt.getAsLong());
    }

    /** Why the last read failed, if the provider itself said so; else empty. */
    String readRefusal() {
        return readRefused ? readFailure : "";
    }

    /** Whether somebody has written what cannot be managed. */
    boolean isUnreadable() {
        return readRefused && unreadable;
    }

    boolean isWriteLost() {
        return writeLost;
    }

    String writeFailure() {
        return writeFailure;
    }

    /** Why calls fail at present; empty if they do not. */
    String failure() {
        return !readFailure.isEmpty() ? readFailure : !writeFailure.isEmpty() ? writeFailure : dropped;
    }

    /** Whether more than one answer was lost: calls fail again and again, are refused, or do not leave this engine. */
    boolean areMany() {
        int present = reads + (writeFailure.isEmpty() ? 0 : writes); // the row of a write that nobody wants is over
        return readRefused || writeRefused || present > 1 || !dropped.isEmpty();
    }

    // Reads

    Setbacks readAnswered() {
        Setbacks next = copy();
        next.reads = 0;
        next.writeLost = false;
        next.readFailure = "";
        next.readRefused = false;
        next.readAgainAt = OptionalLong.empty();
        next.dropped = "";
        return next;
    }

    /** @param began when it was sent */
    Setbacks readFailed(Turn turn, Input.Failure failure, long began) {
        Setbacks next = copy();
        next.reads++;
        next.writeLost = false;
        next.readFailure = failure.detail();
        next.readRefused = failure.answered();
        next.unreadable = failure.unreadable();
        Duration silent = isAlone(turn) ? Limits.SCOUT_PAUSE : Limits.HURRIED_BACK_OFF; // others scout, too
        Duration longest = failure.answered() ? Limits.LONGEST_BACK_OFF : silent;
        next.readAgainAt = OptionalLong.of(turn.now + backOff(turn, next.reads, longest, failure.retryAfter()));
        next.askedUntil = asked(turn, failure);
        next.hurriedAt = hurriedAt(turn, began);
        return next;
    }

    // Writes

    /** The provider took a write, or said what stands there instead. */
    Setbacks writeAnswered() {
        Setbacks next = copy();
        next.writes = 0;
        next.skips = 0;
        next.writeLost = false;
        next.writeFailure = "";
        next.writeRefused = false;
        next.writeAgainAt = OptionalLong.empty();
        next.dropped = "";
        return next;
    }

    /** A change stands, so everything that was wrong with writes is over. */
    Setbacks writeStands() {
        Setbacks next = writeAnswered();
        next.conflicts = 0;
        return next;
    }

    /** No write is needed any more. */
    Setbacks nothingToWrite() {
        if (writeFailure.isEmpty()) {
            return this;
        }
        Setbacks next = copy();
        next.writeFailure = "";
        next.writeRefused = false;
        return next;
    }

    /**
     * An operator's word knows no hold-down, and a stale read may be followed by another: so conflicts have a pause
     * of their own.
     */
    Setbacks conflicted(Turn turn) {
        Setbacks next = writeAnswered();
        next.conflicts++;
        next.hurriedAt = hurriedAt(turn, turn.now);
        next.writeAgainAt =
                OptionalLong.of(turn.now + backOff(turn, next.conflicts, Limits.LONGEST_BACK_OFF, Duration.ZERO));
        next.readAgainAt = next.conflicts > 1 // then a read right now would be old when the write may follow
                ? next.writeAgainAt
                : OptionalLong.empty();
        return next;
    }

    /** The plan of this moment may go at once; if that fits no more either, something is wrong: it must not spin. */
    Setbacks skipped(Turn turn) {
        Setbacks next = copy();
        next.skips++;
        next.hurriedAt = hurriedAt(turn, turn.now);
        next.writeAgainAt = skips == 0
                ? writeAgainAt
                : OptionalLong.of(turn.now + backOff(turn, skips, Limits.HURRIED_BACK_OFF, Duration.ZERO));
        return next;
    }

    /** @param began when it was sent */
    Setbacks writeFailed(Turn turn, Input.WriteThrew input, long began) {
        Setbacks next = copy();
        next.writes++;
        next.writeLost = !input.failure().answered();
        String known = input.outcome() == Outcome.UNKNOWN ? "outcome unknown: " : "";
        next.writeFailure = known + input.failure().detail();
        next.writeRefused =
                input.outcome() == Outcome.NOT_APPLIED && input.failure().answered();
        long pause = backOff(
                turn, next.writes, Limits.LONGEST_BACK_OFF, input.failure().retryAfter());
        next.writeAgainAt = OptionalLong.of(turn.now + pause);
        next.askedUntil = asked(turn, input.failure());
        next.hurriedAt = hurriedAt(turn, began);
        return next;
    }

    // Both

    /**
     * A change is wanted that is not made: no pause is long then, unless the provider itself asked for it. A call that
     * hung has had its pause already.
     */
    Setbacks hurried(Turn turn) {
        long latest = hurriedAt;
        if (askedUntil.isPresent() && askedUntil.getAsLong() - latest > 0) {
            latest = askedUntil.getAsLong();
        }
        OptionalLong read = earlier(readAgainAt, latest);
        OptionalLong write = earlier(writeAgainAt, latest);
        if (read.equals(readAgainAt) && write.equals(writeAgainAt)) {
            return this;
        }
        turn.wakeAt(latest);
        Setbacks next = copy();
        next.readAgainAt = read;
        next.writeAgainAt = write;
        return next;
    }

    private static long hurriedAt(Turn turn, long began) {
        long soonest = turn.now + Limits.FIRST_BACK_OFF.toNanos();
        long usual = began + Limits.HURRIED_BACK_OFF.toNanos();
        return turn.now + spread(turn, Math.max(soonest - turn.now, usual - turn.now));
    }

    private static OptionalLong earlier(OptionalLong instant, long latest) {
        return instant.isPresent() && instant.getAsLong() - latest > 0 ? OptionalLong.of(latest) : instant;
    }

    private static OptionalLong asked(Turn turn, Input.Failure failure) {
        Duration pause = cut(failure.retryAfter());
        return pause.isZero() ? OptionalLong.empty() : OptionalLong.of(turn.now + pause.toNanos());
    }

    /** A call never left this engine: that is its own sickness, and it is tried again soon. */
    Setbacks dropped(Turn turn, Phase.Call call, String detail) {
        Setbacks next = copy();
        next.dropped = detail;
        OptionalLong again = OptionalLong.of(turn.now + spread(turn, Limits.FIRST_BACK_OFF.toNanos()));
        next.hurriedAt = again.getAsLong();
        if (call.write() == null) {
            next.readAgainAt = again;
        } else {
            next.writeAgainAt = again;
        }
        return next;
    }

    /** Doubles from failure to failure; a vendor may ask for more, up to the longest of all. */
    private static long backOff(Turn turn, int failures, Duration longest, Duration retryAfter) {
        int doublings = Math.min(failures - 1, 10);
        long own = Math.min(longest.toNanos(), Limits.FIRST_BACK_OFF.toNanos() << doublings);
        return spread(turn, Math.max(own, cut(retryAfter).toNanos()));
    }

    /** Pools of one provider that failed together do not come again together. */
    private static long spread(Turn turn, long pause) {
        return isAlone(turn) ? pause : pause + turn.within((long) (pause * Limits.BACK_OFF_JITTER));
    }

    private static boolean isAlone(Turn turn) {
        return turn.spec.place.share().pools() == 1;
    }

    /** A pause in words: {@code 30 s}, {@code 5 min}, {@code 2 h}, rounded up. */
    static String words(Duration pause) {
        long seconds = Math.max(1, pause.plusMillis(999).toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        long minutes = (seconds + 59) / 60;
        return minutes < 120 ? minutes + " min" : (minutes + 59) / 60 + " h";
    }

    /** What a vendor may ask for at most. */
    static Duration cut(Duration retryAfter) {
        if (retryAfter.isNegative()) {
            return Duration.ZERO;
        }
        return retryAfter.compareTo(Limits.LONGEST_BACK_OFF) > 0 ? Limits.LONGEST_BACK_OFF : retryAfter;
    }
}
