package io.github.dnsfailover;

/**
 * Is told what happened.
 *
 * <p>Each listener has a queue of its own, of bounded length, and is called for one event after the other on a thread
 * of the listeners' lane. It may block, which delays its own next event and nothing else; when its queue is full the
 * oldest events of a kind that the queue also holds a newer one of are dropped first, and {@link
 * io.github.dnsfailover.event.EventsDropped} says how many. What it throws is logged, and is the
 * trouble {@code LISTENER_FAILS} for the other listeners.
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
