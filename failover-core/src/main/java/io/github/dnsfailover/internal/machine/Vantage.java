package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Whether this process may trust its own view: it stood still, had no processor time, or sees every control target
 * fail. Immutable.
 */
final class Vantage extends Part<Vantage> {

    private boolean blind;

    /** Since when, in nanoseconds; meaningful only while it is. */
    private long blindSince;

    /** What made it blind; meaningful only while it is. */
    private String why = "";

    /** Until when everything must have been well; empty if nothing has to be waited for. */
    private OptionalLong saneFrom = OptionalLong.empty();

    private int standstills;
    private int suspensions;
    private int starvations;

    /** Whether every control target fails. */
    private boolean cutOff;

    /** When it was last seen that every control target fails; empty if that was never so. */
    private OptionalLong cutOffAt = OptionalLong.empty();

    /** When the last passed probe of a control target began; empty if none has passed. */
    private OptionalLong connectedAt = OptionalLong.empty();

    private Facts.Ipv6 ipv6 = Facts.Ipv6.UNKNOWN;

    /** Since when every control target of IPv6 fails, and what was said of them; meaningful only while it is so. */
    private long ipv6CutOffAt;

    private String ipv6Why = "";

    Vantage() {}

    boolean isBlind() {
        return blind;
    }

    String why() {
        return why;
    }

    /** Until when everything must be well for it to see again; empty if nothing has to be waited for. */
    OptionalLong saneFrom() {
        return saneFrom;
    }

    boolean isCutOff() {
        return cutOff;
    }

    /**
     * Whether control targets have shown that this machine was not cut off since then; if there is none to ask,
     * nothing has.
     */
    boolean wasConnectedSince(long instant) {
        boolean passed = connectedAt.isPresent() && connectedAt.getAsLong() - instant >= 0;
        boolean failed = cutOff || (cutOffAt.isPresent() && cutOffAt.getAsLong() - instant >= 0);
        return passed && !failed;
    }

    int standstills() {
        return standstills;
    }

    int suspensions() {
        return suspensions;
    }

    int starvations() {
        return starvations;
    }

    OptionalLong connectedAt() {
        return connectedAt;
    }

    /** How this machine's way out by IPv6 is. */
    Facts.Ipv6 ipv6() {
        return ipv6;
    }

    List<Wrong> wrongs(EngineTurn turn) {
        if (blind) {
            boolean alarms = !turn.spec.several() && turn.reachedOrWake(blindSince + Limits.LONG_BLIND.toNanos());
            Severity severity = alarms ? Severity.ALARM : Severity.WARNING;
            return List.of(new Wrong(Trouble.Kind.BLIND, "", "", turn.spec.names(), why, severity, true));
        }
        List<String> pools = turn.spec.withdrawing();
        boolean unseen = ipv6.cutOff() && !pools.isEmpty();
        return unseen && turn.reachedOrWake(ipv6CutOffAt + Limits.IPV6_UNSEEN.toNanos())
                ? List.of(new Wrong(Trouble.Kind.IPV6_UNSEEN, "", "", pools, ipv6Why, Severity.WARNING, false))
                : List.of();
    }

    /** A step came long after its deadline. */
    Vantage stoodStill(EngineTurn turn, long late) {
        Vantage next = saneIn(turn, Limits.SANE.toNanos());
        next.standstills++;
        return next.blinded(
                turn, "the engine was late by " + Duration.ofNanos(late).toMillis() + " ms");
    }

    /** The clock for durations did not count for a while; what it seems to be younger than is not. */
    Vantage suspended(EngineTurn turn, Duration time) {
        Vantage next = saneIn(turn, Limits.SANE.toNanos());
        next.suspensions++;
        next.connectedAt = OptionalLong.empty();
        return next.blinded(
                turn, "this machine was suspended for " + time.toSeconds() + " s, or its clock was set ahead by that");
    }

    /** A probe failed that this process had no time for. */
    Vantage starved(EngineTurn turn, EngineInput.Starved input) {
        Vantage next = saneIn(turn, Math.max(Limits.SANE.toNanos(), input.untilNextEnd()));
        next.starvations++;
        return next.blinded(turn, input.why());
    }

    Vantage controlPassed(EngineTurn turn, EngineSpec.Control control, long startedNanos) {
        Vantage next = cutOff ? saneIn(turn, Limits.SANE.toNanos()) : copy();
        boolean newest = connectedAt.isEmpty() || startedNanos - connectedAt.getAsLong() > 0;
        next.connectedAt = newest ? OptionalLong.of(startedNanos) : connectedAt;
        next.cutOff = false;
        next.ipv6 = control.ipv6() ? ipv6.passed(startedNanos) : ipv6;
        return next;
    }

    Vantage controlsFailed(EngineTurn turn, String detail) {
        Vantage next = copy();
        next.cutOffAt = OptionalLong.of(turn.now);
        if (cutOff) {
            return next;
        }
        next.cutOff = true;
        return next.blinded(turn, "every control target fails: " + detail);
    }

    /** Every control target of IPv6 fails: this machine is not blind, and says nothing of addresses of IPv6. */
    Vantage ipv6Failed(EngineTurn turn, String detail) {
        if (ipv6.cutOff()) {
            return this;
        }
        Vantage next = copy();
        next.ipv6 = ipv6.failed();
        next.ipv6CutOffAt = turn.now;
        next.ipv6Why = "every control target of IPv6 fails: " + detail;
        return next;
    }

    /** Sees again if everything has been well for long enough. */
    Vantage recovered(EngineTurn turn) {
        if (!blind || cutOff || (saneFrom.isPresent() && !turn.reachedOrWake(saneFrom.getAsLong()))) {
            return this;
        }
        Vantage next = copy();
        next.blind = false;
        next.saneFrom = OptionalLong.empty();
        return next;
    }

    private Vantage saneIn(EngineTurn turn, long nanos) {
        Vantage next = copy();
        long until = turn.now + nanos;
        boolean later = saneFrom.isEmpty() || until - saneFrom.getAsLong() > 0;
        next.saneFrom = later ? OptionalLong.of(until) : saneFrom;
        return next;
    }

    private Vantage blinded(EngineTurn turn, String detail) {
        if (blind) {
            return this;
        }
        Vantage next = copy();
        next.blind = true;
        next.blindSince = turn.now;
        next.why = detail;
        return next;
    }
}
