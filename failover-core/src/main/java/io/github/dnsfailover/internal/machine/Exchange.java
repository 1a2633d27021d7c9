package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The exchange with the provider: at most one read or write of a pool at a time, each with a deadline, and none while an
 * earlier one may still act. Immutable.
 */
public final class Exchange extends Part<Exchange> {

    /**
     * A read or a write.
     *
     * @param write null for a read
     */
    record Call(long id, @Nullable PlannedWrite write) {}

    /** What is under way. */
    sealed interface Phase {

        /** Nothing. */
        record Idle() implements Phase {}

        /** A call waits for its turn; at the deadline it is called off. */
        record Queued(Call call, long deadline) implements Phase {}

        /** A call was begun; at the deadline it is given up. */
        record Running(Call call, long deadline) implements Phase {}

        /** A call was given up and has not returned: until then it may still act. */
        record Stray(long id, long until) implements Phase {}
    }

    private static final Phase IDLE = new Phase.Idle();

    private Phase phase = IDLE;
    private boolean mustRead = true;

    /** When the next read is due by itself; meaningful once one has returned. */
    private long readDue;

    /** The write whose outcome is unknown until the next read, or null. */
    private @Nullable PlannedWrite unresolved;

    /** Failed calls in a row. */
    private int failures;

    /** Failed writes in a row. */
    private int writeFailures;

    /** Writes in a row that met other records than expected. */
    private int conflicts;

    /** Whether people know that reads fail. */
    private boolean readFailureTold;

    /** What people know of writes that fail; empty if nothing. */
    private String writeFailureTold = "";

    private OptionalLong readRetryAt = OptionalLong.empty();
    private OptionalLong writeRetryAt = OptionalLong.empty();

    Exchange() {}

    // What is under way

    Phase phase() {
        return phase;
    }

    /** The call under way, or null. */
    @Nullable
    Call call() {
        if (phase instanceof Phase.Queued queued) {
            return queued.call();
        }
        return phase instanceof Phase.Running running ? running.call() : null;
    }

    boolean isCalling() {
        return call() != null;
    }

    boolean isReading() {
        Call call = call();
        return call != null && call.write() == null;
    }

    boolean isReading(long id) {
        Call call = call();
        return call != null && call.write() == null && call.id() == id;
    }

    /** The write of this id if it is under way; else null. */
    @Nullable
    PlannedWrite writing(long id) {
        Call call = call();
        return call != null && call.id() == id ? call.write() : null;
    }

    boolean isStray() {
        return phase instanceof Phase.Stray;
    }

    boolean isStray(long id) {
        return phase instanceof Phase.Stray stray && stray.id() == id;
    }

    /** A call counts as slow from when it began; one that waits too long in its queue is called off. */
    Exchange queued(Turn turn, Call call) {
        Exchange next = in(new Phase.Queued(call, turn.now + 2 * turn.spec.slowestCall));
        next.mustRead &= call.write() != null; // what asks for a read from now on is not answered by this one
        return next;
    }

    Exchange started(Turn turn, long id) {
        Call call = call();
        return call != null && call.id() == id ? in(new Phase.Running(call, turn.now + turn.spec.slowestCall)) : this;
    }

    /** The queued call is being called off: it ends as cancelled, or has begun after all. */
    Exchange calledOff(Turn turn, Call call) {
        return in(new Phase.Queued(call, turn.now + turn.spec.slowestCall));
    }

    /** The running call is given up. */
    Exchange strayed(Turn turn, Call call) {
        return in(new Phase.Stray(call.id(), turn.now + turn.spec.slowestCall));
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
        boolean due = mustRead || turn.reachedOrWake(readDue);
        boolean mayRetry = readRetryAt.isEmpty() || turn.reachedOrWake(readRetryAt.getAsLong());
        return due && mayRetry;
    }

    /** Whether the record is being read, or will be as soon as this step is over. */
    boolean isReadNear() {
        return mustRead && readRetryAt.isEmpty() && !isStray();
    }

    Exchange nextReadAt(long instant) {
        Exchange next = copy();
        next.readDue = instant;
        return next;
    }

    boolean isReadFailureTold() {
        return readFailureTold;
    }

    Exchange readAnswered() {
        Exchange next = copy();
        next.readRetryAt = OptionalLong.empty();
        next.readFailureTold = false;
        next.failures = 0;
        return next;
    }

    Exchange readFailed(Turn turn, Duration retryAfter) {
        Exchange next = copy();
        next.mustRead = true;
        next.failures++;
        next.readFailureTold = true;
        next.readRetryAt = OptionalLong.of(turn.now + backOff(next.failures, retryAfter));
        return next;
    }

    /** Whether so many calls failed in a row that the provider is out of reach. */
    boolean isProviderLost() {
        return failures >= Limits.PROVIDER_FAILURES;
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

    /** Whether a failed write may be tried again; if not, asks for a step when it may. */
    boolean mayRetryWrite(Turn turn) {
        return writeRetryAt.isEmpty() || turn.reachedOrWake(writeRetryAt.getAsLong());
    }

    String writeFailureTold() {
        return writeFailureTold;
    }

    /** The provider took a write, or said what stands there instead. */
    Exchange writeAnswered() {
        Exchange next = copy();
        next.failures = 0;
        next.writeFailures = 0;
        next.writeFailureTold = "";
        next.writeRetryAt = OptionalLong.empty();
        return next;
    }

    /** A change stands, so everything that was wrong with writes is over. */
    Exchange writeStands() {
        Exchange next = writeAnswered();
        next.failures = failures;
        next.conflicts = 0;
        return next;
    }

    /** An operator's word knows no hold-down, and a stale read may be followed by another: so conflicts have a pause of their own. */
    Exchange conflicted(Turn turn) {
        Exchange next = copy();
        next.mustRead = true;
        next.conflicts++;
        next.writeRetryAt = OptionalLong.of(turn.now + backOff(next.conflicts, Duration.ZERO));
        next.readRetryAt = next.conflicts > 1 // then a read right now would be old when the write may follow
                ? next.writeRetryAt
                : OptionalLong.empty();
        return next;
    }

    Exchange writeFailed(Turn turn, PlannedWrite write, Outcome outcome, Duration retryAfter) {
        Exchange next = copy();
        if (outcome == Outcome.UNKNOWN) {
            next.unresolved = write;
            next.mustRead = true;
        }
        next.writeFailures++;
        next.failures++;
        next.writeRetryAt = OptionalLong.of(turn.now + backOff(next.writeFailures, retryAfter));
        return next;
    }

    Exchange writeFailureTold(String report) {
        Exchange next = copy();
        next.writeFailureTold = report;
        return next;
    }

    /** In how long a failed write may be tried again. */
    Duration untilWriteRetry(Turn turn) {
        return Duration.ofNanos(writeRetryAt.orElse(turn.now) - turn.now);
    }

    private static long backOff(int failures, Duration retryAfter) {
        long longest = Limits.LONGEST_BACK_OFF.toNanos();
        int doublings = Math.min(failures - 1, 10);
        long own = Math.min(longest, Limits.FIRST_BACK_OFF.toNanos() << doublings);
        boolean tooLong = retryAfter.compareTo(Limits.LONGEST_BACK_OFF) > 0;
        return tooLong ? longest : Math.max(own, retryAfter.isNegative() ? 0 : retryAfter.toNanos());
    }
}
