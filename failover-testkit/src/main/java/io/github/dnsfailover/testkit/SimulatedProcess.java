package io.github.dnsfailover.testkit;

import io.github.dnsfailover.runtime.EngineRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The process that one engine runs in, on the time of the whole simulation: it may stand still while the others go
 * on, or its machine may be suspended, its lanes may be slow or full, its clocks may be wrong or run too fast, and it
 * may be killed. Confined to the simulation's thread.
 */
final class SimulatedProcess implements EngineRuntime {

    private final VirtualRuntime time;

    /** How fast its clock for durations runs. */
    private final double rate;

    /** How fast its wall clock runs. */
    private final double wallRate;

    private final Map<Lane, Duration> delays = new EnumMap<>(Lane.class);
    private final Set<Lane> full = EnumSet.noneOf(Lane.class);
    private Duration wallOffset;
    private Duration stillUntil = Duration.ZERO;
    private Duration stalled = Duration.ZERO;
    private boolean dead;

    /** When its machine was suspended; its clock for durations did not count then. */
    private final List<Suspension> suspensions = new ArrayList<>();

    private record Suspension(long from, long until) {

        long within(long begin, long end) {
            return Math.max(0, Math.min(end, until) - Math.max(begin, from));
        }
    }

    /** What is due, the first first. */
    private final Deque<Guarded> late = new ArrayDeque<>();

    SimulatedProcess(VirtualRuntime time, Duration wallOffset) {
        this(time, wallOffset, 1, 1);
    }

    /** With clocks that run faster or slower than those of others. */
    SimulatedProcess(VirtualRuntime time, Duration wallOffset, double rate, double wallRate) {
        this.time = time;
        this.wallOffset = wallOffset;
        this.rate = rate;
        this.wallRate = wallRate;
    }

    double rate() {
        return rate;
    }

    /** Whether its clock for durations counts all time, no faster and no slower than it passes. */
    boolean countsTruly() {
        return rate == 1 && suspensions.isEmpty();
    }

    /** How much time has passed by its own clock for durations. */
    Duration passed() {
        return passedSince(Duration.ZERO);
    }

    /** How much time has passed by its own clock for durations since the world was so old. */
    Duration passedSince(Duration age) {
        long from = age.toNanos();
        long now = time.passed().toNanos();
        long counting = now - from;
        for (Suspension each : suspensions) {
            counting -= each.within(from, now);
        }
        return Duration.ofNanos(rate == 1 ? counting : (long) (counting * rate));
    }

    private long resumesAt() {
        return suspensions.isEmpty()
                ? 0
                : suspensions.get(suspensions.size() - 1).until();
    }

    /**
     * The machine is suspended for this long: nothing runs, and its clock for durations does not count. Its wall clock
     * does, unless it is a copy of a machine that goes on as if no time had passed.
     */
    void suspend(Duration span, boolean wallCounts) {
        long now = time.passed().toNanos();
        if (now < resumesAt()) {
            return;
        }
        suspensions.add(new Suspension(now, now + span.toNanos()));
        Duration until = time.passed().plus(span);
        stillUntil = until.compareTo(stillUntil) > 0 ? until : stillUntil;
        wallOffset = wallCounts ? wallOffset : wallOffset.minus(span);
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
        return time.nanoTime() - time.passed().toNanos() + passed().toNanos();
    }

    @Override
    public long stalledNanos() {
        return rate == 1 ? stalled.toNanos() : (long) (stalled.toNanos() * rate);
    }

    @Override
    public Instant now() {
        long ahead = wallRate == 1 ? 0 : (long) (time.passed().toNanos() * (wallRate - 1));
        return time.now().plus(wallOffset).plusNanos(ahead);
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
        Guarded guarded = new Guarded(task, delay);
        time.schedule(real(delay), guarded);
        return guarded;
    }

    /** How long something takes that takes this long by its own clock. */
    private Duration real(Duration own) {
        return rate == 1 ? own : Duration.ofNanos((long) Math.ceil(own.toNanos() / rate));
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
        private final long due;
        private boolean cancelled;

        Guarded(Runnable task, Duration delay) {
            this.task = task;
            this.due = nanoTime() + Math.max(0, delay.toNanos());
        }

        @Override
        public void run() {
            long left = due - nanoTime();
            if (left > 0) { // it was suspended meanwhile
                long resumes = Math.max(0, resumesAt() - time.passed().toNanos());
                time.schedule(real(Duration.ofNanos(left)).plusNanos(resumes), this);
                return;
            }
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

        /** When it began, by its own clock. */
        private OptionalLong began = OptionalLong.empty();

        Call(Lane lane, Work<T> work, Completion<T> completion) {
            this.lane = lane;
            this.work = work;
            this.completion = completion;
        }

        void begin() {
            running = time.submit(
                    lane, this::run, end -> new Guarded(() -> completion.ended(seenNow(end)), Duration.ZERO).run());
        }

        private @Nullable T run() throws Exception {
            began = OptionalLong.of(nanoTime());
            return work.run();
        }

        /** A process that stood still sees a call's end late. */
        private Ended<T> seenNow(Ended<T> end) {
            long started = countsTruly() ? end.startedNanos() : began.orElse(nanoTime());
            return new Ended<>(end.value(), end.failure(), started, nanoTime());
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
