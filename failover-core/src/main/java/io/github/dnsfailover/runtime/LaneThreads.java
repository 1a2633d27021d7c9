package io.github.dnsfailover.runtime;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads of a runtime: daemons, so that the engine never keeps an application from ending. */
final class LaneThreads {

    private LaneThreads() {}

    /** A factory of threads named by the prefix and a number. */
    static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }
}
