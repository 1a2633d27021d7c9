package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.Trouble;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who tells people what every instance sees and no leader speaks for, such as that nobody leads: one of them, elected
 * as a leader is. It is a candidate while something of the kind is wrong, and for a while after that: whoever told it
 * may be gone when it ends. Immutable.
 */
public final class Speaking extends Part<Speaking> {

    /** For what the lead is held; no zone is called so, nor may a pool's scope be. */
    public static final String SCOPE = "_voice";

    private boolean wanted;

    /** When it was wanted first, and until when it is; meaningful only while it is. */
    private long since;

    private long until;

    /** The question under way; 0 if there is none. */
    private long asking;

    private long nextPoll;
    private Led led = Led.UNKNOWN;

    /** Whether it should be known by now who speaks. */
    private boolean isLate;

    Speaking() {}

    /**
     * Who is the one; nobody yet while that is not settled. Empty if there is nothing to tell, or no election says who:
     * then each instance speaks.
     */
    Optional<EngineSnapshot.Lead> view() {
        boolean isKnown = led.leader().isPresent();
        return wanted && (isKnown || !isLate) ? Optional.of(led.view(SCOPE)) : Optional.empty();
    }

    /**
     * Asks while something is wrong that all see, and for a lease and a half minute after that.
     *
     * @param urgent whether clients are at a dead place and the store is silent: then no election says who speaks, and
     *     each does
     */
    Speaking continued(EngineTurn turn, Troubles troubles, boolean urgent) {
        boolean wrong = turn.spec.speaks()
                && troubles.present().stream().map(Trouble::kind).anyMatch(Trouble.Kind::isSeenByAll);
        if (!wanted && !wrong) {
            return this;
        }
        Speaking next = copy();
        next.since = wanted ? since : turn.now;
        next.wanted = true;
        next.until = wrong ? turn.now + turn.spec.lease() + Limits.SPEAKS_ON.toNanos() : until;
        if (turn.reachedOrWake(next.until)) {
            turn.effects.add(new EngineEffect.Resign(SCOPE, "there is nothing to tell for all"));
            return new Speaking();
        }
        next.isLate = urgent || turn.reachedOrWake(next.since + turn.spec.lease() + Limits.UNLED_GRACE.toNanos());
        return next.polled(turn);
    }

    private Speaking polled(EngineTurn turn) {
        if (asking == 0 && turn.reachedOrWake(nextPoll == 0 ? turn.now : nextPoll)) {
            nextPoll = turn.now + Limits.LEADERSHIP_POLL.toNanos();
            asking = turn.newId();
            turn.effects.add(new EngineEffect.AskSpeaker(asking));
        }
        return this;
    }

    /** No answer counts as a no. */
    Speaking answered(EngineTurn turn, EngineInput.SpeakerAnswered input) {
        if (!wanted || input.id() != asking) {
            return this;
        }
        Speaking next = copy();
        next.asking = 0;
        OptionalLong term = input.term();
        next.led = led.seen(input.look(), term, turn.wall);
        return next;
    }

    /** The answer to the question under way may be lost. */
    Speaking afterFault() {
        Speaking next = copy();
        next.asking = 0;
        return next;
    }
}
