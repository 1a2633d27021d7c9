package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.event.EventsDropped;
import io.github.dnsfailover.event.ListenerFailed;
import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events that wait for one listener, handed over one by one. Confined to the engine thread. */
final class ListenerQueue {

    private static final Logger log = LoggerFactory.getLogger(ListenerQueue.class);

    private final EngineRuntime runtime;
    private final FailoverListener listener;
    private final int limit;
    private final BiConsumer<ListenerQueue, ListenerFailed> onFailure;
    private final Deque<FailoverEvent> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean failing;

    /** The next try after the lane had no room: one, however many events come meanwhile. */
    private Cancellable retry = () -> {};

    private long dropped;

    ListenerQueue(
            EngineRuntime runtime,
            FailoverListener listener,
            int limit,
            BiConsumer<ListenerQueue, ListenerFailed> onFailure) {
        this.runtime = runtime;
        this.listener = listener;
        this.limit = limit;
        this.onFailure = onFailure;
    }

    void add(FailoverEvent event) {
        if (waiting.size() >= limit) {
            dropOne();
        }
        waiting.add(event);
        next();
    }

    boolean isIdle() {
        return !busy && waiting.isEmpty();
    }

    /** Drops the oldest that a newer one of its kind and pool follows; if there is none, the oldest. */
    private void dropOne() {
        dropped++;
        Set<String> newer = new HashSet<>();
        FailoverEvent victim = null;
        for (Iterator<FailoverEvent> newestFirst = waiting.descendingIterator(); newestFirst.hasNext(); ) {
            FailoverEvent event = newestFirst.next();
            if (!newer.add(event.getClass().getName() + " " + event.pool())) {
                victim = event;
            }
        }
        if (victim == null) {
            waiting.removeFirst();
        } else {
            FailoverEvent gone = victim;
            waiting.removeIf(event -> event == gone);
        }
    }

    private void next() {
        if (busy) {
            return;
        }
        FailoverEvent event = dropped > 0 ? new EventsDropped("", runtime.now(), dropped) : waiting.poll();
        if (event == null) {
            return;
        }
        dropped = event instanceof EventsDropped ? 0 : dropped;
        busy = true;
        AtomicBoolean reached = new AtomicBoolean();
        runtime.<Boolean>submit(
                Lane.LISTENERS,
                () -> {
                    reached.set(true);
                    listener.on(event);
                    return true;
                },
                end -> {
                    busy = false;
                    if (reached.get()) {
                        ended(event, end.failure());
                    } else {
                        putBack(event);
                    }
                });
    }

    /** The lane is full of other listeners' work. */
    private void putBack(FailoverEvent event) {
        if (event instanceof EventsDropped some) {
            dropped += some.count();
        } else {
            waiting.addFirst(event);
        }
        retry.cancel();
        retry = runtime.schedule(Limits.LISTENER_RETRY, this::next);
    }

    private void ended(FailoverEvent event, @Nullable Throwable failure) {
        if (failure != null && !failing && !(event instanceof ListenerFailed)) {
            String name = listener.getClass().getName();
            log.warn("listener={} event={} threw", name, event.getClass().getSimpleName(), failure);
            onFailure.accept(this, new ListenerFailed(event.pool(), runtime.now(), name, failure.toString()));
        }
        failing = failure != null;
        next();
    }
}
