package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.IntentChanged.Change;
import io.github.dnsfailover.internal.event.Made;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What this process has heard of what operators say: the words as they were read last, how old that is, and which of
 * them are over; {@link Ends} says when. Immutable.
 */
final class Heard extends Part<Heard> {

    private WordBook book = WordBook.EMPTY;
    private long version;

    /** As they stood there; what the store has forgotten is in {@link #book} only. */
    private WordBook stored = WordBook.EMPTY;

    /** When the call that gave these words was sent; meaningful once they are known. */
    private long bookSentAt;

    /** When they were there; the same. */
    private long bookTakenAt;

    /** When the newest look that was answered was sent; empty before the first. */
    private OptionalLong heardAt = OptionalLong.empty();

    private Ends ends = new Ends();
    private WentBack wentBack = new WentBack();

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

    /** When a word ends, in nanoseconds; empty if it does not by itself. */
    OptionalLong endOf(long number) {
        return ends.endOf(number);
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

    /** Whether the state store has not answered for so long that no engine with such a store may lead. */
    boolean isSilent(EngineTurn turn) {
        return turn.spec.several()
                && heardAt.isPresent()
                && turn.reachedOrWake(heardAt.getAsLong() + Limits.DEAF.toNanos());
    }

    List<Wrong> wrongs(EngineTurn turn) {
        List<Wrong> wrongs = new ArrayList<>(ofStore(turn));
        wrongs.addAll(wentBack.wrongs(turn));
        ends.clockWrong()
                .ifPresent(text -> wrongs.add(
                        new Wrong(Trouble.Kind.CLOCK_WRONG, "", "", turn.spec.names(), text, Severity.WARNING, false)));
        return wrongs;
    }

    boolean isClockWrong() {
        return ends.clockWrong().isPresent();
    }

    /** What a word that is said at this moment is stamped with. */
    Instant stamp(Instant wall) {
        return ends.latest(wall);
    }

    private List<Wrong> ofStore(EngineTurn turn) {
        boolean inTheWay = heardAt.isEmpty() || !obstacle(turn).isEmpty();
        if (!failure.isEmpty()) {
            return List.of(wrong(turn, failure, inTheWay));
        }
        long limit = Limits.SLOW_LOOK.toNanos();
        boolean slow = lookingSince.isPresent() && turn.reachedOrWake(lookingSince.getAsLong() + limit);
        String text = "no answer within " + Limits.SLOW_LOOK.toMillis() + " ms";
        return slow ? List.of(wrong(turn, text, inTheWay)) : List.of();
    }

    private static Wrong wrong(EngineTurn turn, String text, boolean inTheWay) {
        return new Wrong(Trouble.Kind.STORE_FAILS, "", "", turn.spec.names(), text, Severity.WARNING, inTheWay);
    }

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
        if (input.look() && (heardAt.isEmpty() || input.sentNanos() - heardAt.getAsLong() > 0)) {
            next.heardAt = OptionalLong.of(input.sentNanos()); // a save tells nothing of what stops all engines
        }
        boolean known = heardAt.isPresent();
        if (known && isOvertaken(input)) {
            return next;
        }
        if (known && turn.spec.storeIsShared()) {
            next.wentBack =
                    hasGoneBack(input) ? wentBack.noticed(turn, version, lasting(), input) : wentBack.looked(input);
            if (!next.wentBack.missing().isEmpty() || input.book().last() < book.last()) {
                turn.effects.add(new EngineEffect.KeepWords(next.wentBack.missing()));
            }
        }
        if (known && input.version() == version && input.book().equals(stored)) {
            return next;
        }
        next.bookSentAt = input.sentNanos();
        next.bookTakenAt = turn.now;
        next.version = input.version();
        next.stored = input.book();
        next.book = next.wentBack.with(input.book()).atLeast(book.last());
        boolean ownOnly = known && !turn.spec.storeIsShared(); // then whatever is new was said here, a moment ago
        Set<Long> same = next.book.words().stream()
                .filter(book.words()::contains)
                .map(Word::number)
                .collect(Collectors.toSet());
        TreeSet<Long> gone = new TreeSet<>(over);
        gone.retainAll(same);
        next.over = Collections.unmodifiableSortedSet(gone);
        next.ends = ends.of(same).heard(turn, next.lasting(), ownOnly ? OptionalLong.of(input.sentNanos()) : heardAt);
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

    /** A copy that was restored may have a higher version than another one that was restored before it. */
    private boolean hasGoneBack(EngineInput.WordsRead input) {
        boolean differs = input.version() == version && !input.book().equals(stored);
        return input.version() < version || differs || input.book().last() < stored.last();
    }

    /** Whether it was on its way when something newer came, such as a word of our own. */
    private boolean isOvertaken(EngineInput.WordsRead input) {
        boolean crossed = input.version() < version && input.sentNanos() - bookTakenAt <= 0;
        return crossed || input.sentNanos() - bookSentAt < 0;
    }

    /** The words that are not over. */
    private List<Word> lasting() {
        return book.words().stream()
                .filter(word -> !over.contains(word.number()))
                .toList();
    }

    Heard clockSeen(EngineTurn turn, EngineInput.ClockSeen input) {
        Ends seen = ends.clockSeen(turn, lasting(), input);
        if (seen == ends) {
            return this;
        }
        Heard next = copy();
        next.ends = seen;
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

    /** Ends words whose time is over, and asks for a step when the next one's is. */
    Heard expired(EngineTurn turn) {
        Heard next = this;
        for (long number : ends.reached(turn)) {
            next = next.ended(turn, number, Change.EXPIRED);
        }
        return next;
    }

    /** A word that is obeyed once was obeyed. */
    Heard obeyed(EngineTurn turn, long number) {
        return ended(turn, number, Change.CLEARED);
    }

    private Heard ended(EngineTurn turn, long number, Change change) {
        Heard next = copy();
        next.ends = ends.without(number);
        next.wentBack = wentBack.without(number);
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
