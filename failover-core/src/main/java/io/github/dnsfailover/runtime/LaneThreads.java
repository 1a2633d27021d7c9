package io.github.dnsfailover.runtime;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the threads of lanes: virtual ones where they can block in {@code synchronized} without holding a carrier,
 * that is from Java 24 on (JEP 491), and daemon threads before.
 */
final class LaneThreads {

    private static final int FIRST_GOOD_RELEASE = 24;

    private LaneThreads() {}

    /** Whether this JVM's virtual threads are used. */
    static boolean areVirtual() {
        return Runtime.version().feature() >= FIRST_GOOD_RELEASE;
    }

    /** A factory of threads named by the prefix and a number. */
    static ThreadFactory named(String prefix) {
        return areVirtual() ? virtual(prefix) : platform(prefix);
    }

    /** Daemon threads, so that the engine never keeps an application from ending. */
    static ThreadFactory platform(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * {@code Thread.ofVirtual().name(prefix, 0).factory()}, by the one use of reflection: the library is compiled for
     * 17.
     */
    private static ThreadFactory virtual(String prefix) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 0L);
            return (ThreadFactory) type.getMethod("factory").invoke(named);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Java " + Runtime.version() + " makes no virtual threads", e);
        }
    }
}
