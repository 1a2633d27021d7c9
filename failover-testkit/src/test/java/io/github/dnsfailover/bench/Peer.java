package io.github.dnsfailover.bench;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A system that answers for the name and watches the sites. */
interface Peer extends AutoCloseable {

    /** What the results call it. */
    String label();

    /** Version and settings, for people. */
    String settings();

    /** Starts it; the sites are up. */
    void start() throws IOException;

    /** Where it answers. */
    InetSocketAddress address();

    @Override
    void close();
}
