package io.github.dnsfailover.runtime;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine gets clocks, timers, threads and randomness from.
 *
 * <p>Two kinds of threads: one engine thread, on which every task of {@link #execute} and {@link #schedule} and every
 * {@link Completion} runs, one after the other; and seven lanes for calls that block, each with a bound of its own, so
 * that hung calls of one kind never keep those of another waiting. All methods are thread-safe.
 */
public interface EngineRuntime extends AutoCloseable {

    /** The kinds of blocking work. */
    enum Lane {
        /** Probes. */
        CHECKS,
        /** Reads and changes at DNS providers. */
        PROVIDER,
        /** Leadership and state stores: one that hangs must not keep a failover waiting. */
        COORDINATION,
        /** Questions to authoritative servers. */
        VERIFICATION,
        /** Probes of control targets, which must be answered while everything else hangs. */
        CONTROLS,
        /** Listeners of the application. */
        LISTENERS,
        /** What the application does when its traffic moves, and what it does then with its own clients' calls. */
        REACTIONS
    }

    /** Work that may block and may throw. */
    @FunctionalInterface
    interface Work<T> {
        /** Does it; null is a possible result. */
        @Nullable
        T run() throws Exception;
    }

    /** Takes the end of a piece of work, on the engine thread. */
    @FunctionalInterface
    interface Completion<T> {
        /**
         * Called exactly once for each piece of work that was submitted, cancelled or not, until the runtime is closed.
         */
        void ended(Ended<T> end);
    }

    /**
     * How a piece of work ended.
     *
     * @param value what it returned; null if it returned null or failed
     * @param failure what it threw, or why it was never run; null if it returned
     * @param startedNanos when it began, by {@link #nanoTime}; equal to the end if it never ran
     * @param endedNanos when it ended
     */
    record Ended<T>(@Nullable T value, @Nullable Throwable failure, long startedNanos, long endedNanos) {}

    /** Something that can be called off. */
    @FunctionalInterface
    interface Cancellable {
        /** Calls it off; no effect if it is over. */
        void cancel();
    }

    /** A piece of work under way. */
    interface Task extends Cancellable {

        /** Whether it has begun. */
        boolean started();

        /** Interrupts it if it runs, drops it if it waits. Its completion is called when it has really ended. */
        @Override
        void cancel();
    }

    /** A clock for durations; compare by subtraction. */
    long nanoTime();

    /**
     * For how long in all, in nanoseconds, threads here were kept from running though they could: by a machine with
     * too much to do, a CPU limit, a garbage collection, a process that was stopped. It never shrinks. A failure of a
     * probe during which it grew by more than half the timeout says more about this process than about the target,
     * and is inconclusive.
     *
     * <p>The default is for runtimes that do not measure it: always zero.
     */
    default long stalledNanos() {
        return 0;
    }

    /** The wall clock, for people; it may jump. */
    Instant now();

    /** A seed for everything random in the engine; another one at each call. */
    long seed();

    /** Runs a task on the engine thread, in the order of the calls. Ignored after {@link #close}. */
    void execute(Runnable task);

    /** Runs a task on the engine thread after a delay. Ignored after {@link #close}. */
    Cancellable schedule(Duration delay, Runnable task);

    /**
     * Runs work in a lane, then the completion on the engine thread. Never blocks and never throws for a full lane:
     * work that a full lane refuses ends at once with a {@link java.util.concurrent.RejectedExecutionException}.
     */
    <T> Task submit(Lane lane, Work<T> work, Completion<T> completion);

    /** Ends all threads; running work is interrupted and not waited for. */
    @Override
    void close();
}
