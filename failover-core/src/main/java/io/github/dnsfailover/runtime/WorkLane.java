package io.github.dnsfailover.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a lane, as many as its width allows, and what waits for one of them, up to a limit.
 *
 * <p>Whoever submits work wakes one thread, or makes one if none is idle, and wakes no other until that one has come:
 * it calls the next one while more waits. So an engine hands over whatever has come together for the price of one
 * wake-up, and work that ends at once needs few threads. Of idle threads the one that worked last is woken, so that
 * those that are not needed can end.
 *
 * <p>Thread-safe. One lock guards everything; under it threads are interrupted, and nothing else is called.
 */
final class WorkLane {

    /** How long a thread stays idle: longer than the usual interval, so that steady work keeps its threads. */
    private static final long IDLE = Duration.ofSeconds(30).toNanos();

    private static final Logger log = LoggerFactory.getLogger(WorkLane.class);

    /** When a lane without a thread for what waits tries again to make one. */
    static final long THREAD_AGAIN = Duration.ofSeconds(1).toNanos();

    /**
     * How large a lane is.
     *
     * @param width how many threads at most
     * @param queue how many pieces of work may wait while all of them work
     */
    record Limits(int width, int queue) {}

    private final int width;
    private final int limit;
    private final ThreadFactory factory;
    private final Consumer<Runnable> later;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Deque<Worker> idle = new ArrayDeque<>();
    private final Set<Thread> threads = new HashSet<>();

    /** Those that are being made count, too. */
    private int count;

    /** Whether a thread was called, or is being made, and has not come yet. */
    private boolean calling;

    private boolean closed;

    /**
     * Makes a lane without threads.
     *
     * @param later does something after {@link #THREAD_AGAIN}, on another thread
     */
    WorkLane(Limits limits, ThreadFactory factory, Consumer<Runnable> later) {
        this.width = limits.width();
        this.limit = limits.queue();
        this.factory = factory;
        this.later = later;
    }

    /**
     * Takes work.
     *
     * @throws RejectedExecutionException if too much waits already, or the lane is closed
     * @throws OutOfMemoryError if the system grants not even one thread
     */
    void execute(Runnable work) {
        boolean another;
        lock.lock();
        try {
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
            int coming = idle.size() + (width - count) + (calling ? 1 : 0);
            if (waiting.size() - coming >= limit) {
                throw new RejectedExecutionException(limit + " pieces of work wait already");
            }
            waiting.add(work);
            another = callsForAnother();
        } finally {
            lock.unlock();
        }
        if (another) {
            try {
                begin();
            } catch (OutOfMemoryError e) {
                boolean takenBack = isWithoutThreads() && remove(work);
                tryLater();
                if (takenBack) {
                    throw e;
                }
                log.debug("action=no_thread", e); // those that there are will come to it
            }
        }
    }

    /** What others have submitted meanwhile may wait without a thread: nobody would come to it. */
    private void tryLater() {
        if (isForsaken()) {
            later.accept(this::tryAgain);
        }
    }

    private void tryAgain() {
        boolean another;
        lock.lock();
        try {
            another = !closed && callsForAnother();
        } finally {
            lock.unlock();
        }
        if (another) {
            beginOrTryLater();
        }
    }

    private void beginOrTryLater() {
        try {
            begin();
        } catch (OutOfMemoryError e) {
            log.debug("action=no_thread", e);
            tryLater();
        }
    }

    /** Takes back work that waits; false if it does not. */
    boolean remove(Runnable work) {
        lock.lock();
        try {
            return waiting.remove(work);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a thread works. */
    boolean isBusy() {
        lock.lock();
        try {
            return count > idle.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean isForsaken() {
        lock.lock();
        try {
            return count == 0 && !waiting.isEmpty() && !closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean isWithoutThreads() {
        lock.lock();
        try {
            return count == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Drops what waits, and interrupts what runs. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            threads.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }

    /** Calls an idle thread if work waits and none has been called; true if one has to be made instead. */
    private boolean callsForAnother() {
        if (calling || waiting.isEmpty()) {
            return false;
        }
        Worker last = idle.pollLast();
        if (last != null) {
            calling = true;
            last.call();
            return false;
        }
        boolean another = count < width;
        calling = another;
        count += another ? 1 : 0;
        return another;
    }

    /** Makes a thread; it was counted already. */
    private void begin() {
        boolean begun = false;
        try {
            factory.newThread(new Worker()).start();
            begun = true;
        } finally {
            if (!begun) { // OutOfMemoryError is the JVM's word for that the system grants no further thread
                lock.lock();
                try {
                    count--;
                    calling = false;
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** What a thread of the lane does. */
    private final class Worker implements Runnable {

        private final Condition turn = lock.newCondition();

        /** Whether it was called, or made, and has not come yet. */
        private boolean called = true;

        /** Under the lock, to one that is idle no more. */
        void call() {
            called = true;
            turn.signal();
        }

        @Override
        public void run() {
            boolean over = false;
            try {
                lock.lock();
                try {
                    threads.add(Thread.currentThread());
                } finally {
                    lock.unlock();
                }
                for (Runnable work = take(); work != null; work = take()) {
                    run(work);
                    boolean unused = Thread.interrupted(); // what was meant for that work is not for the next
                }
                over = true;
            } finally {
                if (!over) {
                    leavePlaceToAnother();
                }
            }
        }

        /** The log threw, say, or memory ran out between two pieces of work: a lane must not shrink by that. */
        private void leavePlaceToAnother() {
            boolean another;
            lock.lock();
            try {
                calling &= !called;
                idle.remove(this);
                leave();
                another = !closed && callsForAnother();
            } finally {
                lock.unlock();
            }
            if (another) {
                beginOrTryLater();
            }
        }

        private void leave() {
            threads.remove(Thread.currentThread());
            count--;
        }

        private void run(Runnable work) {
            try {
                work.run();
            } catch (Exception | Error e) { // memory ran out while its end was told, say
                log.warn("action=lane_work_failed", e);
            }
        }

        /** Waits for work; null if there is no use for this thread any more. */
        private @Nullable Runnable take() {
            Runnable work;
            boolean another;
            lock.lock();
            try {
                work = next();
                if (work == null) {
                    leave();
                    return null;
                }
                another = callsForAnother();
            } finally {
                lock.unlock();
            }
            if (another) {
                callAnother();
            }
            return work;
        }

        private @Nullable Runnable next() {
            while (!closed) {
                if (called) {
                    called = false;
                    calling = false;
                }
                Runnable work = waiting.poll();
                if (work != null) {
                    return work;
                }
                idle.addLast(this);
                if (!isCalledWithin(IDLE)) {
                    idle.remove(this);
                    return null;
                }
            }
            return null;
        }

        private boolean isCalledWithin(long nanos) {
            long left = nanos;
            while (!called && !closed && left > 0) {
                try {
                    left = turn.awaitNanos(left);
                } catch (InterruptedException e) {
                    // By the close, or for work that has ended; the loop's condition tells.
                }
            }
            return called;
        }

        private void callAnother() {
            try {
                begin();
            } catch (OutOfMemoryError e) {
                log.debug("action=no_thread", e); // this thread comes to what waits when it is done
            }
        }
    }
}
