package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.internal.machine.Facts.Way;
import java.util.List;
import java.util.OptionalLong;

/**
 * The way to one provider. What answers garbage or that there were too many calls has been reached: it may be wrong,
 * but it is there. Immutable.
 */
final class Reach extends Part<Reach> {

    /** Failed calls of all pools since the last one that was answered. */
    private int failures;

    /** When the first of them failed; meaningful only if there is one. */
    private long failingSince;

    /** What the last one said; empty if the last call was answered. */
    private String failure = "";

    private boolean away;

    /** How often one pool was given the turn to look whether it is back. */
    private int scoutTurns;

    /** When the next one is; meaningful only while it is out of reach. */
    private long scoutAt;

    /** Whether it has come back and not yet been there for long. */
    private boolean settling;

    private long settledFrom;

    /** When a call was found to hang while other pools might still be answered; empty if none is. */
    private OptionalLong hangingSince = OptionalLong.empty();

    Reach() {}

    Way way() {
        return away ? Way.AWAY : settling ? Way.SETTLING : failures > 0 ? Way.DOUBTFUL : Way.OPEN;
    }

    boolean isAway() {
        return away;
    }

    int scoutTurns() {
        return scoutTurns;
    }

    private void leave(EngineTurn turn) {
        if (!away) {
            away = true;
            scoutAt = turn.now + Limits.SCOUT_PAUSE.toNanos();
        }
    }

    /** While it is out of reach, pools look in turn whether it is back. */
    Reach scouted(EngineTurn turn) {
        if (!away || !turn.reachedOrWake(scoutAt)) {
            return this;
        }
        Reach next = copy();
        next.scoutTurns++;
        next.scoutAt = turn.now + Limits.SCOUT_PAUSE.toNanos();
        turn.wakeAt(next.scoutAt);
        return next;
    }

    String failure() {
        return failure;
    }

    List<Wrong> wrongs(EngineSpec spec, int provider) {
        if (failures < Limits.PROVIDER_FAILURES_TOLD && !away) {
            return List.of();
        }
        String label = spec.providers().get(provider).label();
        String text = label + ": " + failure;
        return List.of(new Wrong(
                Trouble.Kind.PROVIDER_UNREACHABLE, label, "", spec.at(provider), text, Severity.WARNING, away));
    }

    /** A call failed without an answer. Several, over some time, make the provider out of reach. */
    Reach failed(EngineTurn turn, String detail) {
        Reach next = copy();
        next.failures++;
        next.failingSince = failures == 0 ? turn.now : failingSince;
        next.failure = detail;
        if (next.failures >= Limits.PROVIDER_FAILURES
                && turn.reached(next.failingSince + Limits.PROVIDER_FAILING.toNanos())) {
            next.leave(turn);
        }
        return next;
    }

    /**
     * A call has hung for so long that nobody can wait for it. That may be the fault of its pool: if there are
     * others, they ask for themselves before the provider counts as out of reach.
     */
    Reach hangs(EngineTurn turn, String detail, boolean alone) {
        Reach next = failed(turn, detail);
        if (alone) {
            next.leave(turn);
        }
        if (!next.away && hangingSince.isEmpty()) {
            next.hangingSince = OptionalLong.of(turn.now);
        }
        return next;
    }

    /** A call hangs, and nobody else was answered since; while it settles, nobody else asks. */
    Reach doubted(EngineTurn turn) {
        if (settling
                || hangingSince.isEmpty()
                || !turn.reachedOrWake(hangingSince.getAsLong() + Limits.HANG_DOUBT.toNanos())) {
            return this;
        }
        Reach next = copy();
        next.leave(turn);
        next.hangingSince = OptionalLong.empty();
        return next;
    }

    /**
     * A call was answered. After an absence the pools wait a moment before they act by themselves, since it was
     * perhaps this machine that was cut off, and the endpoints suffered by the same; control targets that passed
     * throughout rule that out.
     */
    Reach answered(EngineTurn turn, Vantage vantage) {
        if (failures == 0) {
            return this;
        }
        Reach next = copy();
        next.failures = 0;
        next.failure = "";
        next.hangingSince = OptionalLong.empty();
        if (away) {
            next.away = false;
            boolean many = failures >= Limits.PROVIDER_FAILURES; // one call that hung says little of the next
            next.settling = many && !vantage.wasConnectedSince(failingSince);
            next.settledFrom = turn.now + Limits.SANE.toNanos();
        }
        if (next.settling) {
            turn.wakeAt(next.settledFrom);
        }
        return next;
    }

    Reach settled(EngineTurn turn) {
        if (!settling || !turn.reachedOrWake(settledFrom)) {
            return this;
        }
        Reach next = copy();
        next.settling = false;
        next.hangingSince = hangingSince.isPresent() ? OptionalLong.of(turn.now) : hangingSince;
        return next;
    }
}
