package io.github.dnsfailover.internal.machine;

import java.util.OptionalLong;

/**
 * What is true of the whole process, as far as a pool must know it. Immutable.
 *
 * @param term the fencing number of the lead that this engine holds for the pool's scope; empty if it does not lead
 * @param handedOver whether whoever led before gave up the lead and said that all its calls have ended
 * @param blind whether the process does not trust its own view
 * @param standstills how often it stood still
 * @param suspensions how often its machine was suspended
 * @param starvations how often a probe failed that it had no processor time for
 * @param cutOff whether every control target fails
 * @param connectedAt when the last passed probe of a control target began, in nanoseconds; empty if none has passed
 * @param ipv6 how this machine's way out by IPv6 is
 * @param clockWrong whether this host's wall clock is known to be off
 * @param stopped why this engine writes nothing, if somebody wants it so other than by a word; empty if nobody does
 * @param provider how the way to the pool's provider is
 * @param scoutTurns how often one of its pools was given the turn to look whether it is back
 */
public record Facts(
        OptionalLong term,
        boolean handedOver,
        boolean blind,
        int standstills,
        int suspensions,
        int starvations,
        boolean cutOff,
        OptionalLong connectedAt,
        Ipv6 ipv6,
        boolean clockWrong,
        String stopped,
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

    /**
     * The way out by IPv6, as control targets show it.
     *
     * @param cutOff whether every control target of IPv6 fails; false if there is none
     * @param connectedAt when the last passed probe of one began, in nanoseconds; empty if none has passed
     */
    public record Ipv6(boolean cutOff, OptionalLong connectedAt) {

        /** Before a control target of IPv6 has answered. */
        public static final Ipv6 UNKNOWN = new Ipv6(false, OptionalLong.empty());

        /** One has passed a probe that began at this instant. */
        Ipv6 passed(long startedNanos) {
            boolean newest = connectedAt.isEmpty() || startedNanos - connectedAt.getAsLong() > 0;
            return new Ipv6(false, newest ? OptionalLong.of(startedNanos) : connectedAt);
        }

        /** All of them fail. */
        Ipv6 failed() {
            return new Ipv6(true, connectedAt);
        }
    }

    /** Before anything is known: nobody leads, nothing is wrong. */
    public static final Facts NONE = new Facts(
            OptionalLong.empty(),
            true,
            false,
            0,
            0,
            0,
            false,
            OptionalLong.empty(),
            Ipv6.UNKNOWN,
            false,
            "",
            Way.OPEN,
            0);

    /**
     * Whether these differ in what a pool must follow at once. A pass of a control target waits for those who asked,
     * and an end of doubt changes nothing.
     */
    public boolean isNewsAfter(Facts before) {
        boolean doubtEnds = provider == Way.OPEN && before.provider == Way.DOUBTFUL;
        Way way = doubtEnds ? before.provider : provider;
        Ipv6 seen = new Ipv6(ipv6.cutOff(), before.ipv6.connectedAt());
        return !new Facts(
                        term,
                        handedOver,
                        blind,
                        standstills,
                        suspensions,
                        starvations,
                        cutOff,
                        before.connectedAt,
                        seen,
                        clockWrong,
                        stopped,
                        way,
                        scoutTurns)
                .equals(before);
    }

    boolean isAway() {
        return provider == Way.AWAY;
    }
}
