package io.github.dnsfailover.internal.store;

import io.github.dnsfailover.StateStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps entries in a map; thread-safe. */
public final class MemoryStateStore implements StateStore {

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    @Override
    public Entry load(String pool) {
        return entries.getOrDefault(pool, Entry.NONE);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether the very entry was stored
    public boolean save(String pool, long expectedVersion, String text) {
        Entry next = new Entry(expectedVersion + 1, text);
        return expectedVersion == 0
                ? entries.putIfAbsent(pool, next) == null
                : entries.computeIfPresent(pool, (name, now) -> now.version() == expectedVersion ? next : now) == next;
    }

    @Override
    public Reach reach() {
        return Reach.LOCAL;
    }

    @Override
    public String toString() {
        return "memory";
    }
}
