package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.IntentChanged.Change;
import io.github.dnsfailover.internal.event.Made;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What this process has heard of what operators say: the words as they were read last, how old that is, and when each
 * ends. A word's end is fixed when it is heard first, whatever the wall clock does later. Immutable.
 */
final class Heard extends Part<Heard> {

    private static final Duration FOR_EVER = Duration.ofDays(36_500); // its nanoseconds fit into a long

    private WordBook book = WordBook.EMPTY;
    private long version;

    /** When the call that gave these words was sent; meaningful once they are known. */
    private long bookSentAt;

    /** When the newest look that was answered was sent; empty before the first. */
    private OptionalLong heardAt = OptionalLong.empty();

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

    /** Words that are over and may still stand in the store. */
    private SortedSet<Long> over = Collections.emptySortedSet();

    /** Whether a look is under way, and since when. */
    private OptionalLong lookingSince = OptionalLong.empty();

    private long nextLook;
    private boolean looked;

    /** What the last call of the store failed with; empty if it did not. */
    private String failure = "";

    Heard() {}

    // What it says

    WordBook book() {
        return book;
    }

    long version() {
        return version;
    }

    boolean isKnown() {
        return heardAt.isPresent();
    }

    /** When the newest look that was answered was sent; meaningful only if there was one. */
    OptionalLong heardAt() {
        return heardAt;
    }

    /** What stands for a pool. */
    Intents of(String pool) {
        return without(book.of(pool));
    }

    private Intents without(Intents intents) {
        return new Intents(intents.words().stream()
                .filter(word -> !over.contains(word.number()))
                .toList());
    }

    /** Why whoever hears so little should not lead; empty if all is well. */
    String obstacle(EngineTurn turn) {
        if (!turn.spec.several()) {
            return "";
        }
        if (heardAt.isEmpty()) {
            return "what operators say has not been read";
        }
        long limit = heardAt.getAsLong() + Limits.DEAF.toNanos();
        return turn.reachedOrWake(limit)
                ? "what operators say has not been read for " + Limits.DEAF.toSeconds() + " s"
                : "";
    }

    List<Wrong> wrongs(EngineTurn turn) {
        List<Wrong> wrongs = new ArrayList<>(ofStore(turn));
        if (isClockWrong()) {
            Duration ahead = correction();
            String text = "this host's clock is " + ahead.abs().toSeconds() + " s "
                    + (ahead.isNegative() ? "behind" : "ahead of") + " that of " + clockOf;
            wrongs.add(new Wrong(Trouble.Kind.CLOCK_WRONG, "", "", turn.spec.names(), text, Severity.WARNING, false));
        }
        return wrongs;
    }

    boolean isClockWrong() {
        return !correction().isZero();
    }

    /** How far the wall clock is off, if that is more than answers take; else zero. */
    private Duration correction() {
        Duration ahead = clockAhead.orElse(Duration.ZERO);
        return ahead.abs().compareTo(Limits.CLOCK_TOLERANCE) > 0 ? ahead : Duration.ZERO;
    }

    private List<Wrong> ofStore(EngineTurn turn) {
        boolean inTheWay = heardAt.isEmpty() || !obstacle(turn).isEmpty();
        if (!failure.isEmpty()) {
            return List.of(wrong(turn, failure, inTheWay));
        }
        boolean slow =
                lookingSince.isPresent() && turn.reachedOrWake(lookingSince.getAsLong() + Limits.SLOW_LOOK.toNanos());
        return slow
                ? List.of(wrong(turn, "no answer within " + Limits.SLOW_LOOK.toMillis() + " ms", inTheWay))
                : List.of();
    }

    private static Wrong wrong(EngineTurn turn, String text, boolean inTheWay) {
        return new Wrong(Trouble.Kind.STORE_FAILS, "", "", turn.spec.names(), text, Severity.WARNING, inTheWay);
    }

    // Looking

