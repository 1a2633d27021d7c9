package io.github.dnsfailover.event;

import io.github.dnsfailover.dns.RecordSet;
import java.util.List;

/** A read told what became of a change whose outcome was unknown. */
public interface UnknownResolved extends PoolEvent {

    /** Whether the change stands. */
    boolean applied();

    /** Whether a part of it stands: a provider that writes set by set stopped on its way. The engine makes the rest. */
    boolean inPart();

    /** What stands there. */
    List<RecordSet> found();
}
