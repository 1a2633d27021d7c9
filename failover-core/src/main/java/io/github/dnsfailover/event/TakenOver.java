package io.github.dnsfailover.event;

import io.github.dnsfailover.dns.RecordSet;
import java.util.List;

/** The engine manages the records from now on. */
public interface TakenOver extends PoolEvent {

    /** Ids of the endpoints that were found published. */
    List<String> published();

    /** What was found. */
    List<RecordSet> found();
}