    /** Looks each second if somebody else may write to the store; else only until it was read once. */
    Heard continued(EngineTurn turn) {
        boolean wants = turn.spec.storeIsShared() || heardAt.isEmpty() || !failure.isEmpty();
        if (!wants || lookingSince.isPresent() || (looked && !turn.reachedOrWake(nextLook))) {
            return this;
        }
        Heard next = copy();
        next.looked = true;
        next.lookingSince = OptionalLong.of(turn.now);
        next.nextLook = turn.now + (turn.spec.storeIsShared() ? Limits.LEADERSHIP_POLL : Limits.STORE_RETRY).toNanos();
        turn.effects.add(new EngineEffect.LookAtWords());
        return next;
    }

    /** The answer to the look under way may be lost. */
    Heard afterFault() {
        Heard next = copy();
        next.lookingSince = OptionalLong.empty();
        return next;
    }

    Heard failed(EngineInput.WordsFailed input) {
        Heard next = copy();
        next.failure = input.detail();
        next.lookingSince = input.look() ? OptionalLong.empty() : lookingSince;
        return next;
    }

    /** Takes in words that were read or stored, and tells each pool what is new for it. */
    Heard heard(EngineTurn turn, EngineInput.WordsRead input) {
        Heard next = copy();
        next.failure = "";
        next.lookingSince = input.look() ? OptionalLong.empty() : lookingSince;
        boolean newer = heardAt.isEmpty() || input.sentNanos() - heardAt.getAsLong() > 0;
        next.heardAt = newer ? OptionalLong.of(input.sentNanos()) : heardAt;
        boolean known = heardAt.isPresent();
        boolean old = known && input.sentNanos() - bookSentAt < 0; // a look that was overtaken by a word of our own
        if (old || (known && input.version() == version)) {
            return next;
        }
        next.bookSentAt = input.sentNanos();
        next.version = input.version();
        next.book = input.book();
        boolean ownOnly = known && !turn.spec.storeIsShared(); // then whatever is new was said here, a moment ago
        next.anchor(turn, ownOnly ? OptionalLong.of(input.sentNanos()) : heardAt);
        for (int i = 0; i < turn.spec.pools().size(); i++) {
            String pool = turn.spec.pools().get(i).name();
            Intents before = of(pool);
            Intents now = next.of(pool);
            if (!known || !before.equals(now)) {
                tell(turn, pool, before, now, known);
                turn.effects.add(new EngineEffect.Say(i, now));
            }
        }
        return next;
    }

    /** @param heardBefore when words were heard last; empty if these are the first */
    private void anchor(EngineTurn turn, OptionalLong heardBefore) {
        TreeMap<Long, Long> anchored = new TreeMap<>();
        TreeSet<Long> gone = new TreeSet<>();
        TreeSet<Long> guessed = new TreeSet<>();
        for (Word word : book.words()) {
            Long end = ends.get(word.number());
            if (over.contains(word.number())) {
                gone.add(word.number());
            } else if (end != null) {
                anchored.put(word.number(), end);
                if (unsure.contains(word.number())) {
                    guessed.add(word.number());
                }
            } else if (word.expiry() != null) {
                Duration left = remaining(turn, word, heardBefore);
                Duration cut = left.compareTo(FOR_EVER) < 0 ? left : FOR_EVER;
                anchored.put(word.number(), turn.now + cut.toNanos());
                if (heardBefore.isEmpty() && clockAhead.isEmpty()) {
                    guessed.add(word.number());
                }
            }
        }
        unsure = Collections.unmodifiableSortedSet(guessed);
        ends = Collections.unmodifiableSortedMap(anchored);
        over = Collections.unmodifiableSortedSet(gone);
    }

    /**
     * What is left of a word that is heard for the first time. Nobody knows how long ago it was said, unless the
     * clock was confirmed: it may have stood in the store for as long as this process could not look. So it has its
     * whole time again, and no clock that is wrong ends a freeze. One that is obeyed once must rather be lost than be
     * obeyed days later, so it goes by the clock in any case. By a confirmed clock a word ends when whoever said it
     * meant it to, but one that was not there at the look before was said since.
     */
    private Duration remaining(EngineTurn turn, Word word, OptionalLong heardBefore) {
        if (clockAhead.isEmpty() && !word.kind().isOnce()) {
            return word.original();
        }
        Duration byClock = word.remaining(turn.wall.minus(correction()));
        if (heardBefore.isEmpty()) {
            return byClock;
        }
        Duration atLeast = word.original().minusNanos(turn.now - heardBefore.getAsLong());
        return byClock.compareTo(atLeast) > 0 ? byClock : atLeast;
    }

