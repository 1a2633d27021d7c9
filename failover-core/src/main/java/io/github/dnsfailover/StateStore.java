package io.github.dnsfailover;

import io.github.dnsfailover.internal.store.FileStateStore;
import io.github.dnsfailover.internal.store.MemoryStateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Keeps what operators said, so that it survives a restart, and who leads: versioned texts, each under a key.
 *
 * <pre>{@code
 * StateStore alone = StateStore.file(Path.of("/var/lib/shop/failover")); // for one instance
 * StateStore shared = JdbcStateStore.over(dataSource);                    // for several
 * FailoverEngine.Builder engine = FailoverEngine.builder().stateStore(alone);
 * }</pre>
 *
 * <p>An engine keeps the words of all its pools under one key, {@code words:<owner>/<environment>}, of letters,
 * digits and {@code _ . - : /}, 71 characters at most; all engines of the same owner and environment share it. Until
 * something is stored there it also loads, once, the entry under each pool's name, as versions before that one wrote
 * it. A lead stands under {@code lead:<name>/<scope>}, and what its leader has published under {@code
 * notice:<owner>/<environment>/<scope>}, which is saved each two seconds. Where the store is {@link Reach#SHARED}, an
 * entry {@code stop:<owner>/<environment>}, whatever it says, stops all engines until it is deleted; engines only read
 * it. {@link io.github.dnsfailover.client.Residual} adds entries below {@code residual:<owner>/<environment>/}. Other
 * keys may be added, so a store takes any text as a key; keys differ by case. The text has a line for each word, some
 * hundred characters long, and may hold any characters; it has no limit, but 64 KiB are far more than operators say.
 * It holds no secret.
 *
 * <p>Implementations are thread-safe. Calls may block, and are made on {@link
 * io.github.dnsfailover.runtime.EngineRuntime.Lane#COORDINATION}, a few at a time; one that has not answered after 5
 * s counts as failed, is interrupted, and what it returns later is dropped. Where there are several instances it is
 * loaded each second, and on the thread of a write right before that if what is known is older than 2 s. The engine
 * does not close it.
 *
 * <p>{@link #memory} and {@link #file} are {@link Reach#LOCAL}. Several instances need one over what they share: {@link
 * io.github.dnsfailover.leader.JdbcStateStore}, {@link io.github.dnsfailover.leader.EtcdStateStore}, {@link
 * io.github.dnsfailover.leader.KubernetesStateStore}, or one of yours; {@code StateStoreContract} of failover-testkit
 * tests it.
 */
public interface StateStore {

    /** Who sees what is stored. */
    enum Reach {
        /** This process or this machine only; refused by an engine whose leadership knows of several instances. */
        LOCAL,
        /** Every engine of the same owner and environment. */
        SHARED
    }

    /**
     * What is stored under a key.
     *
     * @param version grows by one with each save; 0 means that nothing was ever saved
     * @param text what was saved; empty for version 0
     */
    record Entry(long version, String text) {

        /** Nothing was ever saved. */
        public static final Entry NONE = new Entry(0, "");

        /** Refuses a negative version. */
        public Entry {
            Objects.requireNonNull(text, "text");
            if (version < 0) {
                throw new IllegalArgumentException("version: " + version + " is negative");
            }
        }
    }

    /**
     * Reads what is stored under a key; {@link Entry#NONE} if nothing is.
     *
     * @throws IOException if the store cannot be read, or what it holds is torn or of another program; the engine then
     *     changes nothing until it can be read
     */
    Entry load(String key) throws IOException;

    /**
     * Reads several entries at once, as leaders and followers do each second; a store that can does it in one question.
     * The entries need not be of the same moment.
     *
     * @return an entry for each of the keys, {@link Entry#NONE} where nothing is stored
     * @throws IOException as {@link #load(String)} does; then nothing is known of any of them
     */
    default Map<String, Entry> load(Collection<String> keys) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (String key : keys) {
            entries.put(key, load(key));
        }
        return entries;
    }

    /**
     * Saves a text as version {@code expectedVersion + 1}, if the stored version is the expected one.
     *
     * @return whether it was saved; false if another version is stored
     * @throws IOException if it is not known to be saved
     */
    boolean save(String key, long expectedVersion, String text) throws IOException;

    /** Who sees what is stored. */
    Reach reach();

    /**
     * What a person types to store a text under a key where nothing stands, such as a line of SQL: the way to stop all
     * engines without one of them. Empty if there is none; so by default.
     *
     * @param text without quotes
     */
    default String byHand(String key, String text) {
        return "";
    }

    /** The site that the store depends on; empty if none or not said. */
    default String site() {
        return "";
    }

    /** Keeps everything in memory, which is {@link Reach#LOCAL}: an operator's word is forgotten at a restart. */
    static StateStore memory() {
        return new MemoryStateStore();
    }

    /**
     * Keeps everything in one file, written whole and moved into place.
     *
     * <p>The file is made at the first save. One that is torn, or that another program wrote, is never replaced. It
     * is {@link Reach#LOCAL}, also where it lies on a shared disk.
     *
     * @param path the file; its folder must exist when the first save happens
     */
    static StateStore file(Path path) {
        return new FileStateStore(path);
    }
}
