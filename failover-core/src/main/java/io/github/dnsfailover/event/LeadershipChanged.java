package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.util.OptionalLong;

/** The engine leads the pools of a scope from now on, or no longer. */
public interface LeadershipChanged extends FailoverEvent {

    /** What the lead is held for: the zone, unless the pools say otherwise. */
    String scope();

    /** The term; empty if it does not lead. */
    OptionalLong term();

    /** Why, where that is known. */
    String detail();
}
