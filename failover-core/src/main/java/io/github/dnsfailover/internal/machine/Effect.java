package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent;

/** What a machine wants done. */
public sealed interface Effect {

    /** Probe a target. */
    record StartProbe(long id, int target) implements Effect {}

    /** A probe is overdue: say what became of it, and end it. */
    record AbandonProbe(long id, int target) implements Effect {}

    /** Read the records. */
    record Read(long id) implements Effect {}

    /** Make a change, if the term is still this one. */
    record Write(PlannedWrite write, long term) implements Effect {}

    /** Interrupt a read or a write. */
    record CancelCall(long id) implements Effect {}

    /** Prove an accepted change at the authoritative servers. */
    record Prove(Accepted accepted) implements Effect {}

    /** Look at the control targets now. */
    record AskControls() implements Effect {}

    /** Tell listeners. */
    record Emit(FailoverEvent event) implements Effect {}

    /** Let another instance lead. */
    record Resign(String why) implements Effect {}

    /** Store what is left of the intents after some expired. */
    record SaveIntents(Intents intents) implements Effect {}
}
