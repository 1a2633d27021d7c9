package io.github.dnsfailover.internal.machine;

import java.time.Instant;
import java.util.List;

/**
 * One step under way: the parts as they are by now. Only {@link PoolMachine}, {@link Replies} and {@link Doubt} hold
 * one, and put a new part in the place of an old one; parts and rules get what they may look at. Lives for one step.
 */
final class PoolStep {

    final Turn turn;
    Diagnosis diagnosis;
    Sight sight;
    Exchange exchange;
    Custody custody;
    Said said;
    Rights rights;
    Pacing pacing;
    Outlook outlook;
    Troubles troubles;
    private int faults;
    private String fault;

    PoolStep(PoolSpec spec, PoolState before, long now, Instant wall) {
        turn = new Turn(spec, before.pulse(), now, wall);
        diagnosis = before.diagnosis();
        sight = before.sight();
        exchange = before.exchange();
        custody = before.custody();
        said = before.said();
        rights = before.rights();
        pacing = before.pacing();
        outlook = before.outlook();
        troubles = before.troubles();
        faults = before.pulse().faults();
        fault = before.pulse().fault();
    }

    /** The pool is looked at again and nothing throws. */
    void faultIsOver() {
        faults = 0;
        fault = "";
    }

    /** Everything as it is by now, to look at. */
    PoolState state() {
        return state(false);
    }

    private PoolState state(boolean closed) {
        PoolState.Pulse pulse = turn.pulse(closed, faults, fault);
        return new PoolState(pulse, diagnosis, sight, exchange, custody, said, rights, pacing, outlook, troubles);
    }

    PoolMachine.Step finish() {
        return new PoolMachine.Step(state(), List.copyOf(turn.effects));
    }

    PoolMachine.Step finishForGood() {
        return new PoolMachine.Step(state(true), List.copyOf(turn.effects));
    }

    PoolMachine.Step finishAfterFault(String text) {
        int doublings = Math.min(faults, 10);
        long pause = Math.min(Limits.LONGEST_FAULT_PAUSE.toNanos(), Limits.FIRST_FAULT_PAUSE.toNanos() << doublings);
        turn.wakeAt(turn.now + pause);
        faults++;
        fault = text;
        return finish();
    }
}
