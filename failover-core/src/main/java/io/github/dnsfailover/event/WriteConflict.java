package io.github.dnsfailover.event;

import io.github.dnsfailover.dns.RecordSet;
import java.util.List;

/** A change was refused, since the records were not as they were when it was planned. It is planned anew. */
public interface WriteConflict extends PoolEvent {

    /** What stands there. */
    List<RecordSet> actual();
}
