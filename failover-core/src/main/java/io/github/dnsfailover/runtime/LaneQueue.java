package io.github.dnsfailover.runtime;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * What waits for a thread of a lane. To the pool it looks full as long as no thread is idle, so that the pool makes
 * another one, up to the lane's width, and only then it fills up to its limit. A pool's usual order is the other way
 * round: it makes a thread for each piece of work while it may, idle ones or not, which a wide lane cannot afford.
 * Thread-safe.
 */
final class LaneQueue extends LinkedTransferQueue<Runnable> implements RejectedExecutionHandler {

    private static final long serialVersionUID = 1L;

    private final int limit;

    LaneQueue(int limit) {
        this.limit = limit;
    }

    /** Hands it to a thread that waits for work, if there is one. */
    @Override
    public boolean offer(Runnable work) {
        return tryTransfer(work);
    }

    /** All threads that the lane may have are busy. */
    @Override
    public void rejectedExecution(Runnable work, ThreadPoolExecutor lane) {
        if (lane.isShutdown() || size() >= limit) {
            throw new RejectedExecutionException(lane.isShutdown() ? "closed" : limit + " pieces of work wait already");
        }
        put(work);
        if (lane.isShutdown() && remove(work)) {
            throw new RejectedExecutionException("closed");
        }
    }
}
