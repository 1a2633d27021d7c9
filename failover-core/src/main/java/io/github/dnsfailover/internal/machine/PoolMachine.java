package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.event.IntentChanged;
import io.github.dnsfailover.event.PoolStarted;
import io.github.dnsfailover.event.PoolStopped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The whole behaviour of a pool as a function: state and input in, next state and effects out.
 *
 * <p>It reads no clock, starts no thread and calls no one but the policy, which is a function too. It is level-triggered:
 * each step compares what is with what should be, so a lost write, an edit by hand and a restart heal by one path. Immutable
 * and thread-safe; the states that it returns are never changed.
 */
public final class PoolMachine {

    /**
     * What comes out of a step.
     *
     * @param state the next state; its {@code deadline} is when the next {@link Input.Tick} is due
     * @param effects what to do, in this order
     */
    public record Step(PoolState state, List<Effect> effects) {}

    private final PoolSpec spec;

    public PoolMachine(PoolSpec spec) {
        this.spec = spec;
    }

    public PoolSpec spec() {
        return spec;
    }

    /** The state before the first input. */
    public Step start(long seed, long now, Instant wall) {
        PoolStep step = new PoolStep(spec, PoolState.first(spec, seed, now, wall), now, wall);
        step.diagnosis = step.diagnosis.spreadFirstProbes(step.turn);
        step.turn.emit(new PoolStarted(
                spec.pool.pool(), wall, spec.pool.convergence().toString(), spec.traits.label(), spec.pool.warnings()));
        return step.finish();
    }

    /** Takes one input. */
    public Step step(PoolState before, Input input, long now, Instant wall) {
        PoolStep step = new PoolStep(spec, before, now, wall);
        if (step.closed) {
            return step.finish();
        }
        if (input instanceof Input.Close) {
            step.closed = true;
            step.turn.emit(new PoolStopped(spec.pool.pool(), wall));
            return step.finish();
        }
        noticeLag(step, now - before.deadline());
        take(step, input);
        Replies.watch(step);
        recover(step);
        step.said = step.said.expired(step.turn);
        step.diagnosis = step.diagnosis.startDueProbes(step.turn, step.sight);
        decideAndAct(step);
        Replies.startDueRead(step);
        Replies.wakeForCall(step);
        return step.finish();
    }

    private static void take(PoolStep step, Input input) {
        if (input instanceof Input.ProbeEnded probe) {
            probeEnded(step, probe);
        } else if (input instanceof Input.CheckBroken broken) {
            step.diagnosis = step.diagnosis.checkBroken(step.turn, broken);
        } else if (input instanceof Input.CallStarted started) {
            step.exchange = step.exchange.started(step.turn, started.id());
        } else if (input instanceof Input.ReadReturned read) {
            Replies.readReturned(step, read);
        } else if (input instanceof Input.ReadThrew read) {
            Replies.readThrew(step, read);
        } else if (input instanceof Input.WriteApplied write) {
            Replies.writeApplied(step, write);
        } else if (input instanceof Input.WriteConflicted write) {
            Replies.writeConflicted(step, write);
        } else if (input instanceof Input.WriteThrew write) {
            Replies.writeThrew(step, write);
        } else if (input instanceof Input.WriteSkipped write) {
            Replies.writeSkipped(step, write);
        } else if (input instanceof Input.TermSeen seen) {
            termSeen(step, seen);
        } else if (input instanceof Input.IntentsSet set) {
            intentsSet(step, set);
        } else if (input instanceof Input.FailbackAsked) {
            step.said = step.said.failbackAsked(step.turn);
            step.exchange = step.exchange.needingRead(step.custody.leads());
        } else if (input instanceof Input.StoreFailed failed) {
            step.outlook = step.outlook.afterError("state store: " + failed.detail());
            step.said = step.said.storeFailed(step.turn, failed);
        } else if (input instanceof Input.ControlPassed passed) {
            controlPassed(step, passed);
        } else if (input instanceof Input.ControlsFailed failed) {
            controlsFailed(step, failed);
        } else if (input instanceof Input.FailuresReported reported) {
            step.diagnosis = step.diagnosis.broughtForward(step.turn, reported);
        } else if (!(input instanceof Input.Tick)) {
            throw new AssertionError("input of an unknown kind: " + input);
        }
    }

    // What the pool may trust

    /** An input long after the deadline means that this process stood still or is starved. */
    private static void noticeLag(PoolStep step, long late) {
        if (late > Limits.LAG.toNanos()) {
            step.diagnosis = step.diagnosis.tainted().spreadDueProbes(step.turn);
            step.sight = step.sight.stoodStill(step.turn, late);
        }
    }

    private static void probeEnded(PoolStep step, Input.ProbeEnded input) {
        TargetHealth target = step.diagnosis.target(input.target());
        Outstanding probe = target.schedule().underWay(input.id());
        if (probe == null) {
            return; // an old probe that was given up
        }
        HealthResult result = input.result();
        if (result.verdict() == Verdict.UNHEALTHY) {
            String doubt = doubt(step, input, probe);
            result = doubt.isEmpty() ? result : HealthResult.inconclusive(doubt + "; " + result.detail());
        }
        step.diagnosis = step.diagnosis.probeEnded(step.turn, step.sight, input, result);
    }

