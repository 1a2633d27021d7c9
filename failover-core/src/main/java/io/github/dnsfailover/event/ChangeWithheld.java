package io.github.dnsfailover.event;

import java.util.List;

/** What would have been written, had this not been a dry run. */
public interface ChangeWithheld extends PoolEvent {

    /** Ids of the endpoints that would be published. */
    List<String> to();

    /** The change. */
    String plan();

    /** Why. */
    String reason();
}
