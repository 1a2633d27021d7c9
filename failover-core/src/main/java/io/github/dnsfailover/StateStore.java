package io.github.dnsfailover;

import io.github.dnsfailover.internal.store.FileStateStore;
import io.github.dnsfailover.internal.store.MemoryStateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Keeps what an operator said, so that it survives a restart: one versioned text for each pool.
 *
 * <p>Implementations are thread-safe; calls may block and are made on the provider lane. They hold no secret.
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
