package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.event.IntentChanged.Change;
import io.github.dnsfailover.internal.machine.Hearing;
import io.github.dnsfailover.internal.machine.Input;
import io.github.dnsfailover.internal.machine.Intents;
import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.internal.machine.PoolState;
import io.github.dnsfailover.internal.machine.Said;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes what operators say: looks whether it can be taken, stores it, then tells the machine; one after the other. Engine
 * thread only.
 */
final class Intentions {

    /** Something said, and who waits to hear what became of it. */
    private record Said(OperatorIntent intent, CompletableFuture<IntentOutcome> answer) {}

    private final PoolSpec spec;
    private final EngineRuntime runtime;
    private final IntentStore store;
    private final Consumer<Input> tell;
    private final Supplier<PoolState> state;
    private final EventHub hub;
    private final Deque<Said> queue = new ArrayDeque<>();
    private final Deque<Said> waiting = new ArrayDeque<>();
    private long version;
    private boolean mustLoad;

    /** Whether a call of the store is under way: one at a time, else an old answer would follow a new one. */
    private boolean busy;

    private boolean closed;

    /** The next try to read the store: one, however often it failed meanwhile. */
    private EngineRuntime.Cancellable retry = () -> {};

    /** What is being stored, or null. */
    private @Nullable Said storing;

    Intentions(
            PoolSpec spec,
            PoolLoop.Surroundings around,
            IntentStore store,
            Consumer<Input> tell,
            Supplier<PoolState> state) {
        this.spec = spec;
        this.runtime = around.runtime();
        this.store = store;
        this.tell = tell;
        this.state = state;
        this.hub = around.events();
    }

    /** Reads the store as soon as it is free, and keeps trying until it can be read. */
    void load() {
        mustLoad = true;
        next();
    }

    void say(OperatorIntent intent, CompletableFuture<IntentOutcome> answer) {
        queue.add(new Said(intent, answer));
        next();
    }

    private void next() {
        if (closed) {
            queue.forEach(said -> answer(said, IntentOutcome.refused("the engine is closed")));
            queue.clear();
        } else if (!busy && mustLoad) {
            mustLoad = false;
            busy = true;
            store.load(this::loaded);
        } else if (!busy && !queue.isEmpty()) {
            take(queue.remove());
        }
    }

    private void loaded(Ended<IntentStore.Loaded> end) {
        busy = false;
        IntentStore.Loaded loaded = end.value();
        if (closed) {
            return;
        }
        if (loaded == null) {
            tell.accept(new Input.StoreFailed(String.valueOf(end.failure())));
            retry.cancel();
            retry = runtime.schedule(Limits.STORE_RETRY, this::load);
        } else {
            version = loaded.version();
            tell.accept(new Input.IntentsSet(
                    loaded.intents(), Change.LOADED, loaded.intents().toString()));
        }
        next();
    }

    private void take(Said said) {
        PoolState now = state.get();
        String refusal = now.said().isKnown()
                ? Hearing.refusal(spec, now, said.intent(), runtime.nanoTime(), runtime.now())
                : "the state store cannot be read, so what was said before is not known";
        if (!refusal.isEmpty()) {
            answer(said, IntentOutcome.refused(refusal));
            next();
            return;
        }
        busy = true;
        storing = said;
        Intents intents = now.said().intents().after(said.intent(), runtime.now());
        store.save(version, intents, end -> saved(said, intents, end));
    }

    private void answer(Said said, IntentOutcome outcome) {
        hub.answer(said.answer(), outcome);
    }

    private void saved(Said said, Intents intents, Ended<Boolean> end) {
        busy = false;
        storing = null;
        if (closed) {
            return; // it was answered then
        }
        if (end.failure() != null) {
            tell.accept(new Input.StoreFailed(end.failure().toString()));
            answer(said, IntentOutcome.refused("it could not be stored: " + end.failure()));
        } else if (!Boolean.TRUE.equals(end.value())) {
            answer(
                    said,
                    IntentOutcome.refused("another instance said something at the same time; look, and say it again"));
            mustLoad = true;
        } else {
            version++;
            follow(said, intents);
        }
        next();
    }

    private void follow(Said said, Intents intents) {
        OperatorIntent.Kind kind = said.intent().kind();
        waiting.add(said);
        if (kind == OperatorIntent.Kind.FAILBACK) {
            tell.accept(new Input.FailbackAsked());
        }
        Change change = kind == OperatorIntent.Kind.CLEAR ? Change.CLEARED : Change.SAID;
        tell.accept(new Input.IntentsSet(intents, change, said.intent().toString()));
    }

    /** After each step: answers those whose intent the record follows now, or who wait for something that takes longer. */
    void look() {
        PoolState now = state.get();
        if (waiting.isEmpty() || now.isWorking()) {
            return;
        }
        for (Iterator<Said> each = waiting.iterator(); each.hasNext(); ) {
            Said said = each.next();
            each.remove();
            boolean frozen = said.intent().kind() == OperatorIntent.Kind.FREEZE;
            IntentOutcome outcome = now.outlook().obstacle().isEmpty() || frozen
                    ? IntentOutcome.done(
                            now.outlook().decision() + ": " + now.outlook().reason())
                    : IntentOutcome.waiting(now.outlook().obstacle());
            answer(said, outcome);
        }
    }

    /** What is left after some expired; that it could not be stored does no harm, since they are expired when loaded too. */
    void saveExpired(Intents intents) {
        if (busy || closed) {
            return; // whatever is being stored now is stored without them the next time
        }
        busy = true;
        store.save(version, intents, end -> {
            busy = false;
            if (Boolean.TRUE.equals(end.value())) {
                version++;
            } else {
                mustLoad = true;
            }
            next();
        });
    }

    /** Answers everybody: what stands, what may stand, and what was not taken. */
    void close() {
        closed = true;
        waiting.forEach(said -> answer(said, IntentOutcome.waiting("the engine was closed")));
        waiting.clear();
        if (storing != null) {
            answer(
                    storing,
                    IntentOutcome.waiting("the engine was closed while it was being stored: look whether it stands"));
        }
        next();
    }
}
