package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.internal.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * When each word of operators ends: that is fixed when it is heard first, whatever the wall clock does later.
 * Immutable.
 */
final class Ends extends Part<Ends> {

    /** When each word ends that does, by its number. */
    private SortedMap<Long, Long> ends = Collections.emptySortedMap();

    /**
     * Words that stood there when this process began, and that end by the time that they had at first: nobody has
     * confirmed the wall clock yet.
     */
    private SortedSet<Long> unsure = Collections.emptySortedSet();

    /** How far the wall clock is ahead of a provider's, whose answer nobody can have forged; empty before one. */
    private Optional<Duration> clockAhead = Optional.empty();

    /** Whose clock that is; empty before that. */
    private String clockOf = "";

    Ends() {}

    /** What is wrong with the wall clock, if something is. */
    Optional<String> clockWrong() {
        return WallClock.trouble(clockAhead.orElse(Duration.ZERO), clockOf);
    }

    /** How far the wall clock is off, if that is more than answers take; else zero. */
    private Duration correction() {
        Duration ahead = clockAhead.orElse(Duration.ZERO);
        return WallClock.isWrong(ahead) ? ahead : Duration.ZERO;
    }

    /** Whether a provider's clock agrees with the wall clock: if they differ, nobody knows which of them is right. */
    private boolean isConfirmed() {
        return clockAhead.isPresent() && correction().isZero();
    }

    /** What the wall clock says, or the provider's if that is ahead: a word must not end early by either. */
    Instant latest(Instant wall) {
        return correction().isNegative() ? wall.minus(correction()) : wall;
    }

    /** The words that end now; asks for a step when the next one does. */
    List<Long> reached(EngineTurn turn) {
        return ends.entrySet().stream()
                .filter(each -> turn.reachedOrWake(each.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** When a word ends, in nanoseconds; empty if it does not by itself. */
    OptionalLong endOf(long number) {
        Long end = ends.get(number);
        return end == null ? OptionalLong.empty() : OptionalLong.of(end);
    }

    Ends without(long number) {
        Ends next = copy();
        TreeMap<Long, Long> left = new TreeMap<>(ends);
        left.remove(number);
        next.ends = Collections.unmodifiableSortedMap(left);
        return next;
    }

    /**
     * Those of words that were heard before. A number is not enough: where the store was emptied, or a copy took its
     * place that lags, an instance that has just begun gives numbers a second time.
     */
    Ends of(Set<Long> numbers) {
        if (numbers.containsAll(ends.keySet())) {
            return this;
        }
        Ends next = copy();
        TreeMap<Long, Long> left = new TreeMap<>(ends);
        left.keySet().retainAll(numbers);
        next.ends = Collections.unmodifiableSortedMap(left);
        return next;
    }

    /**
     * Fixes the ends of words that are new.
     *
     * @param words those that last
     * @param heardBefore when words were heard last; empty if these are the first
     */
    Ends heard(EngineTurn turn, List<Word> words, OptionalLong heardBefore) {
        TreeMap<Long, Long> anchored = new TreeMap<>();
        TreeSet<Long> guessed = new TreeSet<>();
        for (Word word : words) {
            Long end = ends.get(word.number());
            if (end != null) {
                anchored.put(word.number(), end);
                if (unsure.contains(word.number())) {
                    guessed.add(word.number());
                }
            } else if (word.expiry() != null) {
                Duration left = Durations.countable(remaining(turn, word, heardBefore));
                anchored.put(word.number(), turn.now + left.toNanos());
                if (heardBefore.isEmpty() && !isConfirmed()) {
                    guessed.add(word.number());
                }
            }
        }
        Ends next = copy();
        next.unsure = Collections.unmodifiableSortedSet(guessed);
        next.ends = Collections.unmodifiableSortedMap(anchored);
        return next;
    }

    /**
     * What is left of a word that is heard for the first time. Nobody knows how long ago it was said, unless the
     * clock is confirmed: it may have stood in the store for as long as this process could not look. So it has its
     * whole time again, and no clock that is wrong ends a freeze. One that is obeyed once must rather be lost than be
     * obeyed days later, so it goes by the clock in any case. By a confirmed clock a word ends when whoever said it
     * meant it to, but one that was not there at the look before was said since.
     */
    private Duration remaining(EngineTurn turn, Word word, OptionalLong heardBefore) {
        if (!isConfirmed() && !word.kind().isOnce()) {
            return word.original();
        }
        Duration byClock = word.remaining(turn.wall.minus(correction()));
        if (heardBefore.isEmpty()) {
            return byClock;
        }
        Duration atLeast = word.original().minusNanos(turn.now - heardBefore.getAsLong());
        return byClock.compareTo(atLeast) > 0 ? byClock : atLeast;
    }

    /**
     * What stood there when this process began ends by the clock, once a provider's agrees with it. If they differ, one
     * of them is wrong and perhaps not this host's, so each word has its whole time again.
     */
    Ends clockSeen(EngineTurn turn, List<Word> words, EngineInput.ClockSeen input) {
        boolean another = !clockOf.isEmpty() && !clockOf.equals(input.provider());
        boolean same = clockAhead.isPresent()
                && clockAhead.get().minus(input.ahead()).abs().compareTo(Limits.CLOCK_JITTER) <= 0;
        if (another || same) {
            return this;
        }
        Ends next = copy();
        next.clockAhead = Optional.of(input.ahead());
        next.clockOf = input.provider();
        if (!next.isConfirmed()) {
            return next;
        }
        TreeMap<Long, Long> anchored = new TreeMap<>(ends);
        for (Word word : words) {
            Long end = ends.get(word.number());
            if (unsure.contains(word.number()) && end != null) {
                long byClock = turn.now
                        + Durations.countable(word.remaining(turn.wall)).toNanos();
                anchored.put(word.number(), byClock - end < 0 ? byClock : end);
            }
        }
        next.ends = Collections.unmodifiableSortedMap(anchored);
        next.unsure = Collections.emptySortedSet();
        return next;
    }
}
