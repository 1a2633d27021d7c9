package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.PoolEvent;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.internal.event.Made;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that wait for one listener, handed over one by one. Adding one costs the same however many wait: a
 * listener that hangs must not slow down the engine's thread. Confined to the engine thread.
 */
final class ListenerQueue {

    /** A listener, and what people call it. */
    record Named(String name, FailoverListener listener) {}

    private static final Logger log = LoggerFactory.getLogger(ListenerQueue.class);

    private final EngineRuntime runtime;
    private final Named listener;
    private final int limit;
    private final BiConsumer<String, String> onTurn;

    /** What waits, by a number that grows; in the order of these numbers. */
    private final Map<Long, FailoverEvent> waiting = new LinkedHashMap<>();

    /** The newest that waits of each kind and pool. */
    private final Map<Object, Long> newest = new HashMap<>();

    /**
     * Those that wait and are followed by a newer one of their kind and pool, in the order in which they came to be so.
     */
    private final Set<Long> followed = new LinkedHashSet<>();

    private long number;
    private boolean closed;
    private boolean busy;
    private boolean failing;

    /** The event whose turn has come and which the lane had no room for; null if there is none. */
    private @Nullable FailoverEvent putBack;

    /** The next try after the lane had no room: one, however many events come meanwhile. */
    private Cancellable retry = () -> {};

    private long dropped;

    /**
     * A queue for one listener.
     *
     * @param onTurn told the listener's name and what it threw when it begins to fail, and an empty text when it no
     *     longer does
     */
    ListenerQueue(EngineRuntime runtime, Named listener, int limit, BiConsumer<String, String> onTurn) {
        this.runtime = runtime;
        this.listener = listener;
        this.limit = limit;
        this.onTurn = onTurn;
    }

    /**
     * Takes an event, unless it tells of this listener's own failure: that would only make it fail again.
     *
     * @return whether another one was dropped for it
     */
    boolean add(FailoverEvent event) {
        if (isOfListeners(event) && subject(event).equals(listener.name())) {
            return false;
        }
        boolean full = waiting.size() >= limit;
        if (full) {
            dropOne();
        }
        long added = number++;
        waiting.put(added, event);
        Long before = newest.put(kindAndPool(event), added);
        if (before != null) {
            followed.add(before);
        }
        next();
        return full;
    }

    /** Nothing more is handed over; that it failed is over, too. */
    void close() {
        closed = true;
        waiting.clear();
        followed.clear();
        newest.clear();
        putBack = null;
        retry.cancel();
        if (failing) {
            onTurn.accept(listener.name(), "");
        }
    }

    boolean isIdle() {
        return !busy && waiting.isEmpty() && putBack == null;
    }

    /** What a newer event says anew. */
    private static Object kindAndPool(FailoverEvent event) {
        if (event instanceof PoolEvent of) {
            return new About(event.getClass(), of.pool(), "");
        }
        if (event instanceof LeadershipChanged change) {
            return new About(event.getClass(), change.scope(), "");
        }
        Trouble trouble = troubleOf(event);
        return trouble == null
                ? event.getClass()
                : new About(event.getClass(), trouble.kind() + " " + trouble.name(), trouble.subject());
    }

    private static @Nullable Trouble troubleOf(FailoverEvent event) {
        if (event instanceof TroubleBegan began) {
            return began.trouble();
        }
        if (event instanceof TroubleChanged changed) {
            return changed.trouble();
        }
        return event instanceof TroubleEnded ended ? ended.trouble() : null;
    }

    private static boolean isOfListeners(FailoverEvent event) {
        Trouble trouble = troubleOf(event);
        return trouble != null && trouble.kind() == Trouble.Kind.LISTENER_FAILS;
    }

    private static String subject(FailoverEvent event) {
        Trouble trouble = troubleOf(event);
        return trouble == null ? "" : trouble.subject();
    }

    private record About(Class<?> kind, String name, String subject) {}

    /** Drops one that a newer one of its kind and pool follows; if there is none, the oldest. */
    private void dropOne() {
        dropped++;
        Iterator<Long> victims = followed.isEmpty() ? waiting.keySet().iterator() : followed.iterator();
        remove(victims.next());
    }

    private @Nullable FailoverEvent remove(long which) {
        FailoverEvent event = waiting.remove(which);
        followed.remove(which);
        if (event != null) {
            newest.remove(kindAndPool(event), which);
        }
        return event;
    }

    private @Nullable FailoverEvent poll() {
        FailoverEvent again = putBack;
        if (again != null) {
            putBack = null;
            return again;
        }
        Iterator<Long> first = waiting.keySet().iterator();
        return first.hasNext() ? remove(first.next()) : null;
    }

    private void next() {
        if (busy || closed) {
            return;
        }
        FailoverEvent event = dropped > 0 && putBack == null ? new Made.EventsDropped(runtime.now(), dropped) : poll();
        if (event == null) {
            return;
        }
        dropped = event instanceof Made.EventsDropped ? 0 : dropped;
        busy = true;
        AtomicBoolean reached = new AtomicBoolean();
        runtime.<Boolean>submit(
                Lane.LISTENERS,
                () -> {
                    reached.set(true);
                    listener.listener().on(event);
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
        if (closed) {
            return;
        }
        if (event instanceof Made.EventsDropped some) {
            dropped += some.count();
        } else {
            putBack = event;
        }
        retry.cancel();
        retry = runtime.schedule(EngineLimits.LISTENER_RETRY, this::next);
    }

    /** What it does with news of listeners is no news: two that fail on each other's would talk without an end. */
    private void ended(FailoverEvent event, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        boolean fails = failure != null;
        if (fails && !failing) {
            log.warn(
                    "listener={} event={} threw",
                    listener.name(),
                    event.getClass().getSimpleName(),
                    failure);
        }
        if (fails != failing && !isOfListeners(event)) {
            failing = fails;
            onTurn.accept(listener.name(), failure == null ? "" : ForeignText.of(failure));
        }
        next();
    }
}
