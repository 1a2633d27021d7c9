package io.github.dnsfailover.event;

import io.github.dnsfailover.dns.RecordSet;
import java.util.List;

/** Somebody else changed the records. */
public interface ForeignEdit extends PoolEvent {

    /** What the engine does about it. */
    enum Response {
        /** Sets it right after the hold-down. */
        REASSERT,
        /** Stops writing until an operator clears. */
        FREEZE,
        /** Leaves it as it is. */
        YIELD
    }

    /** What should stand. */
    List<RecordSet> expected();

    /** What stands. */
    List<RecordSet> found();

    /** What the engine does about it. */
    Response response();
}
