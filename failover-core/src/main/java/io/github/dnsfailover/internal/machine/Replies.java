package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.internal.event.Made;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a step goes on when the provider has answered, or has not: which parts hear of it, in which order. */
final class Replies {

    private Replies() {}

    // Beginning

    static void startWrite(PoolStep step, PlannedWrite write) {
        Phase.Call waits = step.exchange.phase().call();
        if (waits != null) {
            step.turn.effects.add(new Effect.CancelCall(waits.id()));
        }
        step.exchange =
                step.exchange.queued(step.turn, new Phase.Call(write.id(), write, false, step.outlook.decision()));
        step.turn.effects.add(new Effect.Write(write, step.custody.term().orElseThrow()));
    }

    static void startDueRead(PoolStep step) {
        boolean away = step.sight.isProviderAway();
        step.exchange = step.exchange.doubted(step.turn, step.sight.facts().provider() == Facts.Way.DOUBTFUL);
        boolean free = step.exchange.phase() instanceof Phase.Idle;
        boolean due = away ? isScoutsTurn(step) : step.custody.leads() && free && step.exchange.isReadDue(step.turn);
        if (due && free) {
            long id = step.turn.newId();
            boolean needed = step.exchange.mustRead();
            boolean wanted = needed && step.outlook.wantedSince().isPresent();
            step.exchange = step.exchange.queued(step.turn, new Phase.Call(id, null, needed, ""));
            step.turn.effects.add(new Effect.Read(
                    id, wanted ? Effect.Haste.WANTED : needed ? Effect.Haste.NEEDED : Effect.Haste.CALM));
        }
    }

    /** Whether this pool looks now whether its provider is back. */
    private static boolean isScoutsTurn(PoolStep step) {
        PoolSpec.Scouts scouts = step.turn.spec.place.scouts();
        int turns = step.sight.facts().scoutTurns();
        boolean had = step.exchange.scoutTurns() == turns;
        step.exchange = step.exchange.seenScoutTurns(turns);
        return scouts.isOnly() ? step.exchange.isReadDue(step.turn) : !had && scouts.hasTurn(turns);
    }

    /** A move is wanted, and perhaps waits for a read that waits for its turn. */
    static void hasten(PoolStep step) {
        step.exchange.phase().lateToMove().ifPresent(id -> {
            step.exchange = step.exchange.hastened();
            step.turn.effects.add(new Effect.HastenRead(id));
        });
    }

    /** That there were too many calls is an answer. */
    static void returnedToQueue(PoolStep step, long id) {
        step.exchange = step.exchange.returnedToQueue(step.turn, id);
        reached(step);
    }

    /** After everything else of a step, so that a read or a write goes first. */
    static void startDueProof(PoolStep step) {
        step.rights.overdue(step.turn).ifPresent(id -> {
            step.turn.effects.add(new Effect.CancelCall(id));
            step.rights = step.rights.unanswered(step.turn, id);
        });
        Found found = step.custody.found();
        boolean away = step.sight.isProviderAway();
        if (found != null && !away && step.rights.isDue(step.turn, step.custody, step.exchange)) {
            long id = step.turn.newId();
            step.rights = step.rights.asking(step.turn, id);
            step.rights.overdue(step.turn); // asks to be woken when it will be
            step.turn.effects.add(new Effect.ProveRights(id, step.turn.spec.writable(found.sets())));
        }
    }

    /** What never left this engine tells nothing of the provider. */
    static void dropped(PoolStep step, Input.CallDropped input) {
        Phase.Call call = step.exchange.phase().call();
        if (call != null && call.id() == input.id()) {
            step.exchange = step.exchange.dropped(step.turn, call, input.detail());
        } else {
            forgetStray(step, input.id());
        }
    }

    private static void reached(PoolStep step) {
        if (step.sight.facts().provider() == Facts.Way.OPEN) {
            return; // that is known
        }
        step.turn.tell(new EngineInput.ProviderAnswered(step.turn.spec.place.provider()));
    }

    private static void failed(PoolStep step, Input.Failure failure) {
        if (failure.answered()) {
            reached(step);
        } else {
            step.turn.tell(new EngineInput.ProviderFailed(step.turn.spec.place.provider(), failure.detail()));
        }
    }

    // Reads

    static void readReturned(PoolStep step, Input.ReadReturned input) {
        if (forgetStray(step, input.id()) || !step.exchange.phase().isReading(input.id())) {
            return;
        }
        step.exchange = step.exchange.idle();
        if (!Publication.answers(step.turn.spec, input.sets())) {
            String detail = "the answer does not fit the question: " + input.sets();
            readFailed(step, new Input.Failure(detail, true, Duration.ZERO));
            return;
        }
        step.exchange = step.exchange.readAnswered();
        reached(step);
        if (!step.exchange.mustRead()) {
            learned(step, List.copyOf(input.sets()));
        }
    }

    static void readThrew(PoolStep step, Input.ReadThrew input) {
        if (!forgetStray(step, input.id()) && step.exchange.phase().isReading(input.id())) {
            step.exchange = step.exchange.idle();
            readFailed(step, input.failure());
        }
    }

