package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.event.PoolStarted;
import io.github.dnsfailover.event.PoolStopped;
import java.time.Instant;
import java.util.List;

/**
 * The whole behaviour of a pool as a function: state and input in, next state and effects out.
 *
 * <p>It reads no clock, starts no thread and calls no one but the policy, which is a function too. It is level-triggered:
 * each step compares what is with what should be, so a lost write, an edit by hand and a restart heal by one path. Immutable
 * and thread-safe; the states that it returns are never changed.
 */
final class PoolMachine {

    /**
     * What comes out of a step.
     *
     * @param state the next state; its {@code deadline} is when the next {@link Input.Tick} is due
     * @param effects what to do, in this order
     */
    record Step(PoolState state, List<Effect> effects) {}

    private final PoolSpec spec;

    PoolMachine(PoolSpec spec) {
        this.spec = spec;
    }

    PoolSpec spec() {
        return spec;
    }

    /** The state before the first input. */
    Step start(long seed, long now, Instant wall) {
        Turn turn = new Turn(spec, new PoolState(spec, seed, now, wall), now, wall);
        Probing.spreadFirstProbes(turn);
        turn.emit(new PoolStarted(
                turn.pool(),
                wall,
                spec.pool.convergence().toString(),
                spec.pool.provider().traits().label(),
                spec.pool.warnings()));
        return finish(turn);
    }

    /** Takes one input. */
    Step step(PoolState before, Input input, long now, Instant wall) {
        Turn turn = new Turn(spec, new PoolState(before), now, wall);
        if (turn.state.closed) {
            return finish(turn);
        }
        if (input instanceof Input.Close) {
            turn.state.closed = true;
            turn.emit(new PoolStopped(turn.pool(), wall));
            return finish(turn);
        }
        Vantage.noticeLag(turn);
        take(turn, input);
        Calls.watch(turn);
        Vantage.recover(turn);
        Operators.expire(turn);
        Probing.startDueProbes(turn);
        Acting.decideAndAct(turn);
        Calls.startDueRead(turn);
        if (turn.state.calling()) {
            turn.wakeAt(turn.state.callDeadline);
        }
        return finish(turn);
    }

    private static Step finish(Turn turn) {
        turn.state.deadline = turn.nextDeadline();
        return new Step(turn.state, List.copyOf(turn.effects));
    }

    private static void take(Turn turn, Input input) {
        if (input instanceof Input.ProbeEnded probe) {
            Probing.ended(turn, probe);
        } else if (input instanceof Input.CheckBroken broken) {
            Probing.broken(turn, broken);
        } else if (input instanceof Input.CallStarted started) {
            Calls.started(turn, started.id());
        } else if (input instanceof Input.ReadReturned read) {
            Calls.readReturned(turn, read);
        } else if (input instanceof Input.ReadThrew read) {
            Calls.readThrew(turn, read);
        } else if (input instanceof Input.WriteApplied write) {
            Calls.writeApplied(turn, write);
        } else if (input instanceof Input.WriteConflicted write) {
            Calls.writeConflicted(turn, write);
        } else if (input instanceof Input.WriteThrew write) {
            Calls.writeThrew(turn, write);
        } else if (input instanceof Input.WriteSkipped write) {
            Calls.writeSkipped(turn, write.id());
        } else if (input instanceof Input.TermSeen seen) {
            Vantage.termSeen(turn, seen.term(), seen.detail());
        } else if (input instanceof Input.IntentsSet set) {
            Operators.set(turn, set);
        } else if (input instanceof Input.FailbackAsked) {
            Operators.failbackAsked(turn);
        } else if (input instanceof Input.StoreFailed failed) {
            Operators.storeFailed(turn, failed);
        } else if (input instanceof Input.ControlPassed passed) {
            Vantage.controlPassed(turn, passed.startedNanos());
        } else if (input instanceof Input.ControlsFailed failed) {
            Vantage.controlsFailed(turn, failed.detail());
        } else if (input instanceof Input.FailuresReported reported) {
            Probing.bringForward(turn, reported);
        } else if (!(input instanceof Input.Tick)) {
            throw new AssertionError("input of an unknown kind: " + input);
        }
    }
}
