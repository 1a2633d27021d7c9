package io.github.dnsfailover.testkit;

import io.github.dnsfailover.StateStore;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A state store in memory that several engines of a test share; it can be made to fail. Thread-safe. */
public final class SharedStateStore implements StateStore {

    private final Content content;
    private final AtomicBoolean failing = new AtomicBoolean();

    /** What all ways lead to. */
    private static final class Content {
        private volatile StateStore store = StateStore.memory();
    }

    /** Holds nothing yet. */
    public SharedStateStore() {
        this(new Content());
    }

    private SharedStateStore(Content content) {
        this.content = content;
    }

    /** Another way to the same entries, for another engine; it fails and heals by itself. */
    public SharedStateStore again() {
        return new SharedStateStore(content);
    }

    /** Forgets everything, for all engines. */
    public void wipe() {
        content.store = StateStore.memory();
    }

    /** Lets every call fail from now on. */
    public void fail() {
        failing.set(true);
    }

    /** Lets calls work again. */
    public void heal() {
        failing.set(false);
    }

    @Override
    public Entry load(String key) throws IOException {
        check();
        return content.store.load(key);
    }

    @Override
    public Map<String, Entry> load(Collection<String> keys) throws IOException {
        check();
        return content.store.load(keys);
    }

    @Override
    public boolean save(String key, long expectedVersion, String text) throws IOException {
        check();
        return content.store.save(key, expectedVersion, text);
    }

    private void check() throws IOException {
        if (failing.get()) {
            throw new IOException("scripted: the store is out of reach");
        }
    }

    @Override
    public Reach reach() {
        return Reach.SHARED;
    }

    @Override
    public String toString() {
        return "shared memory";
    }
}
