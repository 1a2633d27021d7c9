package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.event.ProviderRecovered;
import io.github.dnsfailover.event.ReadFailed;
import io.github.dnsfailover.event.WriteConflict;
import io.github.dnsfailover.event.WriteFailed;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads and writes: at most one of a pool at a time, each with a deadline, and none while an earlier one may still act.
 * Functions on a turn.
 */
final class Calls {

    private Calls() {}

    static void started(Turn turn, long id) {
        PoolState state = turn.state;
        if (id == state.readId || id == state.writeId) {
            state.callStarted = true;
            state.callDeadline = turn.now + turn.spec.slowestCall;
        }
    }

    /** A call counts as slow from when it began; one that waits too long in its queue is called off. */
    private static void begin(Turn turn) {
        turn.state.callStarted = false;
        turn.state.callDeadline = turn.now + 2 * turn.spec.slowestCall;
    }

    static void startWrite(Turn turn, PlannedWrite write) {
        PoolState state = turn.state;
        state.writeId = write.id();
        state.write = write;
        begin(turn);
        turn.effects.add(new Effect.Write(write, state.term.getAsLong()));
    }

    static void startDueRead(Turn turn) {
        PoolState state = turn.state;
        boolean mayRead = state.term.isPresent() || state.unreachable;
        boolean free = !state.calling() && state.strayId == 0;
        if (!mayRead || !free) {
            return;
        }
        boolean due = state.mustRead || turn.reachedOrWake(state.readDue);
        boolean mayRetry = !state.hasReadRetry || turn.reachedOrWake(state.readRetryAt);
        if (due && mayRetry) {
            state.readId = turn.newId();
            state.mustRead = false; // what asks for a read from now on is not answered by this one
            begin(turn);
            turn.effects.add(new Effect.Read(state.readId));
        }
    }

    /** Gives up the call that is overdue, and asks to be woken for the next thing that will be. */
    static void watch(Turn turn) {
        PoolState state = turn.state;
        if (state.calling() && turn.reached(state.callDeadline)) {
            overdue(turn);
        }
        if (state.calling()) {
            turn.wakeAt(state.callDeadline);
        }
        if (state.strayId != 0 && turn.reachedOrWake(state.strayUntil)) {
            state.strayId = 0;
        }
    }

    private static void overdue(Turn turn) {
        PoolState state = turn.state;
        long id = state.readId != 0 ? state.readId : state.writeId;
        turn.effects.add(new Effect.CancelCall(id));
        if (!state.callStarted) {
            state.callDeadline = turn.now + turn.spec.slowestCall; // it ends as cancelled, or has begun after all
            return;
        }
        String detail = "the call has not returned within " + Duration.ofNanos(turn.spec.slowestCall);
        state.strayId = id;
        state.strayUntil = turn.now + turn.spec.slowestCall;
        if (state.readId != 0) {
            readFailed(turn, detail, Duration.ZERO);
        } else {
            writeFailed(turn, Outcome.UNKNOWN, detail, Duration.ZERO);
        }
    }

    static void readReturned(Turn turn, Input.ReadReturned input) {
        PoolState state = turn.state;
        if (forgetStray(turn, input.id()) || input.id() != state.readId) {
            return;
        }
        if (!Records.answers(turn.spec, input.sets())) {
            readFailed(turn, "the answer does not fit the question: " + input.sets(), Duration.ZERO);
            return;
        }
        state.readId = 0;
        state.hasReadRetry = false;
        Vantage.providerAnswered(turn);
        if (state.readFailureReported) {
            state.readFailureReported = false;
            turn.emit(new ProviderRecovered(turn.pool(), turn.wall, turn.spec.traits.label()));
        }
        if (!state.mustRead) {
            Custody.learned(turn, List.copyOf(input.sets()));
        }
    }

    static void readThrew(Turn turn, Input.ReadThrew input) {
        if (!forgetStray(turn, input.id()) && input.id() == turn.state.readId) {
            readFailed(turn, input.detail(), input.retryAfter());
        }
    }

