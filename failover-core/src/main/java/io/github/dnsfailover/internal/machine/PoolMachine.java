package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.internal.event.Made;
import io.github.dnsfailover.internal.text.ForeignText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The whole behaviour of a pool as a function: state, input and the facts of the process in, next state and effects
 * out.
 *
 * <p>It reads no clock, starts no thread and calls no one but the policy, which is a function too. It is
 * level-triggered: each step compares what is with what should be, so a lost write, an edit by hand and a restart
 * heal by one path. Immutable and thread-safe; the states that it returns are never changed.
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
        step.turn.emit(new Made.PoolStarted(
                spec.pool.pool(), wall, spec.convergence(), spec.traits.label(), spec.pool.warnings()));
        return step.finish();
    }

    /** Takes one input. */
    public Step step(PoolState before, Input input, Facts facts, long now, Instant wall) {
        PoolStep step = new PoolStep(spec, before, now, wall);
        if (before.pulse().closed()) {
            return step.finishForGood();
        }
        if (input instanceof Input.Close) {
            step.custody = step.custody.inTerm(step.turn, OptionalLong.empty(), true);
            step.troubles.tellClosed(step.turn, step.turn::emit);
            step.turn.emit(new Made.PoolStopped(spec.pool.pool(), wall));
            return step.finishForGood();
        }
        follow(step, facts);
        take(step, input);
        CallWatch.watch(step);
        obeyClear(step);
        step.diagnosis = step.diagnosis.startDueProbes(step.turn, step.sight);
        Choice choice = decideAndAct(step);
        Replies.startDueRead(step);
        Replies.startDueProof(step);
        CallWatch.wake(step);
        tellTroubles(step, choice);
        Opinion.tellIfOthers(step.turn, before.diagnosis(), step.diagnosis);
        step.outlook = step.outlook.seeingDeadPlace(step.turn, DeadPlace.text(step.turn.spec, step.state(), now));
        return step.finish();
    }

    /** A step threw: the state is what it was, a call under way is given up, and the pool is looked at again soon. */
    public Step afterFault(PoolState before, String thrown, long now, Instant wall) {
        String fault = ForeignText.line(thrown);
        PoolStep step = new PoolStep(spec, before, now, wall);
        step.exchange = step.exchange.afterFault(step.turn);
        Wrong wrong = Wrong.ofPool(step.turn, Trouble.Kind.ENGINE_FAULT, fault);
        step.troubles = step.troubles.with(step.turn, wrong, step.turn::emit);
        return step.finishAfterFault(fault);
    }

    private static void take(PoolStep step, Input input) {
        if (input instanceof Input.ProbeEnded probe) {
            probeEnded(step, probe);
        } else if (input instanceof Input.CheckBroken broken) {
            step.diagnosis = step.diagnosis.checkBroken(broken);
        } else if (input instanceof Input.CallStarted started) {
            step.exchange = step.exchange.started(step.turn, started.id());
        } else if (input instanceof Input.CallWaits waits) {
            step.exchange = step.exchange.turnExpected(step.turn, waits);
        } else if (input instanceof Input.CallReturned returned) {
            Replies.returnedToQueue(step, returned.id());
        } else if (input instanceof Input.CallDropped dropped) {
            Replies.dropped(step, dropped);
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
        } else if (input instanceof Input.RightsAnswered answered) {
            step.rights = step.rights.answered(step.turn, answered);
        } else if (input instanceof Input.RightsUnanswered unanswered) {
            step.rights = step.rights.unanswered(step.turn, unanswered.id());
        } else if (input instanceof Input.WordsSet set) {
            wordsSet(step, set);
        } else if (input instanceof Input.Proved proved) {
            step.custody = step.custody.with(step.custody.changes().proved(proved.horizon()));
        } else if (input instanceof Input.NotProved not) {
            step.custody = step.custody.with(step.custody.changes().proof(not));
        } else if (input instanceof Input.ValuesDiffer) {
            step.exchange = step.exchange.needingRead(step.custody.leads());
        } else if (input instanceof Input.PublishedHeard heard) {
            step.custody = step.custody.heard(heard.endpoints());
        } else if (input instanceof Input.FailuresReported reported) {
            failuresReported(step, reported);
        } else if (input instanceof Input.Tick) {
            step.faultIsOver();
        } else {
            throw new AssertionError("input of an unknown kind: " + input);
        }
    }

    // What is true of the whole process

    /** Follows what has changed since the last step, whatever its input is. */
    private static void follow(PoolStep step, Facts facts) {
        Facts seen = step.sight.facts();
        if (facts.equals(seen)) {
            return;
        }
        Turn turn = step.turn;
        if (facts.standstills() != seen.standstills()) {
            step.diagnosis = step.diagnosis.tainted().spreadDueProbes(turn);
        }
        if (facts.suspensions() != seen.suspensions()) {
            step.diagnosis = step.diagnosis.outdated(turn);
        }
        if (facts.starvations() != seen.starvations()) {
            step.diagnosis = step.diagnosis.failuresForgotten(); // they may have had the same cause
        }
        if (facts.cutOff() && !seen.cutOff()) {
            step.diagnosis = step.diagnosis.tainted().failuresForgotten();
        } else if (!facts.cutOff() && seen.cutOff()) {
            step.diagnosis = step.diagnosis.spreadDueProbes(turn);
        }
        if (facts.ipv6().cutOff() && !seen.ipv6().cutOff()) {
            step.diagnosis = step.diagnosis.ipv6Doubted(turn.spec);
        }
        step.sight = step.sight.seeing(facts);
        if (!facts.connectedAt().equals(seen.connectedAt()) || !facts.ipv6().equals(seen.ipv6())) {
            step.diagnosis = step.diagnosis.settledWhereFallen(turn, step.sight);
        }
        boolean seesAgain = seen.blind() && !facts.blind();
        step.exchange = step.exchange.needingRead(seesAgain);
        if (!facts.term().equals(seen.term())) {
            newTerm(step, facts);
        }
    }

    /** What a new term forgets, each part for itself; calls under way, pacing and freezes it keeps. */
    private static void newTerm(PoolStep step, Facts facts) {
        step.exchange = step.exchange.nothingToWrite().needingRead(); // what failed before says nothing of this term
        step.custody = step.custody.inTerm(step.turn, facts.term(), facts.handedOver());
        step.rights = step.rights.inTerm();
    }

    private static void probeEnded(PoolStep step, Input.ProbeEnded input) {
        Outstanding probe = step.diagnosis.target(input.target()).schedule().underWay(input.id());
        if (probe == null) {
            return; // an old probe that was given up
        }
        HealthResult result = input.result();
        if (probe.worth() == Outstanding.Worth.NOTHING) {
            result = HealthResult.inconclusive("this machine was suspended meanwhile");
        } else if (result.verdict() == Verdict.UNHEALTHY) {
            String doubt = Doubt.of(step, input, probe);
            result = doubt.isEmpty() ? result : HealthResult.inconclusive(doubt + "; " + result.detail());
        }
        step.diagnosis = step.diagnosis.probeEnded(step.turn, step.sight, input, result);
    }

    /** What the application met decides nothing, it only lets the checks look sooner. */
    private static void failuresReported(PoolStep step, Input.FailuresReported input) {
        Turn turn = step.turn;
        String id = turn.spec.endpoints.get(input.endpoint()).id();
        turn.emit(new Made.FailuresReported(turn.pool(), turn.wall, id, input.detail()));
        step.diagnosis = step.diagnosis.hurried(turn, input.endpoint());
    }

    // What operators say

    private static void wordsSet(PoolStep step, Input.WordsSet input) {
        Intents before = step.said.intents();
        List<Word> added = input.intents().words().stream()
                .filter(word -> !word.isEdited() && !before.words().contains(word))
                .toList();
        boolean lifted = before.edited().isPresent() && input.intents().edited().isEmpty();
        if (lifted || added.stream().anyMatch(word -> word.kind() == Word.Kind.CLEAR)) {
            step.custody = step.custody.editsForgotten(); // whoever obeys the clear, which may be gone by now
        }
        step.said = step.said.set(input.intents());
        boolean underWay = step.exchange.phase().isReading(); // and is fresh enough for a word
        step.exchange = step.exchange.needingRead((!added.isEmpty() || lifted) && step.custody.leads() && !underWay);
    }

    /** A clear is obeyed once, by whoever leads. */
    private static void obeyClear(PoolStep step) {
        if (!step.custody.leads()) {
            return;
        }
        step.said.clear().ifPresent(word -> {
            step.custody = step.custody.cleared(step.turn, word);
            step.exchange = step.exchange.needingRead();
            step.said = step.said.obeyed(word);
            step.turn.tell(new EngineInput.WordObeyed(word.number()));
        });
    }

    // What follows from all that

    private static @Nullable Choice decideAndAct(PoolStep step) {
        Obstacle blocked = Acting.blocked(step.custody, step.exchange, step.said);
        step.outlook = step.outlook.facing(blocked);
        Found found = step.custody.found();
        if (found == null || !step.custody.isManaged()) {
            step.outlook = step.outlook.undecided();
            return null;
        }
        Merits merits = new Merits(step.turn.spec, step.diagnosis, step.said, step.turn.now);
        if (Choosing.pinned(step.turn.spec, merits).isEmpty()) {
            step.diagnosis = step.diagnosis.settled(step.turn, merits.noneIs(Health.UNKNOWN));
        }
        Choosing.Chosen chosen = new Choosing(step.turn, step.diagnosis, step.said, step.custody.standing()).choose();
        step.outlook = step.outlook.decided(step.turn, chosen);
        if (blocked.isNone()) {
            perform(step, new Acting(step.turn, step.state(), found, chosen.choice()).move());
        }
        return chosen.choice();
    }

    private static void perform(PoolStep step, Move move) {
        if (move instanceof Move.Nothing) {
            step.said.failback().ifPresent(word -> {
                step.said = step.said.obeyed(word);
                step.turn.tell(new EngineInput.WordObeyed(word.number()));
            });
            step.exchange = step.exchange.nothingToWrite();
            step.outlook = step.outlook.following().facing(Obstacle.NONE);
        } else if (move instanceof Move.Obstructed obstructed) {
            step.outlook = step.outlook.facing(obstructed.obstacle());
        } else if (move instanceof Move.Withheld withheld) {
            step.outlook = step.outlook
                    .withheld(step.turn, withheld)
                    .facing(new Obstacle(Obstacle.Kind.DRY_RUN, "this is a dry run"));
        } else if (move instanceof Move.Write write) {
            step.custody = step.custody.sending();
            Replies.startWrite(step, write.write());
            step.outlook = step.outlook.facing(Acting.CALL_UNDER_WAY);
        } else {
            throw new AssertionError("a move of an unknown kind: " + move);
        }
    }

    private static void tellTroubles(PoolStep step, @Nullable Choice choice) {
        Turn turn = step.turn;
        Blockage blockage = new Blockage(turn, step.state(), choice);
        boolean failing = !step.exchange.setbacks().writeFailure().isEmpty() && blockage.isAtTheProvider();
        boolean wanted = blockage.isWanted();
        step.outlook = step.outlook.wanting(turn, wanted, failing).stranded(turn, blockage.isStranded());
        if (wanted) {
            step.exchange = step.exchange.hurried(turn);
            Replies.hasten(step);
        }
        blockage.handover(step.outlook.failingSince()).ifPresent(why -> {
            step.outlook = step.outlook.handedOver(turn);
            turn.tell(new EngineInput.ChangeFails(turn.spec.scope, why));
        });
        OptionalLong since = step.outlook.wantedSince();
        Optional<Wrong> blocked = blockage.heldAtDeadPlace().or(() -> blockage.wrong(since));
        List<Wrong> wrongs = PoolTroubles.of(turn, step.state(), blocked);
        blockage.nowhereToGo(step.outlook.strandedSince()).ifPresent(wrongs::add);
        step.troubles = step.troubles.become(turn, wrongs, turn::emit);
    }
}
