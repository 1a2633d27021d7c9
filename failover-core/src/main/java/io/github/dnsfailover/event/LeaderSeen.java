package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;

/** Another instance was seen to lead the pools of a scope; when this engine looked before, it did not. */
public interface LeaderSeen extends FailoverEvent {

    /** What the lead is held for: the zone, unless the pools say otherwise. */
    String scope();

    /** What it calls itself, such as host and process. */
    String name();

    /** Its term. */
    long term();
}
