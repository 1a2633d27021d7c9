package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.Trouble;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who tells people what every instance sees and no leader speaks for, such as that nobody leads: one of them, elected
 * as a leader is. It is a candidate while something of the kind is wrong. Immutable.
 */
public final class Speaking extends Part<Speaking> {

    /** For what the lead is held; no zone is called so, nor may a pool's scope be. */
    public static final String SCOPE = "_voice";

    private boolean wanted;
    private Led led = Led.UNKNOWN;

    Speaking() {}

    /** Whether this engine asks to be the one. */
    boolean isWanted() {
        return wanted;
    }

    /** Who is; empty if there is nothing to tell, or nobody is known to. */
    Optional<EngineSnapshot.Lead> view() {
        return led.leader().map(leader -> led.view(SCOPE));
    }

    /** Asks while something is wrong that all see, and not for longer. */
    Speaking continued(EngineTurn turn, Troubles troubles) {
        boolean wants = turn.spec.several()
                && troubles.present().stream().map(Trouble::kind).anyMatch(Trouble.Kind::isSeenByAll);
        if (wants == wanted) {
            return this;
        }
        Speaking next = wants ? copy() : new Speaking();
        next.wanted = wants;
        if (!wants) {
            turn.effects.add(new EngineEffect.Resign(SCOPE, "there is nothing to tell for all"));
        }
        return next;
    }

    Speaking answered(EngineTurn turn, EngineInput.TermsAnswered input) {
        if (!wanted) {
            return this;
        }
        Speaking next = copy();
        OptionalLong term = input.terms().getOrDefault(SCOPE, OptionalLong.empty());
        next.led = led.seen(input.looks().getOrDefault(SCOPE, EngineInput.Look.UNKNOWN), term, turn.wall);
        return next;
    }
}
