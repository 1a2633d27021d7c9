package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.event.ListenerFailed;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.util.List;

/** Hands each event to the queue of each listener; for the engine, and for alerts about alerts. Confined to the engine thread. */
public final class EventHub {

    private final EngineRuntime runtime;
    private final List<ListenerQueue> queues;

    public EventHub(EngineRuntime runtime, List<FailoverListener> listeners, int pools) {
        int limit = Math.max(Limits.LISTENER_QUEUE, Limits.LISTENER_QUEUE_PER_POOL * pools);
        this.runtime = runtime;
        this.queues = listeners.stream()
                .map(listener -> new ListenerQueue(runtime, listener, limit, this::failed))
                .toList();
    }

    public void emit(FailoverEvent event) {
        for (ListenerQueue queue : queues) {
            queue.add(event);
        }
    }

    /** Runs {@code then} when every listener has got what waits for it, or the time for that is over. */
    public void drain(Runnable then) {
        drainUntil(runtime.nanoTime() + Limits.LISTENER_DRAIN.toNanos(), then);
    }

    private void drainUntil(long end, Runnable then) {
        boolean idle = queues.stream().allMatch(ListenerQueue::isIdle);
        if (idle || runtime.nanoTime() - end >= 0) {
            then.run();
        } else {
            runtime.schedule(Limits.LISTENER_LOOK, () -> drainUntil(end, then));
        }
    }

    /** The others hear of it; telling the one that fails would only make it fail again. */
    private void failed(ListenerQueue failing, ListenerFailed event) {
        for (ListenerQueue queue : queues) {
            if (queue != failing) {
                queue.add(event);
            }
        }
    }
}
