package io.github.dnsfailover.testkit;

import io.github.dnsfailover.runtime.EngineRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The process that one engine runs in, on the time of the whole simulation: it may stand still while the others go
 * on, its lanes may be slow or full, its wall clock may be wrong, and it may be killed. Confined to the simulation's
 * thread.
 */
final class SimulatedProcess implements EngineRuntime {

    private final VirtualRuntime time;
    private final Map<Lane, Duration> delays = new EnumMap<>(Lane.class);
    private final Set<Lane> full = EnumSet.noneOf(Lane.class);
    private Duration wallOffset;
    private Duration stillUntil = Duration.ZERO;
    private Duration stalled = Duration.ZERO;
    private boolean dead;

    /** What is due, the first first. */
    private final Deque<Guarded> late = new ArrayDeque<>();

    SimulatedProcess(VirtualRuntime time, Duration wallOffset) {
        this.time = time;
        this.wallOffset = wallOffset;
    }

    /** Nothing runs for this long; what becomes due meanwhile runs late. Calls that are under way go on elsewhere. */
    void standStill(Duration span) {
        Duration until = time.passed().plus(span);
        Duration from = stillUntil.compareTo(time.passed()) > 0 ? stillUntil : time.passed();
        if (until.compareTo(from) > 0) {
            stalled = stalled.plus(until.minus(from));
            stillUntil = until;
        }
    }

    /** Nothing runs any more. Calls that are under way go on elsewhere, and nobody hears of their end. */
    void kill() {
        dead = true;
    }

    void stepClock(Duration by) {
        wallOffset = wallOffset.plus(by);
    }

    void delay(Lane lane, Duration by) {
        delays.put(lane, by);
    }

    void fill(Lane lane) {
        full.add(lane);
    }

    void freeLanes() {
        delays.clear();
        full.clear();
    }

    @Override
    public long nanoTime() {
        return time.nanoTime();
    }

    @Override
    public long stalledNanos() {
        return stalled.toNanos();
    }

    @Override
    public Instant now() {
        return time.now().plus(wallOffset);
    }

    @Override
    public long seed() {
        return time.seed();
    }

    @Override
    public void execute(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        Guarded guarded = new Guarded(task);
        time.schedule(delay, guarded);
        return guarded;
    }

    @Override
    public <T> Task submit(Lane lane, Work<T> work, Completion<T> completion) {
        Call<T> call = new Call<>(lane, work, completion);
        if (full.contains(lane)) {
            call.neverRuns(new RejectedExecutionException("lane " + lane + " is full"));
        } else {
            call.waiting = schedule(delays.getOrDefault(lane, Duration.ZERO), call::begin);
        }
        return call;
    }

    @Override
    public void close() {
        kill();
    }

    /** Runs what is due, in the order in which it became so, unless the process stands still. */
    private void goOn() {
        Duration left = stillUntil.minus(time.passed());
        if (left.compareTo(Duration.ZERO) > 0) {
            time.schedule(left, this::goOn);
            return;
        }
        for (Guarded next = late.poll(); next != null && !dead; next = late.poll()) {
            next.begin();
        }
    }

    /** Runs when it is due, or when the process goes on, or never. */
    private final class Guarded implements Runnable, Cancellable {

        private final Runnable task;
        private boolean cancelled;

        Guarded(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            late.add(this);
            goOn();
        }

        private void begin() {
            if (!cancelled) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final class Call<T> implements Task {

        private final Lane lane;
        private final Work<T> work;
        private final Completion<T> completion;

        /** Null if the lane was full. */
        private @Nullable Cancellable waiting;

        /** Null until it was handed to the lane. */
        private @Nullable Task running;

        private boolean calledOff;

        Call(Lane lane, Work<T> work, Completion<T> completion) {
            this.lane = lane;
            this.work = work;
            this.completion = completion;
        }

        void begin() {
            running = time.submit(lane, work, end -> new Guarded(() -> completion.ended(seenNow(end))).run());
        }

        /** A process that stood still sees a call's end late. */
        private Ended<T> seenNow(Ended<T> end) {
            return new Ended<>(end.value(), end.failure(), end.startedNanos(), nanoTime());
        }

        void neverRuns(RuntimeException why) {
            execute(() -> completion.ended(new Ended<>(null, why, nanoTime(), nanoTime())));
        }

        @Override
        public boolean started() {
            return running != null && running.started();
        }

        @Override
        public void cancel() {
            if (running != null) {
                running.cancel();
            } else if (waiting != null && !calledOff) {
                calledOff = true;
                waiting.cancel();
                neverRuns(new CancellationException("called off"));
            }
        }
    }
}
