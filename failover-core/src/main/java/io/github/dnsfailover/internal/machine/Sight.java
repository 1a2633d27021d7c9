package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.event.VantageBlind;
import io.github.dnsfailover.event.VantageSane;
import java.time.Duration;

/** Whether a pool may trust what it sees. Immutable. */
public final class Sight extends Part<Sight> {

    private boolean providerAway;

    /** Whether every control target fails. */
    private boolean cutOff;

    /** Whether a control target has ever passed. */
    private boolean connected;

    /** When the last passed probe of a control target began; meaningful only if {@link #connected}. */
    private long connectedAt;

    private boolean blind;
    private long blindSince;
    private long saneFrom;

    Sight() {}

    public boolean isBlind() {
        return blind;
    }

    boolean isCutOff() {
        return cutOff;
    }

    boolean isProviderAway() {
        return providerAway;
    }

    /** Whether a control target passed a probe that began at this instant or later; there may be none to ask. */
    boolean isConnectedSince(PoolSpec spec, long instant) {
        return !spec.identity.controlled() || (connected && connectedAt - instant >= 0);
    }

    /** An input came long after the deadline: this process stood still or is starved. */
    Sight stoodStill(Turn turn, long late) {
        String why = "the engine was late by " + Duration.ofNanos(late).toMillis() + " ms";
        return saneIn(turn, Limits.SANE.toNanos()).blinded(turn, why);
    }

    /** A probe failed that this process had no time for. */
    Sight starved(Turn turn, String why) {
        return saneIn(turn, Math.max(Limits.SANE.toNanos(), turn.spec.untilNextEnd()))
                .blinded(turn, why);
    }

    Sight providerLost(Turn turn, String detail) {
        Sight next = copy();
        next.providerAway = true;
        return next.blinded(turn, "the provider cannot be reached: " + detail);
    }

    Sight providerAnswered(Turn turn) {
        if (!providerAway) {
            return this;
        }
        Sight next = saneIn(turn, Limits.SANE.toNanos());
        next.providerAway = false;
        return next;
    }

    Sight controlPassed(Turn turn, long startedNanos) {
        Sight next = cutOff ? saneIn(turn, Limits.SANE.toNanos()) : copy();
        next.connectedAt = connected && connectedAt - startedNanos > 0 ? connectedAt : startedNanos;
        next.connected = true;
        next.cutOff = false;
        return next;
    }

    Sight controlsFailed(Turn turn, String detail) {
        Sight next = copy();
        next.cutOff = true;
        return next.blinded(turn, "every control target fails: " + detail);
    }

    /** Sees again if everything has been well for long enough. */
    Sight recovered(Turn turn) {
        if (!blind || providerAway || cutOff || !turn.reachedOrWake(saneFrom)) {
            return this;
        }
        Sight next = copy();
        next.blind = false;
        turn.emit(new VantageSane(turn.pool(), turn.wall, Duration.ofNanos(turn.now - blindSince)));
        return next;
    }

    private Sight saneIn(Turn turn, long nanos) {
        Sight next = copy();
        next.saneFrom = turn.now + nanos;
        return next;
    }

    private Sight blinded(Turn turn, String detail) {
        if (blind) {
            return this;
        }
        Sight next = copy();
        next.blind = true;
        next.blindSince = turn.now;
        turn.emit(new VantageBlind(turn.pool(), turn.wall, detail));
        turn.effects.add(new Effect.Resign(detail));
        return next;
    }
}
