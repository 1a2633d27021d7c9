package io.github.dnsfailover.internal.machine;

import java.util.OptionalLong;

/**
 * When a pool asks its provider for itself, since a call of another one was not answered: once for each doubt, at a
 * moment of its own. Immutable.
 */
final class SecondOpinion extends Part<SecondOpinion> {

    /** Empty if there is no doubt. */
    private OptionalLong at = OptionalLong.empty();

    private boolean given;

    SecondOpinion() {}

    /** Whether it is due; if not, asks for a step when it is. */
    boolean isDue(Turn turn) {
        return !given && at.isPresent() && turn.reachedOrWake(at.getAsLong());
    }

    /** The provider is asked, for whatever reason. */
    SecondOpinion asked() {
        SecondOpinion next = copy();
        next.given = true;
        return next;
    }

    /** Follows a doubt whether the provider can be reached. */
    SecondOpinion following(Turn turn, boolean asks) {
        if (asks == at.isPresent() && (asks || !given)) {
            return this;
        }
        SecondOpinion next = copy();
        next.given = false;
        next.at =
                asks ? OptionalLong.of(turn.now + turn.within(Limits.SECOND_OPINION.toNanos())) : OptionalLong.empty();
        return next;
    }
}
