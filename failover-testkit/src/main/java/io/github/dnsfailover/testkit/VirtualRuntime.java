package io.github.dnsfailover.testkit;

import io.github.dnsfailover.runtime.EngineRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An {@link EngineRuntime} whose time passes only when a test says so, on the test's own thread.
 *
 * <pre>{@code
 * VirtualRuntime runtime = new VirtualRuntime(42);
 * engine.start();
 * runtime.advance(Duration.ofMinutes(5)); // milliseconds of real time
 * }</pre>
 *
 * <p>Work in a lane runs at the instant at which it is submitted. A scripted check or provider says how long its call
 * takes with {@link #elapse}: the call's end then comes that much later. Everything of one instant runs in the order
 * in which it was asked for, so a run is repeated exactly by the same seed.
 *
 * <p>One thread lets time pass. Others may call {@link #execute} and {@link #schedule} and read the clocks, as the
 * threads of a web server do that pass on an operator's word: it runs when time passes next. Such a run is not repeated
 * exactly. Its own lock guards the agenda and the clocks, and nothing runs under it.
 */
public final class VirtualRuntime implements EngineRuntime {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final long FIRST_NANOS =
            Long.MAX_VALUE - Duration.ofHours(1).toNanos(); // overflows early, on purpose

    private final PriorityQueue<Entry> agenda = new PriorityQueue<>();
    private final Map<Lane, Duration> laneDelay = new EnumMap<>(Lane.class);
    private final Set<Lane> full = EnumSet.noneOf(Lane.class);
    private final Queue<Runnable> afterEach = new ArrayDeque<>();
    private long passed;
    private long stalled;
    private Duration wallOffset = Duration.ZERO;
    private long order;
    private long seed;
    private boolean closed;

    /** The lane task that runs at this moment, or null. */
    private @Nullable LaneTask<?> running;

    /** Starts at the first of January 2026; the seed is what {@link #seed} counts on from. */
    public VirtualRuntime(long seed) {
        this.seed = seed;
    }

    @Override
    public synchronized long nanoTime() {
        return FIRST_NANOS + passed;
    }

    @Override
    public synchronized long stalledNanos() {
        return stalled;
    }

    @Override
    public synchronized Instant now() {
        return BEGIN.plusNanos(passed).plus(wallOffset);
    }

    /** How much time has passed. */
    public synchronized Duration passed() {
        return Duration.ofNanos(passed);
    }

    @Override
    public synchronized long seed() {
        seed += 0x632BE59BD9B4E019L;
        return seed;
    }

    @Override
    public void execute(Runnable task) {
        add(0, task);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        return add(Math.max(0, delay.toNanos()), task);
    }

    private synchronized Entry add(long delay, Runnable task) {
        Entry entry = new Entry(passed + delay, order++, task);
        if (!closed) {
            agenda.add(entry);
        }
        return entry;
    }

    @Override
    public <T> Task submit(Lane lane, Work<T> work, Completion<T> completion) {
        LaneTask<T> task = new LaneTask<>(work, completion);
        if (full.contains(lane)) {
            task.drop(new RejectedExecutionException("lane " + lane + " is full"));
        } else {
            task.entry = add(laneDelay.getOrDefault(lane, Duration.ZERO).toNanos(), task::run);
        }
        return task;
    }

    /** Drops everything that was to come; the engine's threads would have ended. */
    @Override
    public synchronized void close() {
        closed = true;
        agenda.clear();
    }

    /**
     * Called within a piece of lane work: its end comes this much later. Calls add up. An interrupt ends it early.
     *
     * @throws IllegalStateException if no lane work runs
     */
    public void elapse(Duration time) {
        current().took += time.toNanos();
    }

    /** Like {@link #elapse}, but an interrupt is ignored, as by a call that blocks for good. */
    public void elapseDeaf(Duration time) {
        elapse(time);
        current().deaf = true;
    }

    /** How long the piece of work that runs has taken so far, by its own word. */
    Duration elapsed() {
        return Duration.ofNanos(current().took);
    }

    /** Whether the piece of work that runs ignores interrupts. */
    boolean isDeaf() {
        return current().deaf;
    }

    private LaneTask<?> current() {
        if (running == null) {
            throw new IllegalStateException("elapse is for work in a lane");
        }
        return Objects.requireNonNull(running);
    }

    /** From now on, work of this lane begins this much later than it was submitted: a starved machine. */
    public void delayLane(Lane lane, Duration delay) {
        laneDelay.put(lane, delay);
    }

    /** From now on, this lane refuses work. */
    public void fillLane(Lane lane) {
        full.add(lane);
    }

    /** From now on, this lane takes work again. */
    public void freeLane(Lane lane) {
        full.remove(lane);
    }

    /** Moves the wall clock only. */
    public synchronized void stepClock(Duration by) {
        wallOffset = wallOffset.plus(by);
    }

    /** Time passes and nothing runs, as when the process is stopped. What was due runs late, at the next advance. */
    public synchronized void standStill(Duration time) {
        passed += time.toNanos();
        stall(time);
    }

    /**
     * From here on, {@link #stalledNanos} tells this much more: threads were kept from running for so long. No time
     * passes.
     */
    public synchronized void stall(Duration time) {
        stalled += time.toNanos();
    }

    /** Runs this after each thing that runs, until the runtime is gone. */
    public void afterEach(Runnable look) {
        afterEach.add(look);
    }

    /** Lets time pass, running what becomes due. */
    public void advance(Duration time) {
        long end = after(time);
        while (runNext(end)) {
            // until nothing more is due
        }
    }

    /**
     * Lets time pass until the condition holds.
     *
     * @return whether it did within the limit
     */
    public boolean advanceUntil(BooleanSupplier condition, Duration limit) {
        long end = after(limit);
        while (!condition.getAsBoolean()) {
            if (!runNext(end)) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    private synchronized long after(Duration time) {
        return passed + time.toNanos();
    }

    /** Runs what is due next, if that is by the end; if nothing is, time passes up to the end. */
    private boolean runNext(long end) {
        Entry next = takeNext(end);
        if (next == null) {
            return false;
        }
        if (!next.cancelled) {
            next.task.run();
            afterEach.forEach(Runnable::run);
        }
        return true;
    }

    private synchronized @Nullable Entry takeNext(long end) {
        Entry next = agenda.peek();
        boolean due = next != null && next.at <= end;
        passed = Math.max(passed, due ? next.at : end);
        return due ? agenda.remove() : null;
    }

    private static final class Entry implements Comparable<Entry>, Cancellable {

        private final long at;
        private final long order;
        private final Runnable task;
        private volatile boolean cancelled;

        Entry(long at, long order, Runnable task) {
            this.at = at;
            this.order = order;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final class LaneTask<T> implements Task {

        private final Work<T> work;
        private final Completion<T> completion;
        private boolean started;
        private boolean ended;
        private boolean deaf;
        private long startedAt;
        private long took;

        /** What is on the agenda for it: its beginning, then its end. Null if it was refused. */
        private @Nullable Entry entry;

        LaneTask(Work<T> work, Completion<T> completion) {
            this.work = work;
            this.completion = completion;
        }

        void run() {
            started = true;
            startedAt = nanoTime();
            LaneTask<?> outer = running;
            running = this;
            FutureTask<@Nullable T> call = new FutureTask<>(work::run);
            call.run();
            running = outer;
            T value = null;
            Throwable failure = null;
            try {
                value = call.get();
            } catch (ExecutionException e) {
                failure = e.getCause();
            } catch (InterruptedException e) {
                throw new IllegalStateException("a finished task does not wait", e);
            }
            T result = value;
            Throwable thrown = failure;
            entry = add(took, () -> end(result, thrown));
        }

        private void end(@Nullable T value, @Nullable Throwable failure) {
            ended = true;
            long now = nanoTime();
            completion.ended(new Ended<>(value, failure, started ? startedAt : now, now));
        }

        void drop(RuntimeException why) {
            entry = add(0, () -> end(null, why));
        }

        @Override
        public boolean started() {
            return started;
        }

        @Override
        public void cancel() {
            if (ended || entry == null || (started && (deaf || took == 0))) {
                return;
            }
            entry.cancel();
            Exception why = started ? new InterruptedException("interrupted") : new CancellationException("called off");
            entry = add(0, () -> end(null, why));
        }
    }
}
