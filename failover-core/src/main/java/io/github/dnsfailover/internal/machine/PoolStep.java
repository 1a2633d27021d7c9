package io.github.dnsfailover.internal.machine;

import java.time.Instant;
import java.util.List;

/**
 * One step under way: the parts as they are by now. Only {@link PoolMachine} and {@link Replies} hold one, and put a new part
 * in the place of an old one; parts and rules get what they may look at. Lives for one step.
 */
final class PoolStep {

    final Turn turn;
    Diagnosis diagnosis;
    Sight sight;
    Exchange exchange;
    Custody custody;
    Said said;
    Pacing pacing;
    Outlook outlook;
    boolean closed;

    PoolStep(PoolSpec spec, PoolState before, long now, Instant wall) {
        turn = new Turn(spec, before.pulse(), now, wall);
        diagnosis = before.diagnosis();
        sight = before.sight();
        exchange = before.exchange();
        custody = before.custody();
        said = before.said();
        pacing = before.pacing();
        outlook = before.outlook();
        closed = before.pulse().closed();
    }

    /** Everything as it is by now, to look at. */
    PoolState state() {
        return new PoolState(turn.pulse(closed), diagnosis, sight, exchange, custody, said, pacing, outlook);
    }

    PoolMachine.Step finish() {
        return new PoolMachine.Step(state(), List.copyOf(turn.effects));
    }
}
