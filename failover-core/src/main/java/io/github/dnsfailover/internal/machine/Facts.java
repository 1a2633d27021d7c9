package io.github.dnsfailover.internal.machine;

import java.util.OptionalLong;

/**
 * What is true of the whole process, as far as a pool must know it. Immutable.
 *
 * @param term the fencing number of the lead that this engine holds for the pool's scope; empty if it does not lead
 * @param handedOver whether whoever led before gave up the lead and said that all its calls have ended
 * @param blind whether the process does not trust its own view
 * @param standstills how often it stood still
 * @param starvations how often a probe failed that it had no processor time for
 * @param cutOff whether every control target fails
 * @param connectedAt when the last passed probe of a control target began, in nanoseconds; empty if none has passed
 * @param clockWrong whether this host's wall clock is known to be off
 * @param provider how the way to the pool's provider is
 * @param scoutTurns how often one of its pools was given the turn to look whether it is back
 */
public record Facts(
        OptionalLong term,
        boolean handedOver,
        boolean blind,
        int standstills,
        int starvations,
        boolean cutOff,
        OptionalLong connectedAt,
        boolean clockWrong,
        Way provider,
        int scoutTurns) {

    /** How the way to a provider is. */
    public enum Way {
        OPEN,
        /** The last call failed without an answer. */
        DOUBTFUL,
        /** Out of reach. */
        AWAY,
        /** It has come back only a moment ago. */
        SETTLING
    }

    /** Before anything is known: nobody leads, nothing is wrong. */
    public static final Facts NONE =
            new Facts(OptionalLong.empty(), true, false, 0, 0, false, OptionalLong.empty(), false, Way.OPEN, 0);

    /**
     * Whether these differ in what a pool must follow at once. A pass of a control target waits for those who asked,
     * and an end of doubt changes nothing.
     */
    public boolean isNewsAfter(Facts before) {
        boolean doubtEnds = provider == Way.OPEN && before.provider == Way.DOUBTFUL;
        Way way = doubtEnds ? before.provider : provider;
        return !new Facts(
                        term,
                        handedOver,
                        blind,
                        standstills,
                        starvations,
                        cutOff,
                        before.connectedAt,
                        clockWrong,
                        way,
                        scoutTurns)
                .equals(before);
    }

    boolean isAway() {
        return provider == Way.AWAY;
    }
}
