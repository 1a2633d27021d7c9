package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.event.ProviderRecovered;
import io.github.dnsfailover.event.ReadFailed;
import io.github.dnsfailover.event.UnknownResolved;
import io.github.dnsfailover.event.WriteConflict;
import io.github.dnsfailover.event.WriteFailed;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How a step goes on when the provider has answered, or has not: which parts hear of it, in which order. */
final class Replies {

    private Replies() {}

    // Beginning

    static void startWrite(PoolStep step, PlannedWrite write) {
        step.exchange = step.exchange.queued(step.turn, new Exchange.Call(write.id(), write));
        step.turn.effects.add(new Effect.Write(write, step.custody.term().orElseThrow()));
    }

    static void startDueRead(PoolStep step) {
        boolean mayRead = step.custody.leads() || step.sight.isProviderAway();
        boolean free = step.exchange.phase() instanceof Exchange.Phase.Idle;
        if (mayRead && free && step.exchange.isReadDue(step.turn)) {
            long id = step.turn.newId();
            step.exchange = step.exchange.queued(step.turn, new Exchange.Call(id, null));
            step.turn.effects.add(new Effect.Read(id));
        }
    }

    /** Gives up the call that is overdue, and asks to be woken for the next thing that will be. */
    static void watch(PoolStep step) {
        Turn turn = step.turn;
        if (step.exchange.phase() instanceof Exchange.Phase.Queued queued && turn.reached(queued.deadline())) {
            turn.effects.add(new Effect.CancelCall(queued.call().id()));
            step.exchange = step.exchange.calledOff(turn, queued.call());
        } else if (step.exchange.phase() instanceof Exchange.Phase.Running running
                && turn.reached(running.deadline())) {
            turn.effects.add(new Effect.CancelCall(running.call().id()));
            overdue(step, running.call());
        }
        wakeForCall(step);
        if (step.exchange.phase() instanceof Exchange.Phase.Stray stray && turn.reachedOrWake(stray.until())) {
            step.exchange = step.exchange.idle();
        }
    }

    private static void overdue(PoolStep step, Exchange.Call call) {
        String detail = "the call has not returned within " + Duration.ofNanos(step.turn.spec.slowestCall);
        PlannedWrite write = call.write();
        step.exchange = step.exchange.strayed(step.turn, call);
        if (write == null) {
            readFailed(step, detail, Duration.ZERO);
        } else {
            writeFailed(step, write, new Input.WriteThrew(call.id(), Outcome.UNKNOWN, detail, Duration.ZERO));
        }
    }

    static void wakeForCall(PoolStep step) {
        if (step.exchange.phase() instanceof Exchange.Phase.Queued queued) {
            step.turn.wakeAt(queued.deadline());
        } else if (step.exchange.phase() instanceof Exchange.Phase.Running running) {
            step.turn.wakeAt(running.deadline());
        }
    }

    // Reads

    static void readReturned(PoolStep step, Input.ReadReturned input) {
        if (forgetStray(step, input.id()) || !step.exchange.isReading(input.id())) {
            return;
        }
        step.exchange = step.exchange.idle();
        if (!Publication.answers(step.turn.spec, input.sets())) {
            readFailed(step, "the answer does not fit the question: " + input.sets(), Duration.ZERO);
            return;
        }
        boolean recovered = step.exchange.isReadFailureTold();
        step.exchange = step.exchange.readAnswered();
        step.sight = step.sight.providerAnswered(step.turn);
        if (recovered) {
            step.turn.emit(new ProviderRecovered(step.turn.pool(), step.turn.wall, step.turn.spec.traits.label()));
        }
        if (!step.exchange.mustRead()) {
            learned(step, List.copyOf(input.sets()));
        }
    }

    static void readThrew(PoolStep step, Input.ReadThrew input) {
        if (!forgetStray(step, input.id()) && step.exchange.isReading(input.id())) {
            step.exchange = step.exchange.idle();
            readFailed(step, input.detail(), input.retryAfter());
        }
    }

    private static void readFailed(PoolStep step, String detail, Duration retryAfter) {
        boolean isNews = !step.exchange.isReadFailureTold();
        step.exchange = step.exchange.readFailed(step.turn, retryAfter);
        step.outlook = step.outlook.afterError("read: " + detail);
        noticeLostProvider(step, detail);
        if (isNews) {
            step.turn.emit(new ReadFailed(step.turn.pool(), step.turn.wall, detail));
        }
    }

    private static void noticeLostProvider(PoolStep step, String detail) {
        if (step.exchange.isProviderLost() && !step.sight.isProviderAway()) {
            step.exchange = step.exchange.needingRead(); // so that it is soon known when the provider answers again
            step.sight = step.sight.providerLost(step.turn, detail);
        }
    }

