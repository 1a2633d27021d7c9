package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.runtime.EngineRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A runtime whose time stands still: tasks run when the test says so, timers are noted, work in lanes never begins. */
final class QueueRuntime implements EngineRuntime {

    final List<Duration> timers = new ArrayList<>();
    final List<Lane> submitted = new ArrayList<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    /** Runs what waits for the engine's thread. */
    void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public long seed() {
        return 1;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        timers.add(delay);
        return () -> {};
    }

    @Override
    public <T> Task submit(Lane lane, Work<T> work, Completion<T> completion) {
        submitted.add(lane);
        return new Task() {
            @Override
            public boolean started() {
                return false;
            }

            @Override
            public void cancel() {}
        };
    }

    @Override
    public void close() {}
}
