package io.github.dnsfailover;

/**
 * Is told what happened. The kinds of events are in {@link io.github.dnsfailover.event}.
 *
 * <pre>{@code
 * FailoverListener toChat = event -> {
 *     if (event instanceof RecordsChanged changed) {
 *         System.out.println(changed.from() + " -> " + changed.to() + ": " + changed.reason());
 *     }
 * };
 * }</pre>
 *
 * <p>Each listener has a queue of its own, of bounded length. It is called for one event after the other, on a thread
 * of the listeners' lane. It may block: that delays its own next event and nothing else. When its queue is full, events
 * are dropped, first the oldest of a kind of which the queue holds a newer one, and {@link
 * io.github.dnsfailover.event.EventsDropped} says how many. What a listener throws is logged, and the other listeners
 * are told of it by the trouble {@link Trouble.Kind#LISTENER_FAILS}.
 */
@FunctionalInterface
public interface FailoverListener {

    /** Takes one event. */
    void on(FailoverEvent event);

    /**
     * Whether it tells people, so that this instance may be the one that tells them what every instance sees ({@link
     * EngineSnapshot#speaker}); {@link io.github.dnsfailover.notify.Alerts} does. Whoever wraps a listener hands it on.
     */
    default boolean tellsPeople() {
        return false;
    }

    /**
     * A listener that logs each event as one line to {@code io.github.dnsfailover.events}: notices at INFO, warnings
     * and alarms at WARN, everything else at DEBUG. An alarm says {@code severity=ALARM}.
     */
    static FailoverListener logging() {
        return new LoggingListener();
    }
}