    private static void readFailed(Turn turn, String detail, Duration retryAfter) {
        PoolState state = turn.state;
        state.readId = 0;
        state.mustRead = true;
        state.lastError = "read: " + detail;
        Vantage.providerFailed(turn, detail);
        state.hasReadRetry = true;
        state.readRetryAt = turn.now + backOff(state.callFailures, retryAfter);
        if (!state.readFailureReported) {
            state.readFailureReported = true;
            turn.emit(new ReadFailed(turn.pool(), turn.wall, detail));
        }
    }

    static void writeApplied(Turn turn, Input.WriteApplied input) {
        PlannedWrite write = turn.state.write;
        if (!isCurrent(turn, input.id()) || write == null) {
            return;
        }
        answered(turn);
        Custody.accepted(turn, write, input.receipt());
    }

    static void writeConflicted(Turn turn, Input.WriteConflicted input) {
        if (!isCurrent(turn, input.id())) {
            return;
        }
        answered(turn);
        restartHoldDown(turn);
        PoolState state = turn.state;
        state.mustRead = true;
        state.conflicts++;
        state.hasWriteRetry =
                true; // an operator's word knows no hold-down, and a stale read may be followed by another
        state.writeRetryAt = turn.now + backOff(state.conflicts, Duration.ZERO);
        state.hasReadRetry = state.conflicts > 1; // then a read right now would be old when the write may follow
        state.readRetryAt = state.writeRetryAt;
        state.lastError = "write conflict: " + input.actual();
        turn.emit(new WriteConflict(turn.pool(), turn.wall, input.actual()));
    }

    private static void answered(Turn turn) {
        PoolState state = turn.state;
        state.writeId = 0;
        state.write = null;
        state.writeFailures = 0;
        state.writeFailureReported = "";
        state.hasWriteRetry = false;
        Vantage.providerAnswered(turn);
    }

    static void writeThrew(Turn turn, Input.WriteThrew input) {
        if (isCurrent(turn, input.id())) {
            writeFailed(turn, input.outcome(), input.detail(), input.retryAfter());
        }
    }

    private static void writeFailed(Turn turn, Outcome outcome, String detail, Duration retryAfter) {
        PoolState state = turn.state;
        if (outcome == Outcome.UNKNOWN) {
            state.unresolved = state.write;
            state.mustRead = true;
            restartHoldDown(turn);
        }
        state.writeId = 0;
        state.write = null;
        state.writeFailures++;
        state.lastError = "write (" + outcome + "): " + detail;
        Vantage.providerFailed(turn, detail);
        long backOff = backOff(state.writeFailures, retryAfter);
        state.hasWriteRetry = true;
        state.writeRetryAt = turn.now + backOff;
        String report = outcome + detail;
        if (!report.equals(state.writeFailureReported)) {
            state.writeFailureReported = report;
            turn.emit(new WriteFailed(turn.pool(), turn.wall, outcome, detail, Duration.ofNanos(backOff)));
        }
    }

    static void writeSkipped(Turn turn, Input.WriteSkipped input) {
        if (!isCurrent(turn, input.id())) {
            return;
        }
        turn.state.writeId = 0;
        turn.state.write = null;
        if (input.why() == Input.Skip.TERM_ENDED) {
            Vantage.termSeen(turn, OptionalLong.empty(), "the term had ended when the write was to be sent");
        }
    }

    /** Whether the end of a write is of the one under way; that of an older one may have changed the records just now. */
    private static boolean isCurrent(Turn turn, long id) {
        if (id == turn.state.writeId) {
            return true;
        }
        forgetStray(turn, id);
        turn.state.mustRead = true;
        restartHoldDown(turn);
        return false;
    }

    private static boolean forgetStray(Turn turn, long id) {
        boolean stray = id == turn.state.strayId;
        if (stray) {
            turn.state.strayId = 0;
        }
        return stray;
    }

    static void restartHoldDown(Turn turn) {
        turn.state.hasWritten = true;
        turn.state.lastWrite = turn.now;
    }

    private static long backOff(int failures, Duration retryAfter) {
        long longest = Limits.LONGEST_BACK_OFF.toNanos();
        int doublings = Math.min(failures - 1, 10);
        long own = Math.min(longest, Limits.FIRST_BACK_OFF.toNanos() << doublings);
        boolean tooLong = retryAfter.compareTo(Limits.LONGEST_BACK_OFF) > 0;
        return tooLong ? longest : Math.max(own, retryAfter.isNegative() ? 0 : retryAfter.toNanos());
    }
}
