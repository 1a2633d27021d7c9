package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.dns.RecordSet;
import java.util.List;

/** What the machine of a pool wants done. */
public sealed interface Effect {

    /** Probe a target. */
    record StartProbe(long id, int target) implements Effect {}

    /** A probe is overdue: say what became of it, and end it. */
    record AbandonProbe(long id, int target) implements Effect {}

    /** What waits for a read. */
    enum Haste {
        /** A move that is wanted. */
        WANTED,
        /** Nothing can be written before it. */
        NEEDED,
        /** Nothing. */
        CALM
    }

    /** Read the records. */
    record Read(long id, Haste haste) implements Effect {}

    /** By now, a move waits for the read that waits for its turn. */
    record HastenRead(long id) implements Effect {}

    /** Make a change, if the term is still this one. */
    record Write(PlannedWrite write, long term) implements Effect {}

    /** Ask whether these sets, which stand there, may be written. */
    record ProveRights(long id, List<RecordSet> sets) implements Effect {}

    /** Interrupt a call of the provider. */
    record CancelCall(long id) implements Effect {}

    /** Prove an accepted change at the authoritative servers. */
    record Prove(Accepted accepted) implements Effect {}

    /** Tell the machine of the whole process. */
    record Tell(EngineInput input) implements Effect {}

    /** Tell listeners. */
    record Emit(FailoverEvent event) implements Effect {}
}
