package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;

/** A listener was too slow for its queue. */
public interface EventsDropped extends FailoverEvent {

    /** How many events it missed. */
    long count();
}
