package io.github.dnsfailover.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work in a lane. Its end is told exactly once, whichever of running, cancelling and refusing comes first.
 *
 * <p>Thread-safe. The one lock guards {@code state} and {@code runner}; under it a thread is interrupted, and nothing
 * else is called: an interrupt sent outside it could hit the next piece of work on the same thread.
 */
final class LaneTask<T> implements EngineRuntime.Task, Runnable {

    private enum State {
        WAITING,
        RUNNING,
        ENDED
    }

    /**
     * Never cancelled itself: a FutureTask is how to catch whatever work throws, Errors too, without catching
     * Throwable.
     */
    private final FutureTask<@Nullable T> work;

    private final WorkLane lane;
    private final LongSupplier nanoTime;
    private final Consumer<EngineRuntime.Ended<T>> end;
    private final Object lock = new Object();

    private State state = State.WAITING;
    private boolean begun;

    /** Null unless running. */
    private @Nullable Thread runner;

    LaneTask(Callable<@Nullable T> work, WorkLane lane, LongSupplier nanoTime, Consumer<EngineRuntime.Ended<T>> end) {
        this.work = new FutureTask<>(work);
        this.lane = lane;
        this.nanoTime = nanoTime;
        this.end = end;
    }

    @Override
    public void run() {
        synchronized (lock) {
            if (state != State.WAITING) {
                return;
            }
            state = State.RUNNING;
            begun = true;
            runner = Thread.currentThread();
        }
        long started = nanoTime.getAsLong();
        work.run();
        long ended = nanoTime.getAsLong();
        synchronized (lock) {
            state = State.ENDED;
            runner = null;
        }
        end.accept(outcome(started, ended));
    }

    private EngineRuntime.Ended<T> outcome(long started, long ended) {
        try {
            return new EngineRuntime.Ended<>(work.get(), null, started, ended);
        } catch (ExecutionException e) {
            return new EngineRuntime.Ended<>(null, e.getCause(), started, ended);
        } catch (InterruptedException e) {
            throw new AssertionError("a finished FutureTask does not wait", e);
        }
    }

    @Override
    public boolean started() {
        synchronized (lock) {
            return begun;
        }
    }

    @Override
    public void cancel() {
        synchronized (lock) {
            if (runner != null) {
                runner.interrupt();
            }
        }
        if (neverRun(new CancellationException("cancelled before it began"))) {
            lane.remove(this); // or it would go on counting against the lane's bound
        }
    }

    /** Ends work that has not begun; false if it has, or has ended. */
    boolean neverRun(Throwable reason) {
        synchronized (lock) {
            if (state != State.WAITING) {
                return false;
            }
            state = State.ENDED;
        }
        long now = nanoTime.getAsLong();
        end.accept(new EngineRuntime.Ended<>(null, reason, now, now));
        return true;
    }
}
