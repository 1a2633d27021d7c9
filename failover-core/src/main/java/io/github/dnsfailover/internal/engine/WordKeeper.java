package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.internal.machine.Admission;
import io.github.dnsfailover.internal.machine.Compliance;
import io.github.dnsfailover.internal.machine.EngineInput;
import io.github.dnsfailover.internal.machine.EngineSpec;
import io.github.dnsfailover.internal.machine.EngineState;
import io.github.dnsfailover.internal.machine.PoolState;
import io.github.dnsfailover.internal.machine.Word;
import io.github.dnsfailover.internal.machine.WordBook;
import io.github.dnsfailover.internal.text.FailureWords;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads and stores the words of operators as the machine wants it, and answers those who said them. One save at a
 * time; one that somebody else's save has overtaken is merged with it and tried again. Engine thread only, except
 * {@link #areFresh}.
 */
final class WordKeeper {

    /** The words as one look found them. */
    private record Found(
            long sentNanos, long version, WordBook book, String stop, Map<String, StateStore.Entry> besides) {}

    /** Something to store. */
    private abstract static class Task {

        /** The number of the last word with it. */
        long number;

        /** The pool that it is about; empty if it is about words that are over. */
        abstract String pool();

        abstract WordBook applyTo(WordBook book);

        /** Whether others said something for its pool while it waited for its turn. */
        private boolean overtaken;

        void overtaken() {
            overtaken = true;
        }

        boolean isOvertaken() {
            return overtaken;
        }

        /** Whether it is known here already, and is to be stored nevertheless. */
        boolean isKnownToBeMissing() {
            return false;
        }

        void stored() {}

        void notStored(String why) {}
    }

    private static final String SAID_ELSEWHERE =
            "another instance said something at the same time; look, and say it again";

    private final EngineRuntime runtime;
    private final Coordination coordination;
    private final StateStore store;
    private final String name;
    private final String key;
    private final String stopKey;
    private final EngineSpec spec;
    private final boolean several;
    private final Consumer<EngineInput> tell;
    private final Supplier<EngineState> state;
    private final EventHub hub;
    private final NoticeBoard notices;
    private final Deque<Task> tasks = new ArrayDeque<>();

    /** Those whose word is stored, and who wait to hear what became of it. */
    private final Deque<Saying> waiting = new ArrayDeque<>();

    /** Those whose freeze or clear is stored, and holds for every instance in a moment. */
    private final Deque<Saying> settling = new ArrayDeque<>();

    /** Those whose word is stored, and who wait until whoever leads has heard it. */
    private final List<Saying> travelling = new ArrayList<>();

    /** What is being stored, or null. */
    private @Nullable Task storing;

    /** The words as they will be once that is stored. */
    private WordBook expected = WordBook.EMPTY;

    private boolean closed;

    /**
     * What the version before this one had stored, pool by pool; null until that was looked at. Written by the lane.
     */
    private volatile @Nullable WordBook old;

    WordKeeper(Setting setting, Coordination coordination, Consumer<EngineInput> tell, Supplier<EngineState> state) {
        this.runtime = setting.runtime();
        this.coordination = coordination;
        this.store = setting.store();
        this.name = ForeignText.name(store, "the state store");
        this.key = setting.key();
        this.stopKey = setting.stopKey();
        this.spec = setting.spec();
        this.several = spec.several();
        this.hub = setting.hub();
        this.notices = setting.notices();
        this.tell = tell;
        this.state = state;
    }

    /** What it is made for. */
    record Setting(
            EngineRuntime runtime,
            EventHub hub,
            StateStore store,
            String key,
            String stopKey,
            EngineSpec spec,
            NoticeBoard notices) {}

    // Looking

    void look() {
        coordination.call(Coordination.Kind.LOOK, this::load, end -> {
            Found found = end.value();
            if (found != null) {
                hear(true, found);
            } else {
                tell.accept(new EngineInput.WordsFailed(true, describe(end)));
            }
        });
    }

    /**
     * Takes in what stands there. Whoever waits to say something did not know what others said since: a clear would
     * lift a freeze that is newer. What this engine itself stores meanwhile is in the order in which it was said.
     */
    private void hear(boolean look, Found found) {
        WordBook before = state.get().book();
        tell.accept(new EngineInput.StopEntrySeen(found.stop()));
        tell.accept(new EngineInput.WordsRead(look, found.sentNanos(), found.version(), found.book()));
        notices.seen(found.besides(), found.sentNanos());
        WordBook now = state.get().book();
        for (Task waiting : tasks) {
            boolean own = storing != null && !now.saysMore(waiting.pool(), expected);
            if (!own && now.saysMore(waiting.pool(), before)) {
                waiting.overtaken();
            }
        }
    }

    /** Looks once, and tells the machine nothing: for a preflight. */
    void sight(Consumer<ServerLook.Word> then) {
        coordination.call(
                Coordination.Kind.PREFLIGHT,
                () -> {
                    Found found = load();
                    return new StoreLook.Seen(found.version(), found.stop());
                },
                end -> then.accept(StoreLook.word(name, store.reach(), end)));
    }

    /** On a thread of the lane. */
    private Found load() throws IOException {
        long sent = runtime.nanoTime();
        Seen seen = read();
        StateStore.Entry entry = seen.words();
        WordBook book = entry.version() > 0 ? WordBook.decode(entry.text()) : asBefore();
        return new Found(sent, entry.version(), book, seen.stop(), seen.besides());
    }

    /** The words as they are stored, and what stops all engines. */
    private record Seen(StateStore.Entry words, String stop, Map<String, StateStore.Entry> besides) {}

    /** On a thread of the lane. An entry that stops is looked for where others can write one. */
    private Seen read() throws IOException {
        if (store.reach() != StateStore.Reach.SHARED) {
            return new Seen(store.load(key), "", Map.of());
        }
        List<String> keys = new ArrayList<>(List.of(key, stopKey));
        keys.addAll(notices.keys());
        Map<String, StateStore.Entry> entries = store.load(keys);
        StateStore.Entry words = entries.get(key);
        StateStore.Entry stop = entries.get(stopKey);
        if (words == null || stop == null) {
            throw new IOException("the store answered without " + (words == null ? key : stopKey));
        }
        boolean stands = stop.version() > 0 || !stop.text().isEmpty();
        String text = !stands ? "" : stopKey + " stands in the state store: " + stop.text();
        return new Seen(words, text, entries);
    }

    /**
     * Until the first word is stored, what the version before stored counts. It is read once: nobody writes it any
     * more.
     */
    private WordBook asBefore() throws IOException {
        WordBook known = old;
        if (known == null) {
            known = WordBook.EMPTY;
            for (String pool : spec.names()) {
                known = known.withOld(pool, store.load(pool).text());
            }
            old = known;
        }
        return known;
    }

    /**
     * On a thread of a lane, right before a write: whether the words known here are those that stand. If they were
     * read a moment ago, or nobody else can have said anything, that is so without a look.
     */
    boolean areFresh() throws IOException {
        EngineState now = state.get();
        if (!several) {
            return true;
        }
        if (now.heardAt().isEmpty()) {
            return false;
        }
        long asked = runtime.nanoTime();
        if (asked - now.heardAt().getAsLong() <= EngineLimits.STALE_WORDS.toNanos()) {
            return true;
        }
        Seen seen = read();
        boolean same =
                seen.words().version() == now.bookVersion() && seen.stop().isEmpty();
        return same && runtime.nanoTime() - asked <= EngineLimits.STALE_WORDS.toNanos(); // what it says is as old
    }

    // Saying

    /** Takes what an operator says for a pool. */
    void say(PoolLoop pool, OperatorIntent intent, CompletableFuture<IntentOutcome> answer) {
        tasks.add(new Saying(pool, intent, answer));
        next();
    }

    /**
     * Takes words that are over out of the store; if that fails, the next look shows them and they are dropped again.
     */
    void drop(List<Long> numbers) {
        tasks.add(new Task() {
            @Override
            String pool() {
                return "";
            }

            @Override
            WordBook applyTo(WordBook book) {
                return book.without(numbers);
            }
        });
        next();
    }

    /** Stores words again that the store has forgotten; as long as they do not stand there it is told so again. */
    void keep(List<Word> lost) {
        boolean isUnderWay = storing != null && storing.isKnownToBeMissing();
        if (isUnderWay || tasks.stream().anyMatch(Task::isKnownToBeMissing)) {
            return;
        }
        tasks.add(new Task() {
            @Override
            String pool() {
                return "";
            }

            @Override
            WordBook applyTo(WordBook book) {
                return book.withKept(lost);
            }

            @Override
            boolean isKnownToBeMissing() {
                return true;
            }
        });
        next();
    }

    /** Stores that a pool froze after an edit; it says so again as long as it does not stand there. */
    void storeEdited(String pool, String why) {
        Instant wall = runtime.now();
        tasks.add(new Task() {
            @Override
            String pool() {
                return pool;
            }

            @Override
            WordBook applyTo(WordBook book) {
                return book.of(pool).words().stream().anyMatch(Word::isEdited)
                        ? book
                        : book.withEdited(pool, why, wall);
            }
        });
        next();
    }

    private void next() {
        while (!closed && storing == null && !tasks.isEmpty()) {
            take(tasks.remove());
        }
    }

    private void take(Task task) {
        EngineState now = state.get();
        if (!now.isHeard()) {
            task.notStored("the state store cannot be read, so what was said before is not known");
            return;
        }
        if (task.isOvertaken()) { // a freeze after an edit may be cleared by now; a pool that is frozen says so again
            task.notStored(SAID_ELSEWHERE);
            return;
        }
        String refusal = task instanceof Saying saying ? saying.refusal() : "";
        if (!refusal.isEmpty()) {
            task.notStored(refusal);
            return;
        }
        storing = task;
        save(
                task,
                new Found(runtime.nanoTime(), now.bookVersion(), now.book(), "", Map.of()),
                now.book(),
                EngineLimits.STORE_TRIES);
    }

    private void save(Task task, Found base, WordBook first, int triesLeft) {
        WordBook book = task.applyTo(base.book());
        expected = book;
        task.number = book.last();
        boolean isFirstTry = triesLeft == EngineLimits.STORE_TRIES;
        if (book.equals(base.book()) && !(isFirstTry && task.isKnownToBeMissing())) {
            over(task, "");
            return;
        }
        long[] sent = {runtime.nanoTime()};
        coordination.<Boolean>call(
                Coordination.Kind.SAVE,
                () -> {
                    sent[0] = runtime.nanoTime();
                    return store.save(key, base.version(), book.encode());
                },
                end -> {
                    if (end.failure() != null) {
                        tell.accept(new EngineInput.WordsFailed(false, describe(end)));
                        over(task, "it could not be stored: " + describe(end) + "; look whether it stands");
                    } else if (Boolean.TRUE.equals(end.value())) {
                        tell.accept(new EngineInput.WordsRead(false, sent[0], base.version() + 1, book));
                        over(task, "");
                    } else {
                        merge(task, first, triesLeft - 1);
                    }
                });
    }

    /**
     * Somebody else stored something meanwhile: that counts, and this is added to it, unless it was about the same
     * pool.
     */
    private void merge(Task task, WordBook first, int triesLeft) {
        if (triesLeft == 0) {
            over(task, "others stored something " + EngineLimits.STORE_TRIES + " times meanwhile; say it again");
            return;
        }
        coordination.call(Coordination.Kind.LOOK, this::load, end -> {
            Found found = end.value();
            if (found == null) {
                tell.accept(new EngineInput.WordsFailed(false, describe(end)));
                over(task, "it could not be stored: " + describe(end));
                return;
            }
            hear(false, found);
            boolean same = task.pool().isEmpty() || found.book().isSameFor(task.pool(), first);
            if (same) {
                WordBook book = found.book().atLeast(state.get().book().last());
                Found merged = new Found(found.sentNanos(), found.version(), book, found.stop(), found.besides());
                save(task, merged, first, triesLeft);
            } else {
                over(task, SAID_ELSEWHERE);
            }
        });
    }

    private void over(Task task, String failure) {
        storing = null;
        if (failure.isEmpty()) {
            task.stored();
        } else {
            task.notStored(failure);
        }
        next();
    }

    private static String describe(Ended<?> end) {
        return end.failure() == null ? "it answered null" : FailureWords.of(end.failure());
    }

    // Answering

    /**
     * After a step of a pool: answers those whose word the record follows now, or who wait for something that takes
     * longer.
     */
    void look(PoolLoop pool) {
        if (waiting.isEmpty() || pool.state().isWorking()) {
            return;
        }
        waiting.removeIf(saying -> {
            boolean ended = saying.pool == pool;
            if (ended) {
                saying.answerBy(pool.state());
            }
            return ended;
        });
    }

    /** After a step of the engine: answers those whose word the leader has heard by what it says of itself. */
    void lookAtLeaders() {
        if (!travelling.isEmpty()) {
            travelling.removeIf(Saying::hasArrived);
        }
    }

    /** Answers everybody: what stands, what may stand, and what was not taken. */
    void close() {
        closed = true;
        waiting.forEach(saying -> saying.answer(IntentOutcome.waiting("the engine was closed")));
        waiting.clear();
        settling.forEach(saying -> saying.answer(IntentOutcome.waiting("stored; the engine was closed")));
        settling.clear();
        travelling.forEach(saying -> saying.answer(IntentOutcome.waiting("stored; the engine was closed")));
        travelling.clear();
        if (storing instanceof Saying saying) {
            saying.answer(
                    IntentOutcome.waiting("the engine was closed while it was being stored: look whether it stands"));
        }
        tasks.forEach(task -> task.notStored("the engine is closed"));
        tasks.clear();
    }

    /** Something said, and who waits to hear what became of it. */
    private final class Saying extends Task {

        private final PoolLoop pool;
        private final OperatorIntent intent;
        private final CompletableFuture<IntentOutcome> answer;
        private final Instant said = state.get().stamp(runtime.now());

        /** What it is about, if it is a clear: taken down now, since it may be stored and heard much later. */
        private final @Nullable String seen;

        Saying(PoolLoop pool, OperatorIntent intent, CompletableFuture<IntentOutcome> answer) {
            this.pool = pool;
            this.intent = intent;
            this.answer = answer;
            this.seen = pool.state().custody().inTheWay();
        }

        @Override
        String pool() {
            return intent.pool();
        }

        @Override
        WordBook applyTo(WordBook book) {
            return book.with(intent, said, seen);
        }

        String refusal() {
            return Admission.refusal(pool.scene(state.get()), intent);
        }

        @Override
        void stored() {
            boolean holdsForAll =
                    intent.kind() == OperatorIntent.Kind.FREEZE || intent.kind() == OperatorIntent.Kind.CLEAR;
            PoolState now = pool.state();
            if (several && holdsForAll) {
                Instant until = runtime.now().plus(EngineLimits.STALE_WORDS).plusNanos(pool.spec().slowestCall);
                settling.add(this);
                runtime.schedule(EngineLimits.STALE_WORDS, () -> {
                    if (settling.remove(this)) {
                        answer(heardByAll(until));
                    }
                });
            } else if (several && !now.custody().leads()) {
                travel();
            } else {
                waiting.add(this);
                look(pool);
            }
        }

        /** What stops all engines, or this one, no word lifts. */
        private IntentOutcome heardByAll(Instant until) {
            Optional<String> stopped =
                    intent.kind() == OperatorIntent.Kind.CLEAR ? pool.state().frozen() : Optional.empty();
            return stopped.isPresent()
                    ? IntentOutcome.waiting("every instance has heard it; but nothing is written: " + stopped.get())
                    : Compliance.heardByAll(intent, until);
        }

        /** Waits for a word of the leader, if there is one who tells what it has heard. */
        private void travel() {
            String scope = pool.spec().scope;
            boolean tells = state.get().leader(scope).isPresent() || state.get().isUnled(scope);
            if (!tells) {
                answer(IntentOutcome.waiting("stored; this engine does not lead " + scope
                        + ", and whoever does hears it within " + EngineLimits.STALE_WORDS.toSeconds() + " s"));
                return;
            }
            travelling.add(this);
            runtime.schedule(Duration.ofNanos(spec.lease()).plus(EngineLimits.STALE_WORDS), () -> {
                if (travelling.remove(this)) {
                    answer(IntentOutcome.waiting("stored; " + silence(scope)));
                }
            });
        }

        private String silence(String scope) {
            Optional<Leader> leader = state.get().leader(scope).filter(one -> !one.self());
            return leader.map(one -> one.name() + " leads " + scope + ", and has not said that it heard it")
                    .orElse("nobody is seen to lead " + scope + "; whoever does will hear it");
        }

        /** Whether whoever leads has heard it, or this engine leads by now; then it is answered, or will be. */
        private boolean hasArrived() {
            Optional<Leader> leader = state.get().leader(pool.spec().scope);
            if (pool.state().custody().leads()) {
                waiting.add(this);
                runtime.execute(() -> look(pool));
                return true;
            }
            boolean heard = leader.filter(one -> !one.self() && one.says().words() >= number)
                    .isPresent();
            if (heard) {
                answer(byLeader(pool.spec().scope, leader.get()));
            }
            return heard;
        }

        /** One whose pools are others may have none of this name. */
        private IntentOutcome byLeader(String scope, Leader leader) {
            String configuration = leader.says().configuration();
            boolean same = configuration.isEmpty() || configuration.equals(spec.configuration(scope));
            String who = "stored, and " + leader.name() + ", which leads " + scope + ", has heard it";
            Optional<String> frozen = pool.state().frozen();
            if (frozen.isPresent()) {
                return IntentOutcome.waiting(who + "; but nothing is written: " + frozen.get());
            }
            return same
                    ? IntentOutcome.done(who + " and acts on it")
                    : IntentOutcome.waiting(
                            who + "; but its pools differ from those of this engine: look what it does");
        }

        @Override
        void notStored(String why) {
            answer(IntentOutcome.refused(why));
        }

        private void answerBy(PoolState now) {
            answer(Compliance.of(pool.spec(), now, intent));
        }

        private void answer(IntentOutcome outcome) {
            hub.answer(answer, outcome);
        }
    }
}
