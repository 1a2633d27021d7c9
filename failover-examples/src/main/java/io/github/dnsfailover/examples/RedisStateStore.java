package io.github.dnsfailover.examples;

import io.github.dnsfailover.StateStore;
import java.io.IOException;
import java.util.List;

/**
 * A store of a few dozen lines, over the Redis client that an application has. A test runs StateStoreContract against
 * it at a real Redis. Thread-safe if the client is.
 *
 * <p>A Redis whose standby is copied later may lose what it has confirmed, see docs/several-instances.md.
 */
// readme: store of your own
final class RedisStateStore implements StateStore {

    /** EVAL of your client: at the primary, answered within 3 s or failed, and never sent a second time. */
    @FunctionalInterface
    interface Eval {
        List<String> eval(String script, String key, String... arguments) throws IOException;
    }

    private static final String LOAD = """
            return {redis.call('HGET', KEYS[1], 'version') or '0', redis.call('HGET', KEYS[1], 'text') or ''}
            """;
    private static final String SAVE = """
            if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then return {'other version'} end
            redis.call('HSET', KEYS[1], 'version', ARGV[2], 'text', ARGV[3])
            return {'saved'}
            """;

    private final Eval redis;

    RedisStateStore(Eval redis) {
        this.redis = redis;
    }

    @Override
    public Entry load(String key) throws IOException {
        List<String> stored = redis.eval(LOAD, name(key));
        try {
            return new Entry(Long.parseLong(stored.get(0)), AsciiText.unescaped(stored.get(1)));
        } catch (IllegalArgumentException e) {
            throw new IOException("no version: " + name(key) + " is of another program", e);
        }
    }

    @Override
    public boolean save(String key, long expectedVersion, String text) throws IOException {
        Entry next = new Entry(expectedVersion + 1, text);
        List<String> answer = redis.eval(
                SAVE,
                name(key),
                String.valueOf(expectedVersion),
                String.valueOf(next.version()),
                AsciiText.escaped(next.text()));
        if (answer.equals(List.of("saved")) || answer.equals(List.of("other version"))) {
            return answer.equals(List.of("saved"));
        }
        throw new IOException("not known to be saved: " + name(key) + ": an answer that is none of the script's");
    }

    private static String name(String key) {
        return "dnsfailover:" + AsciiText.escaped(key);
    }

    @Override
    public Reach reach() {
        return Reach.SHARED;
    }
}
// readme: end
