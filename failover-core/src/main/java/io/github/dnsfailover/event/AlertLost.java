package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;

/**
 * An alert will not reach the people behind one notifier; told to the listeners of the alerts, not to those of an
 * engine.
 */
public interface AlertLost extends FailoverEvent {

    /** The name of the notifier. */
    String notifier();

    /** What the alert said. */
    String subject();

    /** Why it was given up. */
    String detail();
}
