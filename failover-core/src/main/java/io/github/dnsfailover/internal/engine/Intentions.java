package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.event.IntentChanged.Change;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
    private final Deque<Said> queue = new ArrayDeque<>();
    private final Deque<Said> waiting = new ArrayDeque<>();
    private long version;
    private boolean busy;
    private boolean closed;

    Intentions(
            PoolSpec spec, EngineRuntime runtime, IntentStore store, Consumer<Input> tell, Supplier<PoolState> state) {
        this.spec = spec;
        this.runtime = runtime;
        this.store = store;
        this.tell = tell;
        this.state = state;
    }

    /** Reads the store, and keeps trying until it can be read. */
    void load() {
        if (closed) {
            return;
        }
        busy = true;
        store.load(end -> {
            busy = false;
            if (closed) {
                return;
            }
            IntentStore.Loaded loaded = end.value();
            if (loaded == null) {
                tell.accept(new Input.StoreFailed(String.valueOf(end.failure())));
                runtime.schedule(Limits.STORE_RETRY, this::load);
            } else {
                version = loaded.version();
                tell.accept(new Input.IntentsSet(
                        loaded.intents(), Change.LOADED, loaded.intents().toString()));
            }
            next();
        });
    }

    void say(OperatorIntent intent, CompletableFuture<IntentOutcome> answer) {
        queue.add(new Said(intent, answer));
        next();
    }

    private void next() {
        if (busy) {
            return;
        }
        Said said = queue.poll();
        if (said == null) {
            return;
        }
        if (closed) {
            refuse(said, "the engine is closed");
            return;
        }
        PoolState now = state.get();
        if (!now.intentsKnown) {
            refuse(said, "the state store cannot be read, so what was said before is not known");
            return;
        }
        String refusal = Operators.refusal(spec, now, said.intent(), runtime.nanoTime(), runtime.now());
        if (!refusal.isEmpty()) {
            refuse(said, refusal);
            return;
        }
        busy = true;
        Intents intents = after(now.intents, said.intent(), runtime.now());
        store.save(version, intents, end -> saved(said, intents, end));
    }

    private void refuse(Said said, String why) {
        said.answer().complete(IntentOutcome.refused(why));
        next();
    }

    static Intents after(Intents now, OperatorIntent intent, Instant wall) {
        return switch (intent.kind()) {
            case CLEAR -> Intents.NONE;
            case FAILBACK -> now.withoutPin();
            case FREEZE, DOWN, UP, PIN ->
                now.with(new Intents.Entry(
                        intent.kind(),
                        intent.endpoint(),
                        intent.who(),
                        intent.why(),
                        wall,
                        intent.duration().map(wall::plus).or(intent::expiry).orElse(null)));
        };
    }

    private void saved(Said said, Intents intents, Ended<Boolean> end) {
        busy = false;
        if (closed) {
            refuse(said, "the engine is closed");
        } else if (end.failure() != null) {
            tell.accept(new Input.StoreFailed(end.failure().toString()));
            refuse(said, "it could not be stored: " + end.failure());
        } else if (!Boolean.TRUE.equals(end.value())) {
            said.answer()
                    .complete(IntentOutcome.refused(
                            "another instance said something at the same time; look, and say it again"));
            load();
        } else {
            version++;
            take(said, intents);
            next();
        }
    }

    private void take(Said said, Intents intents) {
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
            IntentOutcome outcome = now.obstacle.isEmpty() || frozen
                    ? IntentOutcome.done(Objects.requireNonNull(now.decision) + ": " + now.reason)
                    : IntentOutcome.waiting(now.obstacle);
            said.answer().complete(outcome);
        }
    }

    /** What is left after some expired; that it could not be stored does no harm, since they are expired when loaded too. */
    void saveExpired(Intents intents) {
        if (busy) {
            return; // whatever is being stored now is stored without them the next time
        }
        busy = true;
        store.save(version, intents, end -> {
            busy = false;
            if (Boolean.TRUE.equals(end.value())) {
                version++;
                next();
            } else {
                load();
            }
        });
    }

    void close() {
        closed = true;
        waiting.forEach(said -> said.answer().complete(IntentOutcome.waiting("the engine was closed")));
        waiting.clear();
        next();
    }
}
