package io.github.dnsfailover.runtime;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long threads like those of a lane are kept from running though they could: by other programs, a CPU
 * limit, a garbage collection, a process that was stopped. A thread of the same kind sleeps and works by turns, and
 * what it takes longer than it should has been taken from it. It works, and does not only wake up, because schedulers
 * let through a thread that hardly needs the processor where one with work to do, such as a probe, waits for seconds.
 *
 * <p>Thread-safe; {@link #turn} is for the one thread that measures.
 */
final class StallMeter implements Runnable {

    /** From one turn of work to the next: a tenth of the shortest sensible timeout. */
    static final long PAUSE = Duration.ofMillis(100).toNanos();

    /** The work of one turn: one part in a hundred of a processor, about what the first probes of a cold JVM need. */
    static final long WORK = Duration.ofMillis(1).toNanos();

    /** Time between two looks at the clock that counts as work; the rest was taken from the thread. */
    static final long STEP = Duration.ofNanos(50_000).toNanos();

    /** Lets the thread wait; ends the measuring by an exception. */
    @FunctionalInterface
    interface Sleep {
        void nanos(long nanos) throws InterruptedException;
    }

    /** What was taken so far; and when the measuring thread should speak next, unless more is being taken from it. */
    private record Reading(long stalled, long due) {}

    private final LongSupplier nanoTime;
    private final Sleep sleep;
    private final BooleanSupplier busy;

    /** Null before the first turn. */
    private volatile @Nullable Reading reading;

    /** @param busy whether there is work whose hindrance matters; while there is none, only sleep is measured */
    StallMeter(LongSupplier nanoTime, Sleep sleep, BooleanSupplier busy) {
        this.nanoTime = nanoTime;
        this.sleep = sleep;
        this.busy = busy;
    }

    /** What was taken since the first turn, and is being taken now; never shrinks. */
    long stalledNanos() {
        Reading last = reading; // before the clock: a later reading may already count what is being taken
        return stalled(last, nanoTime.getAsLong());
    }

    /** Measures until sleep is interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the thread ends
        }
    }

    void turn() throws InterruptedException {
        expectWithin(PAUSE);
        sleep.nanos(PAUSE);
        if (busy.getAsBoolean()) {
            expectWithin(WORK);
            work();
        }
    }

    private void expectWithin(long nanos) {
        long now = nanoTime.getAsLong();
        reading = new Reading(stalled(reading, now), now + nanos);
    }

    private static long stalled(@Nullable Reading last, long now) {
        return last == null ? 0 : last.stalled + Math.max(0, now - last.due);
    }

    private void work() {
        long last = nanoTime.getAsLong();
        for (long done = 0; done < WORK; ) {
            long now = nanoTime.getAsLong();
            done += Math.min(now - last, STEP);
            last = now;
        }
    }
}
