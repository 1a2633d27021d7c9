package io.github.dnsfailover.testkit;

import io.github.dnsfailover.StateStore;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A state store in memory that several engines of a test share; it can be made to fail. Thread-safe. */
public final class SharedStateStore implements StateStore {

    private final Content content;
    private final AtomicBoolean failing = new AtomicBoolean();

    /** What all ways lead to. */
    private static final class Content {
        private final Map<String, Entry> entries = new ConcurrentHashMap<>();
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
        content.entries.clear();
    }

    /** What stands there now. */
    Map<String, Entry> copy() {
        return Map.copyOf(content.entries);
    }

    /** Is as it was when the copy was made, for all engines; versions, too. */
    void goBackTo(Map<String, Entry> copy) {
        content.entries.keySet().retainAll(copy.keySet());
        content.entries.putAll(copy);
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
        return content.entries.getOrDefault(key, Entry.NONE);
    }

    @Override
    public Map<String, Entry> load(Collection<String> keys) throws IOException {
        check();
        Map<String, Entry> found = new LinkedHashMap<>();
        keys.forEach(key -> found.put(key, content.entries.getOrDefault(key, Entry.NONE)));
        return found;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether the very entry was stored
    public boolean save(String key, long expectedVersion, String text) throws IOException {
        check();
        Entry next = new Entry(expectedVersion + 1, text);
        return content.entries.compute(key, (name, now) -> {
                    long version = now == null ? 0 : now.version();
                    return version == expectedVersion ? next : now;
                })
                == next;
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
