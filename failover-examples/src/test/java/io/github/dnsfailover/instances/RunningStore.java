package io.github.dnsfailover.instances;

import java.io.IOException;
import java.time.Duration;

/** A real store on a loopback port. Confined to one thread. */
interface RunningStore extends AutoCloseable {

    /** What stood in it at one time. */
    @FunctionalInterface
    interface Copy {

        /** Makes it so again, at one blow, whatever was written since: versions fall. */
        void putBack() throws Exception;
    }

    int port();

    /** The version of an entry, read on a way that no {@link Gate} stands in. */
    long version(String key) throws Exception;

    /** Removes all entries. */
    void empty() throws Exception;

    Copy copy() throws Exception;

    /** For how long clients that have seen more than there is are turned away after that. */
    default Duration estrangement() {
        return Duration.ZERO;
    }

    /** Ends it as a power cut would, and starts it anew over what it left. */
    void killAndRestart() throws Exception;

    @Override
    void close() throws IOException;
}