    /** What stood there when this process began ends by the clock, now that somebody has confirmed or corrected it. */
    Heard clockSeen(EngineTurn turn, EngineInput.ClockSeen input) {
        boolean another = !clockOf.isEmpty() && !clockOf.equals(input.provider());
        boolean same = clockAhead.isPresent()
                && clockAhead.get().minus(input.ahead()).abs().compareTo(Limits.CLOCK_JITTER) <= 0;
        if (another || same) {
            return this;
        }
        Heard next = copy();
        next.clockAhead = Optional.of(input.ahead());
        next.clockOf = input.provider();
        TreeMap<Long, Long> anchored = new TreeMap<>(ends);
        for (Word word : book.words()) {
            Long end = ends.get(word.number());
            if (unsure.contains(word.number()) && end != null) {
                long byClock = turn.now
                        + word.remaining(turn.wall.minus(next.correction())).toNanos();
                anchored.put(word.number(), byClock - end < 0 ? byClock : end);
            }
        }
        next.ends = Collections.unmodifiableSortedMap(anchored);
        next.unsure = Collections.emptySortedSet();
        return next;
    }

    private static void tell(EngineTurn turn, String pool, Intents before, Intents now, boolean known) {
        List<Word> added = new ArrayList<>(now.words());
        added.removeAll(before.words());
        if (!known) {
            if (!now.words().isEmpty()) {
                turn.emit(new Made.IntentChanged(pool, turn.wall, Change.LOADED, now.toString(), ""));
            }
            return;
        }
        for (Word word : added) {
            Change change = word.kind() == Word.Kind.CLEAR ? Change.CLEARED : Change.SAID;
            turn.emit(new Made.IntentChanged(pool, turn.wall, change, word.text(), ""));
        }
    }

    // Ending

    /** Ends words whose time is over, and asks for a step when the next one's is. */
    Heard expired(EngineTurn turn) {
        Heard next = this;
        for (var each : ends.entrySet()) {
            if (turn.reachedOrWake(each.getValue())) {
                next = next.ended(turn, each.getKey(), Change.EXPIRED);
            }
        }
        return next;
    }

    /** A word that is obeyed once was obeyed. */
    Heard obeyed(EngineTurn turn, long number) {
        return ended(turn, number, Change.CLEARED);
    }

    private Heard ended(EngineTurn turn, long number, Change change) {
        Heard next = copy();
        TreeMap<Long, Long> left = new TreeMap<>(ends);
        left.remove(number);
        next.ends = Collections.unmodifiableSortedMap(left);
        TreeSet<Long> gone = new TreeSet<>(over);
        gone.add(number);
        next.over = Collections.unmodifiableSortedSet(gone);
        for (Word word : book.words()) {
            if (word.number() == number && !over.contains(number)) {
                if (change == Change.EXPIRED && !word.kind().isOnce()) {
                    turn.emit(new Made.IntentChanged(word.pool(), turn.wall, change, word.text(), ""));
                }
                sayAnew(turn, next, word.pool());
            }
        }
        return next;
    }

    private static void sayAnew(EngineTurn turn, Heard now, String pool) {
        for (int i = 0; i < turn.spec.pools().size(); i++) {
            if (turn.spec.pools().get(i).name().equals(pool)) {
                turn.effects.add(new EngineEffect.Say(i, now.of(pool)));
            }
        }
    }

    /** The words that are over and stand in the store as far as is known; whoever leads their pools takes them out. */
    List<Long> leftOver(EngineSpec spec, Leads leads) {
        List<Long> numbers = new ArrayList<>();
        for (Word word : book.words()) {
            boolean ours = spec.pools().stream()
                    .anyMatch(pool -> pool.name().equals(word.pool())
                            && leads.term(pool.scope()).isPresent());
            if (over.contains(word.number()) && ours) {
                numbers.add(word.number());
            }
        }
        return numbers;
    }
}
