package io.github.dnsfailover.notify;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.event.AlertingFailed;
import io.github.dnsfailover.event.AlertingRecovered;
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
 * Keeps on a disk what has not been delivered. Saves come one after the other; what changes meanwhile is saved once, as it is then.
 * While the disk fails, alerts go on without it. Confined to the engine thread of the alerts' runtime.
 */
final class Spool {

    static final String NAME = "spool";

    /** A disk that does not answer by then is done without: alerts must not wait for it. */
    private static final Duration LOAD_LIMIT = Duration.ofSeconds(5);

    /** From a failed save to the next try: soon enough for a disk that was full for a moment. */
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final EngineRuntime runtime;
    private final StateStore store;
    private final Consumer<FailoverEvent> emit;
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Supplier<String>> dirty = new LinkedHashMap<>();
    private boolean loaded;
    private boolean busy;

    /** When it began to fail; null while it works. */
    private @Nullable Long failingSince;

    Spool(EngineRuntime runtime, StateStore store, Consumer<FailoverEvent> emit) {
        this.runtime = runtime;
        this.store = store;
        this.emit = emit;
    }

    /** Reads what was kept, then goes on; with nothing if it cannot be read, or takes too long. */
    void load(List<String> keys, Consumer<Map<String, String>> then) {
        EngineRuntime.Task task = runtime.<Map<String, StateStore.Entry>>submit(
                Lane.PROVIDER,
                () -> {
                    Map<String, StateStore.Entry> entries = new LinkedHashMap<>();
                    for (String key : keys) {
                        entries.put(key, store.load(key));
                    }
                    return entries;
                },
                end -> {
                    Map<String, StateStore.Entry> entries = end.value();
                    if (entries == null) {
                        failed(String.valueOf(end.failure()));
                    }
                    ready(entries == null ? Map.of() : entries, then);
                });
        runtime.schedule(LOAD_LIMIT, () -> {
            if (!loaded) {
                task.cancel();
                failed("it could not be read within " + LOAD_LIMIT.toSeconds() + " s");
                ready(Map.of(), then);
            }
        });
    }

    private void ready(Map<String, StateStore.Entry> entries, Consumer<Map<String, String>> then) {
        if (loaded) {
            return;
        }
        loaded = true;
        Map<String, String> texts = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            versions.put(key, entry.version());
            texts.put(key, entry.text());
        });
        then.accept(texts);
        next();
    }

    /** Saves this soon; the text is asked for when its turn comes. */
    void save(String key, Supplier<String> text) {
        dirty.put(key, text);
        next();
    }

    boolean isIdle() {
        return !busy && (dirty.isEmpty() || failingSince != null);
    }

    private void next() {
        if (busy || !loaded || dirty.isEmpty()) {
            return;
        }
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
                end -> saved(key, source, end.failure()));
    }

    private void saved(String key, Supplier<String> source, @Nullable Throwable failure) {
        if (failure == null) {
            busy = false;
            versions.merge(key, 1L, Long::sum);
            recovered();
            next();
        } else {
            dirty.putIfAbsent(key, source);
            failed(String.valueOf(failure));
            runtime.schedule(RETRY, () -> {
                busy = false;
                next();
            });
        }
    }

    /** Says that it does not work, once until it works again. */
    void failed(String detail) {
        if (failingSince == null) {
            failingSince = runtime.nanoTime();
            emit.accept(new AlertingFailed(runtime.now(), NAME, Words.line(detail, Alert.LONGEST_LINE)));
        }
    }

    private void recovered() {
        Long since = failingSince;
        if (since != null) {
            failingSince = null;
            emit.accept(new AlertingRecovered(runtime.now(), NAME, Duration.ofNanos(runtime.nanoTime() - since)));
        }
    }
}
