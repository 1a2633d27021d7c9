package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.VantageBlind;
import io.github.dnsfailover.event.VantageSane;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Whether the engine may trust its own view, and whether it leads. Functions on a turn. */
final class Vantage {

    private Vantage() {}

    /** An input long after the deadline means that this process stood still or is starved. */
    static void noticeLag(Turn turn) {
        long late = turn.now - turn.state.deadline;
        if (late > Limits.LAG.toNanos()) {
            turn.state.saneFrom = turn.now + Limits.SANE.toNanos();
            Probing.taintOutstanding(turn);
            Probing.spreadDueProbes(turn);
            becomeBlind(turn, "the engine was late by " + Duration.ofNanos(late).toMillis() + " ms");
        }
    }

    /** A probe failed that this process had no time for: what failed before may have had the same cause. */
    static void starved(Turn turn, String detail) {
        turn.state.saneFrom = turn.now + Math.max(Limits.SANE.toNanos(), turn.spec.untilNextEnd());
        Judging.forgetFailures(turn);
        becomeBlind(turn, detail);
    }

    static void providerFailed(Turn turn, String detail) {
        turn.state.callFailures++;
        if (turn.state.callFailures >= Limits.PROVIDER_FAILURES && !turn.state.unreachable) {
            turn.state.unreachable = true;
            turn.state.mustRead = true; // so that it is soon known when the provider answers again
            becomeBlind(turn, "the provider cannot be reached: " + detail);
        }
    }

    static void providerAnswered(Turn turn) {
        turn.state.callFailures = 0;
        if (turn.state.unreachable) {
            turn.state.unreachable = false;
            turn.state.saneFrom = turn.now + Limits.SANE.toNanos();
        }
    }

    /** Whether a control target passed a probe that began at this instant or later; there may be none to ask. */
    static boolean isConnectedSince(Turn turn, long instant) {
        PoolState state = turn.state;
        return !turn.spec.identity.controlled() || (state.connected && state.connectedAt - instant >= 0);
    }

    static void askControls(Turn turn) {
        turn.effects.add(new Effect.AskControls());
    }

    static void controlPassed(Turn turn, long startedNanos) {
        PoolState state = turn.state;
        state.connectedAt = state.connected && state.connectedAt - startedNanos > 0 ? state.connectedAt : startedNanos;
        state.connected = true;
        if (state.cutOff) {
            state.cutOff = false;
            state.saneFrom = turn.now + Limits.SANE.toNanos();
            Probing.spreadDueProbes(turn);
        }
        Judging.settleFallen(turn);
    }

    static void controlsFailed(Turn turn, String detail) {
        if (!turn.state.cutOff) {
            turn.state.cutOff = true;
            Probing.taintOutstanding(turn);
            Judging.forgetFailures(turn);
            becomeBlind(turn, "every control target fails: " + detail);
        }
    }

    private static void becomeBlind(Turn turn, String detail) {
        if (!turn.state.blind) {
            turn.state.blind = true;
            turn.state.blindSince = turn.now;
            turn.emit(new VantageBlind(turn.pool(), turn.wall, detail));
            turn.effects.add(new Effect.Resign(detail));
        }
    }

    static void recover(Turn turn) {
        if (!turn.state.blind
                || turn.state.unreachable
                || turn.state.cutOff
                || !turn.reachedOrWake(turn.state.saneFrom)) {
            return;
        }
        turn.state.blind = false;
        turn.state.mustRead = true;
        Duration lasted = Duration.ofNanos(turn.now - turn.state.blindSince);
        turn.emit(new VantageSane(turn.pool(), turn.wall, lasted));
    }

    /** A new term begins with a fresh read, and with a fresh look at whose the records are. */
    static void termSeen(Turn turn, OptionalLong term, String detail) {
        PoolState state = turn.state;
        if (state.term.equals(term)) {
            return;
        }
        state.term = term;
        state.found = null;
        state.managed = false;
        state.mustRead = true;
        if (term.isPresent() && turn.spec.identity.instances() == Leadership.Instances.SEVERAL) {
            state.intentsKnown = false; // something may have been said to the leader before: the store is read anew
        }
        state.drifting = false;
        state.markSeen = false;
        state.claimed = null;
        state.mayLand = null;
        state.failbackAsked = false;
        state.standing = List.of();
        turn.emit(new LeadershipChanged(turn.pool(), turn.wall, term, detail));
    }
}
