package io.github.dnsfailover.console;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one stream has told, and so what is news to it, as server-sent events (HTML Living Standard, 9.2). Confined to
 * the console's thread.
 */
final class StreamView {

    /**
     * After so long without news it says that it lives: a reader that has gone is found by a write that fails, and
     * proxies end what is silent for a minute. An event and no comment, since a browser tells its page of no comment.
     */
    static final Duration ALIVE = Duration.ofSeconds(15);

    /** The pool that is shown at length; empty: all are shown in short. */
    private final String pool;

    private final Optional<JsonFields> visitor;
    private final Map<String, String> told = new HashMap<>();
    private long lastNanos;
    private boolean begun;

    StreamView(String pool, Optional<JsonFields> visitor) {
        this.pool = pool;
        this.visitor = visitor;
    }

    /** What is to be written now; empty if nothing. */
    String news(Picture picture, long now) {
        StringBuilder out = new StringBuilder();
        if (pool.isEmpty()) {
            all(picture.frame(), out);
        } else {
            Picture.Detail detail = picture.detail(pool);
            if (isNews("detail", detail.key())) {
                event("detail", detail.json(visitor), out);
            }
        }
        if (begun && out.isEmpty() && now - lastNanos >= ALIVE.toNanos()) {
            event("alive", "{}", out);
        }
        if (!out.isEmpty()) {
            begun = true;
            lastNanos = now;
        }
        return out.toString();
    }

    private void all(Picture.Frame frame, StringBuilder out) {
        if (isNews("engine", frame.key())) {
            event("engine", frame.engine(visitor), out);
        }
        frame.pools().forEach((name, shown) -> {
            if (isNews("pool " + name, shown.key())) {
                event("pool", shown.json(), out);
            }
        });
    }

    private boolean isNews(String what, String key) {
        return !key.equals(told.put(what, key));
    }

    private static void event(String name, String json, StringBuilder out) {
        out.append("event: ").append(name).append("\ndata: ").append(json).append("\n\n");
    }
}
