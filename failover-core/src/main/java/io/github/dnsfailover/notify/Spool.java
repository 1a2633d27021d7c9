package io.github.dnsfailover.notify;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps on a disk what has not been delivered. Saves come one after the other; what changes meanwhile is saved once,
 * as it is then. While the disk fails, alerts go on without it. Confined to the engine thread of the alerts' runtime.
 */
final class Spool {

    static final String NAME = "spool";

    /** A disk that does not answer by then is done without: alerts must not wait for it. */
    private static final Duration LOAD_LIMIT = Duration.ofSeconds(5);

    /** From a call that failed to the next one: soon enough for a disk that was full for a moment. */
    private static final Duration RETRY = Duration.ofSeconds(10);

    private record Unsure(String key, String text) {}

    private final EngineRuntime runtime;
    private final StateStore store;
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Supplier<String>> dirty = new LinkedHashMap<>();
    private List<String> keys = List.of();
    private Consumer<Map<String, String>> handOn = texts -> {};

    /** Whether the alerts go on, with what was read or without. */
    private boolean begun;

    /** Whether what was kept has been read. */
    private boolean loaded;

    /** Whether a call to the store is under way. */
    private boolean busy;

    /** Whether the last call failed and is to be repeated. */
    private boolean waits;

    /** The save that failed last, and may be on the disk nevertheless; null once that is known. */
    private @Nullable Unsure unsure;

    private final AlertingTrouble trouble;

    Spool(EngineRuntime runtime, StateStore store, Consumer<FailoverEvent> emit) {
        this.runtime = runtime;
        this.store = store;
        this.trouble = new AlertingTrouble(runtime, emit, Trouble.Kind.ALERTING_FAILS, NAME);
    }

    /**
     * Reads what was kept, then goes on; with nothing if it cannot be read, or takes too long. It is read again until
     * that succeeds, and handed on then: nothing is saved before, for that would replace what was kept.
     *
     * @param then called once or twice
     */
    void load(List<String> all, Consumer<Map<String, String>> then) {
        keys = List.copyOf(all);
        handOn = then;
        EngineRuntime.Task reading = read();
        runtime.schedule(LOAD_LIMIT, () -> {
            if (!begun) {
                reading.cancel();
                failed("it could not be read within " + LOAD_LIMIT.toSeconds() + " s");
                begin(Map.of());
            }
        });
    }

    private EngineRuntime.Task read() {
        busy = true;
        return runtime.<Map<String, StateStore.Entry>>submit(
                Lane.PROVIDER,
                () -> {
                    Map<String, StateStore.Entry> entries = new LinkedHashMap<>();
                    for (String key : keys) {
                        entries.put(key, store.load(key));
                    }
                    return entries;
                },
                end -> {
                    busy = false;
                    Map<String, StateStore.Entry> entries = end.value();
                    if (entries == null) {
                        failed(String.valueOf(end.failure()));
                        if (!begun) {
                            begin(Map.of());
                        }
                        tryLater();
                    } else {
                        wasRead(entries);
                    }
                });
    }

    private void wasRead(Map<String, StateStore.Entry> entries) {
        Unsure sent = unsure;
        unsure = null;
        if (loaded && sent != null) {
            StateStore.Entry found = entries.getOrDefault(sent.key(), StateStore.Entry.NONE);
            if (found.text().equals(sent.text())) {
                versions.put(sent.key(), found.version()); // it was saved, and the word of it was lost
            }
        }
        if (!loaded) {
            loaded = true;
            Map<String, String> texts = new LinkedHashMap<>();
            entries.forEach((key, entry) -> {
                versions.put(key, entry.version());
                texts.put(key, entry.text());
            });
            begin(texts);
        }
        next();
    }

    private void begin(Map<String, String> texts) {
        begun = true;
        handOn.accept(texts);
    }

    /** Saves this soon; the text is asked for when its turn comes. */
    void save(String key, Supplier<String> text) {
        dirty.remove(key); // its place is the last: what moved from one key to another is never in neither
        dirty.put(key, text);
        next();
    }

    boolean isIdle() {
        return !busy && (dirty.isEmpty() || waits);
    }

    /** Whether all of it is on the disk. */
    boolean holdsEverything() {
        return loaded && !busy && dirty.isEmpty();
    }

    private void next() {
        if (busy || waits) {
            return;
        }
        if (!loaded || unsure != null) {
            read();
        } else if (!dirty.isEmpty()) {
            saveFirst();
        }
    }

    private void saveFirst() {
        busy = true;
        Map.Entry<String, Supplier<String>> first = dirty.entrySet().iterator().next();
        String key = first.getKey();
        Supplier<String> source = first.getValue();
        dirty.remove(key);
        String text = source.get();
        long version = versions.getOrDefault(key, 0L);
        runtime.<Boolean>submit(
                Lane.PROVIDER,
                () -> {
                    if (!store.save(key, version, text)) {
                        throw new IOException(
                                "it was changed by somebody else; each application needs a spool of its own");
                    }
                    return true;
                },
                end -> {
                    busy = false;
                    if (end.failure() == null) {
                        versions.put(key, version + 1);
                        recovered();
                        next();
                    } else {
                        unsure = new Unsure(key, text);
                        putBack(key, source);
                        failed(String.valueOf(end.failure()));
                        tryLater();
                    }
                });
    }

    /** Before all others, as it was, unless it has changed again. */
    private void putBack(String key, Supplier<String> source) {
        Map<String, Supplier<String>> others = new LinkedHashMap<>(dirty);
        if (!others.containsKey(key)) {
            dirty.clear();
            dirty.put(key, source);
            dirty.putAll(others);
        }
    }

    private void tryLater() {
        waits = true;
        runtime.schedule(RETRY, () -> {
            waits = false;
            next();
        });
    }

    /** Says that it does not work, once until it works again. */
    void failed(String detail) {
        trouble.begin(Words.line(detail, Alert.LONGEST_LINE));
    }

    private void recovered() {
        trouble.end();
    }
}
