package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Hands each event to the queue of each listener, and each answer to whoever asked: all on the listeners' threads,
 * since the application's code may block. For the engine, and for alerts about alerts. Confined to the engine thread.
 */
public final class EventHub {

    private final EngineRuntime runtime;
    private final int limit;
    private final BiConsumer<String, String> onTurn;
    private final List<ListenerQueue> queues = new ArrayList<>();

    /** How many listeners of each name there have been. */
    private final Map<String, Integer> count = new HashMap<>();

    /** How many events listeners have missed. */
    private final AtomicLong dropped = new AtomicLong();

    private int answering;

    /**
     * A hub.
     *
     * @param pools how many pools the events are of, which makes longer queues
     * @param onTurn told a listener's name and what it threw when it begins to fail, and an empty text when it no
     *     longer does
     */
    public EventHub(
            EngineRuntime runtime, List<FailoverListener> listeners, int pools, BiConsumer<String, String> onTurn) {
        this.runtime = runtime;
        this.limit = Math.max(EngineLimits.LISTENER_QUEUE, EngineLimits.LISTENER_QUEUE_PER_POOL * pools);
        this.onTurn = onTurn;
        listeners.forEach(listener -> queues.add(queueOf(listener)));
    }

    /** Adds a listener; may be called on any thread, and so may what takes it out with all that waits for it. */
    public Cancellable add(FailoverListener listener) {
        List<ListenerQueue> added = new ArrayList<>(); // of the engine thread, too
        runtime.execute(() -> {
            added.add(queueOf(listener));
            queues.addAll(added);
        });
        return () -> runtime.execute(() -> {
            queues.removeAll(added);
            added.forEach(ListenerQueue::close);
            added.clear();
        });
    }

    private ListenerQueue queueOf(FailoverListener listener) {
        return new ListenerQueue(runtime, named(listener), limit, onTurn);
    }

    /**
     * By its class, or the one that a lambda stands in; each further one of the same class gets a number, for one
     * may fail while the other does not.
     */
    private ListenerQueue.Named named(FailoverListener listener) {
        String name = readable(listener.getClass().getName());
        int number = count.merge(name, 1, Integer::sum);
        return new ListenerQueue.Named(number == 1 ? name : name + " #" + number, listener);
    }

    /** A lambda's class has a name that nobody wrote, with an address that differs in each run. */
    static String readable(String className) {
        int lambda = className.indexOf("$$Lambda");
        return lambda < 0 ? className : "a lambda of " + className.substring(0, lambda);
    }

    public void emit(FailoverEvent event) {
        for (ListenerQueue queue : queues) {
            if (queue.add(event)) {
                dropped.incrementAndGet();
            }
        }
    }

    /** How many events listeners have missed in all; may be asked on any thread. */
    long dropped() {
        return dropped.get();
    }

    /** Completes a future on a thread of the lane, where its callbacks run; or here if the lane has no room. */
    <T> void answer(CompletableFuture<T> future, T value) {
        answering++;
        runtime.<Boolean>submit(Lane.LISTENERS, () -> future.complete(value), end -> {
            answering--;
            future.complete(value);
        });
    }

    /** Runs {@code then} when every listener has got what waits for it, or the time for that is over. */
    public void drain(Runnable then) {
        drain(EngineLimits.LISTENER_DRAIN, told -> then.run());
    }

    /** The same with a time of one's own; tells whether every listener has. */
    void drain(Duration limit, Consumer<Boolean> then) {
        drainUntil(runtime.nanoTime() + limit.toNanos(), then);
    }

    private void drainUntil(long end, Consumer<Boolean> then) {
        boolean idle = answering == 0 && queues.stream().allMatch(ListenerQueue::isIdle);
        if (idle || runtime.nanoTime() - end >= 0) {
            then.accept(idle);
        } else {
            runtime.schedule(EngineLimits.LISTENER_LOOK, () -> drainUntil(end, then));
        }
    }
}
