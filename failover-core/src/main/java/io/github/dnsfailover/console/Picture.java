package io.github.dnsfailover.console;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.PoolSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine as it is shown to everybody who looks within the same quarter of a second. Thread-safe: under its one lock
 * only the engine's snapshots are read, which come from memory.
 */
final class Picture {

    /** How old a shown picture may be: in a storm of changes, not each is worth a picture. */
    static final Duration FRESH = Duration.ofMillis(250);

    /**
     * A pool in JSON.
     *
     * @param key what it is compared by: all fields, except those that change although nothing happens
     */
    record Pool(String key, String json) {}

    /**
     * One picture.
     *
     * @param key what is said of the engine as a whole, without the moment and the visitor
     */
    record Frame(long nanos, Instant at, JsonFields rest, String key, Map<String, Pool> pools) {

        /** The engine without its pools. */
        String engine(Optional<JsonFields> visitor) {
            return JsonText.of(EngineJson.head(at, visitor).addAll(rest));
        }

        /** The engine with its pools. */
        String whole(Optional<JsonFields> visitor) {
            List<String> all = pools.values().stream().map(Pool::json).toList();
            return JsonText.of(EngineJson.head(at, visitor).addAll(rest).written("pools", all));
        }
    }

    /** A pool at length. */
    record Detail(long nanos, Instant at, JsonFields fields, String key, Optional<Instant> deadline) {

        String json(Optional<JsonFields> visitor) {
            JsonFields all = new JsonFields().time("at", at);
            if (visitor.isPresent()) {
                all.object("visitor", visitor.get());
            } else {
                all.nothing("visitor");
            }
            return JsonText.of(all.addAll(fields).time("nextDeadline", deadline));
        }
    }

    private final FailoverEngine engine;
    private final History history;
    private final LongSupplier nanoTime;
    private final Map<String, EndpointPool> pools = new LinkedHashMap<>();

    /** Null before the first, and where it is not to be shown any more. */
    private @Nullable Frame frame;

    private final Map<String, Detail> details = new HashMap<>();

    Picture(FailoverEngine engine, History history, LongSupplier nanoTime) {
        this.engine = engine;
        this.history = history;
        this.nanoTime = nanoTime;
        engine.pools().forEach(pool -> pools.put(pool.pool(), pool));
    }

    boolean has(String pool) {
        return pools.containsKey(pool);
    }

    EndpointPool pool(String name) {
        return Objects.requireNonNull(pools.get(name), name);
    }

    /** The next look takes a new one: whoever acted wants to see what came of it. */
    synchronized void expire() {
        frame = null;
        details.clear();
    }

    synchronized Frame frame() {
        Frame last = frame;
        if (last != null && nanoTime.getAsLong() - last.nanos() < FRESH.toNanos()) {
            return last;
        }
        Frame next = take();
        frame = next;
        return next;
    }

    private Frame take() {
        long now = nanoTime.getAsLong();
        EngineSnapshot snapshot = engine.snapshot();
        Map<String, Pool> shown = new LinkedHashMap<>();
        for (PoolSnapshot pool : snapshot.pools()) {
            shown.put(pool.pool(), pool(pool));
        }
        JsonFields rest = EngineJson.rest(engine, snapshot);
        return new Frame(now, snapshot.at(), rest, JsonText.of(rest), shown);
    }

    private Pool pool(PoolSnapshot snapshot) {
        JsonFields fields = PoolJson.summary(known(snapshot));
        String key = JsonText.of(fields);
        String json = JsonText.of(fields.time("nextDeadline", snapshot.nextDeadline()));
        return new Pool(key, json);
    }

    private PoolJson.Known known(PoolSnapshot snapshot) {
        return PoolJson.Known.of(pool(snapshot.pool()), snapshot, engine.published(snapshot.pool()));
    }

    /** A pool that it {@link #has}. */
    synchronized Detail detail(String name) {
        long now = nanoTime.getAsLong();
        Detail last = details.get(name);
        if (last != null && now - last.nanos() < FRESH.toNanos()) {
            return last;
        }
        EngineSnapshot snapshot = engine.snapshot();
        PoolSnapshot pool = snapshot.pool(name);
        PoolJson.Known known = known(pool);
        JsonFields fields = PoolJson.summary(known)
                .addAll(PoolJson.detail(engine, known, history.of(name)))
                .truth("hangs", EngineJson.hangs(snapshot));
        Detail detail = new Detail(now, snapshot.at(), fields, JsonText.of(fields), pool.nextDeadline());
        details.put(name, detail);
        return detail;
    }
}