    /** Takes in a truthful read. */
    private static void learned(PoolStep step, List<RecordSet> sets) {
        Turn turn = step.turn;
        step.exchange = step.exchange.nextReadAt(turn.now + turn.jittered(turn.spec.readEvery));
        if (!step.custody.leads()) {
            return; // it was read only to learn that the provider answers
        }
        resolveUnknown(step, sets);
        step.custody = step.custody.learned(turn, sets);
        if (!step.custody.isOtherOwners() && step.custody.isWhole(turn.spec)) {
            step.pacing = step.pacing.nothingToRepair();
        }
    }

    /** A write of unknown outcome stands, does not, or lands after a read that did not see it. */
    private static void resolveUnknown(PoolStep step, List<RecordSet> sets) {
        PlannedWrite write = step.exchange.unresolved();
        PlannedWrite late = step.custody.mayLand();
        if (write != null) {
            step.exchange = step.exchange.resolved();
            boolean applied = Publication.stands(sets, write.change().transitions());
            step.turn.emit(new UnknownResolved(step.turn.pool(), step.turn.wall, applied, sets));
            if (applied) {
                accepted(step, write, "");
                return;
            }
            step.custody = step.custody.expecting(write);
        }
        if (late != null && Publication.stands(sets, late.change().transitions())) {
            step.turn.emit(new UnknownResolved(step.turn.pool(), step.turn.wall, true, sets));
            accepted(step, late, "");
        }
    }

    // Writes

    static void writeApplied(PoolStep step, Input.WriteApplied input) {
        PlannedWrite write = current(step, input.id());
        if (write != null) {
            answered(step);
            accepted(step, write, input.receipt());
        }
    }

    private static void answered(PoolStep step) {
        step.exchange = step.exchange.idle().writeAnswered();
        step.sight = step.sight.providerAnswered(step.turn);
    }

    /** A change stands: the provider said so, or a read showed it. */
    private static void accepted(PoolStep step, PlannedWrite write, String receipt) {
        step.pacing = step.pacing.written(step.turn);
        step.exchange = step.exchange.writeStands();
        step.custody = step.custody.accepted(step.turn, write, receipt);
    }

    static void writeConflicted(PoolStep step, Input.WriteConflicted input) {
        if (current(step, input.id()) == null) {
            return;
        }
        answered(step);
        step.pacing = step.pacing.written(step.turn);
        step.exchange = step.exchange.conflicted(step.turn);
        step.outlook = step.outlook.afterError("write conflict: " + input.actual());
        step.turn.emit(new WriteConflict(step.turn.pool(), step.turn.wall, input.actual()));
    }

    static void writeThrew(PoolStep step, Input.WriteThrew input) {
        PlannedWrite write = current(step, input.id());
        if (write != null) {
            step.exchange = step.exchange.idle();
            writeFailed(step, write, input);
        }
    }

    private static void writeFailed(PoolStep step, PlannedWrite write, Input.WriteThrew input) {
        if (input.outcome() == Outcome.UNKNOWN) {
            step.pacing = step.pacing.written(step.turn);
        }
        step.exchange = step.exchange.writeFailed(step.turn, write, input.outcome(), input.retryAfter());
        step.outlook = step.outlook.afterError("write (" + input.outcome() + "): " + input.detail());
        noticeLostProvider(step, input.detail());
        String report = input.outcome() + input.detail();
        if (!report.equals(step.exchange.writeFailureTold())) {
            step.exchange = step.exchange.writeFailureTold(report);
            Duration backOff = step.exchange.untilWriteRetry(step.turn);
            step.turn.emit(new WriteFailed(step.turn.pool(), step.turn.wall, input.outcome(), input.detail(), backOff));
        }
    }

    static void writeSkipped(PoolStep step, Input.WriteSkipped input) {
        if (current(step, input.id()) == null) {
            return;
        }
        step.exchange = step.exchange.idle();
        if (input.why() == Input.Skip.TERM_ENDED) {
            String detail = "the term had ended when the write was to be sent";
            PoolMachine.termSeen(step, new Input.TermSeen(OptionalLong.empty(), detail));
        }
    }

    /** The write that has ended; null if it was an older one, which may have changed the records just now. */
    private static @Nullable PlannedWrite current(PoolStep step, long id) {
        PlannedWrite write = step.exchange.writing(id);
        if (write == null) {
            forgetStray(step, id);
            step.exchange = step.exchange.needingRead();
            step.pacing = step.pacing.written(step.turn);
        }
        return write;
    }

    private static boolean forgetStray(PoolStep step, long id) {
        boolean stray = step.exchange.isStray(id);
        if (stray) {
            step.exchange = step.exchange.idle();
        }
        return stray;
    }
}
