package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The exchange with the provider: at most one read or write of a pool at a time, each with a deadline, and none while
 * an earlier one may still act; {@link Phase} says what is under way. Immutable.
 */
public final class Exchange extends Part<Exchange> {

    private static final Phase IDLE = new Phase.Idle();

    private Phase phase = IDLE;
    private boolean mustRead = true;

    /** When the last call was sent; meaningful only if one was. */
    private long began;

    /** When the last read returned; meaningful once one has. */
    private long readAt;

    /** When the next read is due by itself; meaningful once one has returned. */
    private long readDue;

    private SecondOpinion opinion = new SecondOpinion();

    /** Until when the last call that waited for the budget of its account may have had to; empty if none has. */
    private OptionalLong turnBy = OptionalLong.empty();

    /** Turns to look whether the provider is back that were had or left to others. */
    private int scoutTurns;

    /** The write whose outcome is unknown until the next read, or null. */
    private @Nullable PlannedWrite unresolved;

    /** The pause that the provider asks for since there were too many calls; null if it does not. */
    private @Nullable Wait throttled;

    private Setbacks setbacks = new Setbacks();

    Exchange() {}

    // What is under way

    Phase phase() {
        return phase;
    }

    /** A call counts as slow from when it began; one that waits too long in its queue is called off. */
    Exchange queued(Turn turn, Phase.Call call) {
        Exchange next = in(Phase.Queued.of(call, turn.now + 2 * turn.spec.slowestCall));
        next.turnOver(turn);
        next.mustRead &= call.write() != null; // what asks for a read from now on is not answered by this one
        next.opinion = opinion.asked();
        return next;
    }

    Exchange started(Turn turn, long id) {
        Phase.Call call = phase.call();
        if (call == null || call.id() != id) {
            return this;
        }
        long hangsFrom = turn.now + Limits.PROVIDER_HANGS.toNanos();
        Exchange next = in(new Phase.Running(call, turn.now, hangsFrom, false, turn.now + turn.spec.slowestCall));
        next.began = turn.now;
        return next.turnOver(turn);
    }

    /** The running call hangs, and that was told. */
    Exchange hangTold(Phase.Running running) {
        return in(new Phase.Running(running.call(), running.began(), running.hangsFrom(), true, running.deadline()));
    }

    /** The queued call is being called off: it ends as cancelled, or has begun after all. */
    Exchange calledOff(Turn turn, Phase.Call call) {
        return in(Phase.Queued.of(call, turn.now + turn.spec.slowestCall));
    }

    /** The call waits for its turn: as long as that takes, it is not called off. */
    Exchange turnExpected(Turn turn, Input.CallWaits input) {
        if (!(phase instanceof Phase.Queued queued) || queued.call().id() != input.id()) {
            return this;
        }
        long deadline = input.until() + 2 * turn.spec.slowestCall;
        Exchange next = in(new Phase.Queued(queued.call(), deadline, input.waitsFor(), queued.hastened()));
        next.throttled = input.waitsFor().cause() == Wait.Cause.PROVIDER ? input.waitsFor() : null;
        if (input.waitsFor().isOurs()) {
            next.turnBy = OptionalLong.of(input.until());
            return next;
        }
        return next.turnOver(turn);
    }

    /** The call changed nothing and waits again; when its turn is expected will be heard in a moment. */
    Exchange returnedToQueue(Turn turn, long id) {
        Phase.Call call = phase.call();
        return call != null && call.id() == id ? in(Phase.Queued.of(call, turn.now + 2 * turn.spec.slowestCall)) : this;
    }

    /** Until when the last call that waited for the budget of its account may have had to; empty if none has. */
    OptionalLong turnBy() {
        return turnBy;
    }

    /** What waited for its turn has it, or waits no more. */
    private Exchange turnOver(Turn turn) {
        if (turnBy.isPresent() && !turn.reached(turnBy.getAsLong())) {
            turnBy = OptionalLong.of(turn.now);
        }
        return this;
    }

    Exchange hastened() {
        Phase.Queued queued = (Phase.Queued) phase;
        return in(new Phase.Queued(queued.call(), queued.deadline(), queued.waitsFor(), true));
    }

    /** The running call is given up. */
    Exchange strayed(Turn turn, Phase.Call call) {
        return in(new Phase.Stray(call.id(), turn.now + turn.spec.slowestCall));
    }

    /** A step threw: whatever is under way may still act, and nobody will hear of its end. */
    Exchange afterFault(Turn turn) {
        Phase.Call call = phase.call();
        if (call == null) {
            return this;
        }
        Exchange next = in(new Phase.Stray(call.id(), turn.now + 2 * turn.spec.slowestCall))
                .needingRead();
        next.unresolved = call.write() == null ? unresolved : call.write();
        return next;
    }

    /** The call under way has ended, or the stray one will not act any more. */
    Exchange idle() {
        return in(IDLE);
    }

    private Exchange in(Phase value) {
        Exchange next = copy();
        next.phase = value;
        return next;
    }