    /** What here may be the cause of a failure; empty if nothing is. */
    private static String doubt(PoolStep step, Input.ProbeEnded input, Outstanding probe) {
        if (probe.tainted()) {
            return "the process stood still";
        }
        if (step.sight.isCutOff()) {
            return "every control target fails too";
        }
        if (!step.turn.spec.wasStarved(input.stalledNanos())) {
            return "";
        }
        String why = "this process was kept from running for "
                + Duration.ofNanos(input.stalledNanos()).toMillis() + " ms of a probe";
        if (step.diagnosis.target(input.target()).health() != Health.UNHEALTHY) { // else it would have changed nothing
            step.diagnosis = step.diagnosis.failuresForgotten(); // they may have had the same cause
            step.sight = step.sight.starved(step.turn, why);
        }
        return why;
    }

    private static void controlPassed(PoolStep step, Input.ControlPassed input) {
        boolean wasCutOff = step.sight.isCutOff();
        step.sight = step.sight.controlPassed(step.turn, input.startedNanos());
        step.diagnosis = wasCutOff ? step.diagnosis.spreadDueProbes(step.turn) : step.diagnosis;
        step.diagnosis = step.diagnosis.settledWhereFallen(step.turn, step.sight);
    }

    private static void controlsFailed(PoolStep step, Input.ControlsFailed input) {
        if (!step.sight.isCutOff()) {
            step.diagnosis = step.diagnosis.tainted().failuresForgotten();
            step.sight = step.sight.controlsFailed(step.turn, input.detail());
        }
    }

    private static void recover(PoolStep step) {
        boolean wasBlind = step.sight.isBlind();
        step.sight = step.sight.recovered(step.turn);
        step.exchange = step.exchange.needingRead(wasBlind && !step.sight.isBlind());
    }

    // Who may write

    /** What a new term forgets, each part for itself; calls under way, pacing and freezes it keeps. */
    static void termSeen(PoolStep step, Input.TermSeen input) {
        if (step.custody.term().equals(input.term())) {
            return;
        }
        boolean several = step.turn.spec.identity.instances() == Leadership.Instances.SEVERAL;
        step.exchange = step.exchange.needingRead();
        step.said = step.said.failbackOver();
        if (input.term().isPresent() && several) {
            step.said = step.said.unknown();
        }
        step.custody = step.custody.inTerm(step.turn, input.term(), input.detail());
    }

    private static void intentsSet(PoolStep step, Input.IntentsSet input) {
        boolean news = step.said.isNews(input);
        step.said = step.said.set(step.turn, input);
        if (input.change() == IntentChanged.Change.CLEARED) {
            step.exchange = step.exchange.needingRead(step.custody.edits().isPresent());
            step.custody = step.custody.editsForgotten();
        }
        if (news) {
            boolean underWay = step.exchange.isReading(); // and is fresh enough for a word
            step.exchange = step.exchange.needingRead(step.custody.leads() && !underWay);
            step.turn.emit(new IntentChanged(step.turn.pool(), step.turn.wall, input.change(), input.text(), ""));
        }
    }

    // What follows from all that

    private static void decideAndAct(PoolStep step) {
        String blocked = Acting.blocked(step.custody, step.exchange, step.said);
        step.outlook = step.outlook.facing(blocked);
        Found found = step.custody.found();
        if (found == null || !step.custody.isManaged()) {
            return;
        }
        Merits merits = new Merits(step.turn.spec, step.diagnosis, step.said, step.turn.now);
        if (Choosing.pinned(step.turn.spec, merits).isEmpty()) {
            step.diagnosis = step.diagnosis.settled(step.turn, merits.noneIs(Health.UNKNOWN));
        }
        Choosing.Chosen chosen = new Choosing(step.turn, step.diagnosis, step.said, step.custody.standing()).choose();
        step.outlook = step.outlook.decided(step.turn, chosen);
        if (blocked.isEmpty()) {
            perform(step, new Acting(step.turn, step.state(), found, chosen.choice()).move());
        }
    }

    private static void perform(PoolStep step, Move move) {
        if (move instanceof Move.Nothing) {
            step.said = step.said.failbackOver();
            step.outlook = step.outlook.following().facing("");
        } else if (move instanceof Move.Obstructed obstructed) {
            step.outlook = step.outlook.facing(obstructed.obstacle());
        } else if (move instanceof Move.Withheld withheld) {
            step.outlook = step.outlook
                    .withheld(step.turn, withheld.endpoints(), withheld.plan(), withheld.reason())
                    .facing("this is a dry run");
        } else if (move instanceof Move.Write write) {
            step.custody = step.custody.sending();
            step.pacing = step.pacing.sending(write.repair());
            Replies.startWrite(step, write.write());
            step.outlook = step.outlook.facing("a call to the provider is under way");
        } else {
            throw new AssertionError("a move of an unknown kind: " + move);
        }
    }
}
