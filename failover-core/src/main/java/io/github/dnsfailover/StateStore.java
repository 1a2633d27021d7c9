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
 * Keeps what an operator said, so that it survives a restart, and who leads: one versioned text for each name.
 *
 * <p>Names are those of pools, {@code words:<owner>/<environment>} for what operators said, {@code lead:<name>/<scope>}
 * for a lead; they hold any characters, and differ by case. Texts hold any characters, and up to 64 KiB at least.
 * Implementations are thread-safe; calls may block, and are made on a lane of their own with a limit on each, which
 * ends in an interrupt. They hold no secret. {@code StateStoreContract} of failover-testkit tests an implementation.
 */
public interface StateStore {

    /** Who sees what is stored. */
    enum Reach {
        /** This process or this machine only. */
        LOCAL,
        /** Every engine of the same pool. */
        SHARED
    }

    /**
     * What is stored for a pool.
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
     * Reads what is stored for a pool; {@link Entry#NONE} if nothing is.
     *
     * @throws IOException if the store cannot be read, or what it holds is torn or of another program; the engine then
     *     changes nothing until it can be read
     */
    Entry load(String pool) throws IOException;

    /**
     * Reads several entries at once, as leaders and followers do each second; a store that can does it in one question.
     * The entries need not be of the same moment.
     *
     * @return an entry for each of the names, {@link Entry#NONE} where nothing is stored
     * @throws IOException as {@link #load(String)} does; then nothing is known of any of them
     */
    default Map<String, Entry> load(Collection<String> pools) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (String pool : pools) {
            entries.put(pool, load(pool));
        }
        return entries;
    }

    /**
     * Saves a text as version {@code expectedVersion + 1}, if the stored version is the expected one.
     *
     * @return whether it was saved; false if another version is stored
     * @throws IOException if it is not known to be saved
     */
    boolean save(String pool, long expectedVersion, String text) throws IOException;

    /** Who sees what is stored. */
    Reach reach();

    /** The site that the store depends on; empty if none or not said. */
    default String site() {
        return "";
    }

    /** Keeps everything in memory: an operator's word is forgotten at a restart. */
    static StateStore memory() {
        return new MemoryStateStore();
    }

    /**
     * Keeps everything in one file, written whole and moved into place.
     *
     * <p>The file is made at the first save. One that is torn, or that another program wrote, is never replaced.
     *
     * @param path the file; its folder must exist when the first save happens
     */
    static StateStore file(Path path) {
        return new FileStateStore(path);
    }
}
