package io.github.dnsfailover.internal.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * Waits until one non-blocking channel is ready, its deadline has passed, or the thread is interrupted. Every wait of
 * this package is one of these: unlike a blocked read, a selector ends at an interrupt on every kind of thread.
 * Confined to one thread.
 */
final class Readiness implements AutoCloseable {

    private final Selector selector;
    private final SelectionKey key;

    /** @throws NoSocketException if this process may open no selector */
    Readiness(SelectableChannel channel) throws IOException {
        channel.configureBlocking(false);
        selector = NoSocketException.open(channel.provider()::openSelector);
        key = channel.register(selector, 0);
    }

    /**
     * Waits for one of {@link SelectionKey}'s operations.
     *
     * @throws java.net.SocketTimeoutException if the deadline passes first
     * @throws InterruptedIOException if the thread is interrupted; it stays so
     */
    void await(int operation, Deadline deadline) throws IOException {
        key.interestOps(operation);
        boolean ready = false;
        while (!ready) {
            selector.select(deadline.leftMillis());
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            ready = selector.selectedKeys().remove(key);
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
