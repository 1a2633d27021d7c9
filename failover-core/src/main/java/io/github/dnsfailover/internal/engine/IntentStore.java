package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.internal.machine.Intents;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Completion;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;

/** The state store as the intents of one pool see it. Engine thread only; the calls run in the provider lane. */
final class IntentStore {

    /** Intents and the version that they were stored as. */
    record Loaded(long version, Intents intents) {}

    private final EngineRuntime runtime;
    private final StateStore store;
    private final String pool;

    IntentStore(EngineRuntime runtime, StateStore store, String pool) {
        this.runtime = runtime;
        this.store = store;
        this.pool = pool;
    }

    void load(Completion<Loaded> completion) {
        runtime.submit(
                Lane.PROVIDER,
                () -> {
                    StateStore.Entry entry = store.load(pool);
                    return new Loaded(entry.version(), Intents.decode(entry.text()));
                },
                completion);
    }

    void save(long expectedVersion, Intents intents, Completion<Boolean> completion) {
        runtime.submit(Lane.PROVIDER, () -> store.save(pool, expectedVersion, intents.encode()), completion);
    }
}
