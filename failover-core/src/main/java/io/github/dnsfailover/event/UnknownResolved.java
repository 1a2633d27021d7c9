package io.github.dnsfailover.event;

import io.github.dnsfailover.dns.RecordSet;
import java.util.List;

/** A read told what became of a change whose outcome was unknown. */
public interface UnknownResolved extends PoolEvent {

    /** Whether the change stands. */
    boolean applied();

    /** What stands there. */
    List<RecordSet> found();
}
