package io.github.dnsfailover.runtime;

import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeSet;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which an engine decides: what came in and what has become due, one after the other. It outlives
 * whatever its tasks throw, and says so in the log.
 *
 * <p>To wake a thread costs more than most of its tasks. So it wakes for timers at most once in a {@link #QUANTUM}, and
 * does all that has come together by then; what can wait does not wake it if it wakes within that time anyway. What
 * cannot wait wakes it at once.
 *
 * <p>Thread-safe. One lock guards what has come in, and under it nothing is called but the start of the thread; timers
 * are the thread's own, so other threads set and cancel them by a task.
 */
final class EngineThread {

    /** How late timers may be for the sake of others: far below every time that an engine keeps. */
    static final long QUANTUM = Duration.ofMillis(2).toNanos();

    /** How long one that is ending waits for another thread to be had. */
    private static final long THREAD_AGAIN = Duration.ofSeconds(1).toNanos();

    /** Of delays beyond it the comparison by subtraction would fail; it is 146 years. */
    private static final long LONGEST_DELAY = Long.MAX_VALUE / 2;

    private static final Logger log = LoggerFactory.getLogger(EngineThread.class);

    private final String name;
    private final ThreadFactory factory;
    private final LongSupplier nanoTime;
    private volatile boolean closed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wakeUp = lock.newCondition();
    private Deque<Runnable> inbox = new ArrayDeque<>();
    private boolean waits;

    /** When it wakes by itself; meaningful only while it waits. */
    private long wakesAt;

    /** Null before the first task, and where none could be made for one that ended. */
    private volatile @Nullable Thread thread;

    // Of the thread alone

    private final TreeSet<Timer> timers = new TreeSet<>();
    private Deque<Runnable> batch = new ArrayDeque<>();
    private long wokenAt;
    private long timersSet;

    EngineThread(String name, LongSupplier nanoTime) {
        this.name = name;
        this.factory = LaneThreads.named(name + "-engine-");
        this.nanoTime = nanoTime;
        this.wokenAt = nanoTime.getAsLong() - QUANTUM;
    }

    // From any thread

    /** Does it at once, or right after what is being done. */
    void execute(Runnable task) {
        add(task, 0);
    }

    /** Does it within a {@link #QUANTUM}. */
    void executeSoon(Runnable task) {
        add(task, QUANTUM);
    }

    private void add(Runnable task, long patience) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (thread == null) {
                begin();
            }
            inbox.add(task);
            if (waits && (patience == 0 || wakesAt - nanoTime.getAsLong() > patience)) {
                waits = false; // the others need not wake it again
                wakeUp.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        Thread next = factory.newThread(this::run);
        next.start();
        thread = next;
    }

    /** Does it after a delay. */
    Cancellable schedule(long delayNanos, Runnable task) {
        long delay = Math.max(0, Math.min(delayNanos, LONGEST_DELAY));
        Timer timer = new Timer(nanoTime.getAsLong() + delay, task);
        onThread(timer::set);
        return timer;
    }

    private void onThread(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
        } else {
            execute(task);
        }
    }

    /** Drops what was to be done, and interrupts what is being done. */
    void close() {
        lock.lock();
        try {
            closed = true;
            inbox.clear();
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    // On the thread

    private void run() {
        try {
            while (!closed) {
                takeWhatCameIn();
                for (Runnable task = batch.poll(); task != null && !closed; task = batch.poll()) {
                    run(task);
                }
                long now = nanoTime.getAsLong();
                while (!closed && !timers.isEmpty() && timers.first().at - now <= 0) {
                    Timer due = timers.pollFirst();
                    run(due.task);
                }
            }
        } finally {
            if (!closed) {
                goOnInAnother();
            }
        }
    }

    /**
     * The log threw, say, or memory ran out between two tasks: an engine must not end with its thread. Where none is to
     * be had for now, this one waits for it.
     */
    private void goOnInAnother() {
        lock.lock();
        try {
            thread = null;
            waits = false;
            while (!closed && thread == null && !hasBegun()) {
                long unused = wakeUp.awaitNanos(THREAD_AGAIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by the close
        } finally {
            lock.unlock();
        }
    }

    private boolean hasBegun() {
        try {
            begin();
            return true;
        } catch (OutOfMemoryError e) { // the JVM's word for that the system grants no further thread
            return false;
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Exception | Error e) { // one task must not end the thread of all
            log.warn("action=engine_task_failed runtime={}", name, e);
        }
        boolean unused = Thread.interrupted(); // what a task left set is not for the next
    }

    /** Waits until something has come in, or a timer is due. What the thread before has left comes first. */
    private void takeWhatCameIn() {
        if (!batch.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            wakesAt = nextWakeUp(now);
            boolean rests = inbox.isEmpty() && wakesAt - now > 0;
            while (inbox.isEmpty() && wakesAt - now > 0 && !closed) {
                waits = true;
                try {
                    long unused = wakeUp.awaitNanos(wakesAt - now);
                } catch (InterruptedException e) {
                    continue; // by the close
                }
                waits = false;
                now = nanoTime.getAsLong();
            }
            wokenAt = rests ? now : wokenAt;
            Deque<Runnable> empty = batch;
            batch = inbox;
            inbox = empty;
        } finally {
            lock.unlock();
        }
    }

    /** When the next timer is due, but not within a quantum of the last time. */
    private long nextWakeUp(long now) {
        if (timers.isEmpty()) {
            return now + LONGEST_DELAY;
        }
        long due = timers.first().at;
        long calm = wokenAt + QUANTUM;
        return due - calm > 0 ? due : calm;
    }

    /** Something to be done later. In the order of their instants, and of equal ones in that of their setting. */
    private final class Timer implements Cancellable, Comparable<Timer> {

        private final long at;
        private final Runnable task;

        /** Zero before it was set. */
        private long number;

        private boolean cancelled;

        Timer(long at, Runnable task) {
            this.at = at;
            this.task = task;
        }

        /** On the thread. */
        void set() {
            if (!cancelled) {
                number = ++timersSet;
                timers.add(this);
            }
        }

        @Override
        public void cancel() {
            onThread(this::unset);
        }

        private void unset() {
            cancelled = true;
            if (number > 0) {
                timers.remove(this);
            }
        }

        @Override
        public int compareTo(Timer other) {
            long apart = at - other.at;
            return apart == 0 ? Long.compare(number, other.number) : apart < 0 ? -1 : 1;
        }
    }
}