    static void readFailed(PoolStep step, Input.Failure failure) {
        boolean writeLost = step.exchange.setbacks().isWriteLost();
        step.exchange = step.exchange.readFailed(step.turn, failure);
        failed(step, failure);
        if (writeLost && !failure.answered()) {
            failed(step, failure); // for the write before it
        }
    }

    /** Takes in a truthful read. */
    private static void learned(PoolStep step, List<RecordSet> sets) {
        Turn turn = step.turn;
        step.exchange = step.exchange.read(turn.now, turn.now + turn.jittered(turn.spec.readEvery));
        if (!step.custody.leads()) {
            return; // it was read only to learn that the provider answers
        }
        resolveUnknown(step, sets);
        boolean wasFrozen = step.custody.edits().isFrozen();
        step.custody = step.custody.learned(turn, sets);
        keepFreeze(step, wasFrozen);
        if (step.custody.isOursAndWhole(turn.spec)) {
            step.pacing = step.pacing.nothingToRepair();
        }
    }

    /** The freeze after an edit is a word of the engine's own, for every instance and across a restart. */
    private static void keepFreeze(PoolStep step, boolean wasFrozen) {
        boolean stored = step.said.intents().edited().isPresent();
        if (step.custody.edits().isFrozen() && !stored && step.said.isKnown()) {
            String why = (wasFrozen ? "still " : "") + "frozen after a second edit by somebody else";
            step.turn.tell(new EngineInput.EditFroze(step.turn.pool(), why));
        }
    }

    /** A write of unknown outcome stands, does not, or lands after a read that did not see it. */
    private static void resolveUnknown(PoolStep step, List<RecordSet> sets) {
        PlannedWrite write = step.exchange.unresolved();
        PlannedWrite late = step.custody.changes().mayLand();
        if (write != null) {
            step.exchange = step.exchange.resolved();
            boolean applied = Publication.stands(sets, write.change().transitions());
            boolean half = step.turn.spec.writesInParts() && write.standsInPart(sets);
            step.turn.emit(new Made.UnknownResolved(step.turn.pool(), step.turn.wall, applied, half, sets));
            if (applied) {
                accepted(step, write, "");
                return;
            }
            OwnChanges expecting = step.custody.changes().expecting(write);
            step.custody = step.custody.with(half ? expecting.left(write) : expecting);
        }
        if (late != null && Publication.stands(sets, late.change().transitions())) {
            step.turn.emit(new Made.UnknownResolved(step.turn.pool(), step.turn.wall, true, false, sets));
            accepted(step, late, "");
        }
    }

    // Writes

    static void writeApplied(PoolStep step, Input.WriteApplied input) {
        PlannedWrite write = current(step, input.id());
        if (write != null) {
            step.exchange = step.exchange.idle().writeAnswered();
            reached(step);
            accepted(step, write, input.receipt());
        }
    }

    /** A change stands: the provider said so, or a read showed it. */
    private static void accepted(PoolStep step, PlannedWrite write, String receipt) {
        step.pacing = step.pacing.made(step.turn, write);
        step.exchange = step.exchange.writeStands();
        step.custody = step.custody.accepted(step.turn, write, receipt);
        step.rights = step.rights.written();
        step.turn.tell(new EngineInput.ChangeMade(step.turn.spec.scope));
    }

    static void writeConflicted(PoolStep step, Input.WriteConflicted input) {
        if (current(step, input.id()) == null) {
            return;
        }
        step.exchange = step.exchange.idle().writeAnswered().conflicted(step.turn);
        reached(step);
        step.pacing = step.pacing.written(step.turn);
        step.turn.emit(new Made.WriteConflict(step.turn.pool(), step.turn.wall, input.actual()));
    }

    static void writeThrew(PoolStep step, Input.WriteThrew input) {
        PlannedWrite write = current(step, input.id());
        if (write != null) {
            step.exchange = step.exchange.idle();
            writeFailed(step, write, input);
        }
    }

    static void writeFailed(PoolStep step, PlannedWrite write, Input.WriteThrew input) {
        if (input.outcome() == Outcome.UNKNOWN && write.cause() != Cause.NEW_LEADER) {
            step.pacing = step.pacing.written(step.turn);
        }
        step.exchange = step.exchange.writeFailed(step.turn, write, input);
        boolean readFollows =
                !input.failure().answered() && !step.exchange.phase().isStray();
        if (!readFollows) { // else that shows whether the provider can be reached: some take no writes, and are there
            failed(step, input.failure());
        }
    }

    static void writeSkipped(PoolStep step, Input.WriteSkipped input) {
        if (current(step, input.id()) != null) {
            step.exchange = step.exchange.skipped(step.turn);
        }
    }

    /** The write that has ended; null if it was an older one, which may have changed the records just now. */
    private static @Nullable PlannedWrite current(PoolStep step, long id) {
        PlannedWrite write = step.exchange.phase().writing(id);
        if (write == null) {
            forgetStray(step, id);
            step.exchange = step.exchange.needingRead();
            step.pacing = step.pacing.written(step.turn);
        }
        return write;
    }

    private static boolean forgetStray(PoolStep step, long id) {
        boolean stray = step.exchange.phase().isStray(id);
        if (stray) {
            step.exchange = step.exchange.idle();
        }
        return stray;
    }
}