    @Nullable
    Wait throttled() {
        return throttled;
    }

    // Reads

    boolean mustRead() {
        return mustRead;
    }

    Exchange needingRead() {
        return needingRead(true);
    }

    /** Adds a reason to read, if it is one. */
    Exchange needingRead(boolean reason) {
        if (mustRead || !reason) {
            return this;
        }
        Exchange next = copy();
        next.mustRead = true;
        return next;
    }

    /** Whether a read is due and may be made; if not, asks for a step when it may. */
    boolean isReadDue(Turn turn) {
        boolean due = mustRead || opinion.isDue(turn) || turn.reachedOrWake(readDue);
        boolean mayRead = setbacks.mayRead(turn);
        return due && mayRead;
    }

    /** Follows a doubt whether the provider can be reached: a pool that has no trouble with it asks once. */
    Exchange doubted(Turn turn, boolean doubtful) {
        SecondOpinion follows =
                opinion.following(turn, doubtful && setbacks.failure().isEmpty());
        if (follows.equals(opinion)) {
            return this;
        }
        Exchange next = copy();
        next.opinion = follows;
        return next;
    }

    /** Whether the record is being read, or will be as soon as this step is over. */
    boolean isReadNear() {
        return mustRead && !setbacks.isReadPaused() && !phase.isStray();
    }

    /**
     * Whether nobody can say what stands there: a change is of unknown outcome, or the read that is due fails for
     * long.
     */
    boolean isUnsure(long now) {
        return unresolved != null || isWriteOut(now) || isReadOverdue(now);
    }

    /** Whether a write has been out for long, and may have landed. */
    boolean isWriteOut(long now) {
        return phase instanceof Phase.Running running
                && running.call().write() != null
                && now - running.began() > Limits.WRITE_LANDS.toNanos();
    }

    private boolean isReadOverdue(long now) {
        return now - readDue > Limits.READ_OVERDUE.toNanos();
    }

    /** When the next read is due by itself; meaningful once one has returned. */
    long readDue() {
        return readDue;
    }

    /** When the last read returned; meaningful once one has. */
    long readAt() {
        return readAt;
    }

    Exchange read(long now, long nextDue) {
        Exchange next = copy();
        next.readAt = now;
        next.readDue = nextDue;
        return next;
    }

    int scoutTurns() {
        return scoutTurns;
    }

    Exchange seenScoutTurns(int value) {
        if (scoutTurns == value) {
            return this;
        }
        Exchange next = copy();
        next.scoutTurns = value;
        return next;
    }

    /** What went wrong, and when it may be tried again. */
    Setbacks setbacks() {
        return setbacks;
    }

    Exchange readAnswered() {
        return with(setbacks.readAnswered()).waitingFor(null);
    }

    Exchange readFailed(Turn turn, Input.Failure failure) {
        return with(setbacks.readFailed(turn, failure, began)).after(failure).needingRead();
    }

    private Exchange after(Input.Failure failure) {
        return waitingFor(failure.throttled() ? Wait.asked(failure.retryAfter()) : null);
    }

    private Exchange waitingFor(@Nullable Wait value) {
        Exchange next = copy();
        next.throttled = value;
        return next;
    }

    /** A call never left this engine. */
    Exchange dropped(Turn turn, Phase.Call call, String detail) {
        return idle().with(setbacks.dropped(turn, call, detail)).needingRead(call.needed());
    }

    /** A change is wanted that is not made. */
    Exchange hurried(Turn turn) {
        Setbacks sooner = setbacks.hurried(turn);
        return sooner.equals(setbacks) ? this : with(sooner);
    }

    private Exchange with(Setbacks value) {
        Exchange next = copy();
        next.setbacks = value;
        return next;
    }

    // Writes

    @Nullable
    PlannedWrite unresolved() {
        return unresolved;
    }

    /** It is known what became of the write of unknown outcome. */
    Exchange resolved() {
        Exchange next = copy();
        next.unresolved = null;
        return next;
    }

    /** The provider took a write, or said what stands there instead. */
    Exchange writeAnswered() {
        return with(setbacks.writeAnswered()).waitingFor(null);
    }

    /** A write was not sent, since it fitted no more when its turn came. */
    Exchange skipped(Turn turn) {
        return idle().with(setbacks.skipped(turn));
    }

    /** A change stands. */
    Exchange writeStands() {
        return with(setbacks.writeStands());
    }

    /** No write is needed any more. */
    Exchange nothingToWrite() {
        return with(setbacks.nothingToWrite());
    }

    Exchange conflicted(Turn turn) {
        return with(setbacks.conflicted(turn)).needingRead();
    }

    Exchange writeFailed(Turn turn, PlannedWrite write, Input.WriteThrew input) {
        Exchange next = with(setbacks.writeFailed(turn, input, began)).after(input.failure());
        boolean unknown = input.outcome() == Outcome.UNKNOWN;
        next.unresolved = unknown ? write : unresolved;
        next.mustRead |= unknown || !input.failure().answered();
        return next;
    }
}
