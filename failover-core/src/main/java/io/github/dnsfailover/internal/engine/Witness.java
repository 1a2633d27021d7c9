package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.dns.Authorities.Signatures;
import java.time.Duration;
import java.time.Instant;

/** What one server has said in a row about one change. Confined to the engine thread. */
final class Witness {

    /** How an answer stands to the change. */
    enum Turned {
        NO,
        YES,
        /** It gives our mark beside other values. */
        DIFFERS,
        /** It gives the values, and resolvers that validate refuse them. */
        BOGUS,
        /** It gives what somebody who led later has written. */
        BEYOND,
        /** This process could not ask it. */
        UNASKED
    }

    /**
     * One answer, and when it came.
     *
     * @param silent whether it said nothing
     * @param ttl the longest TTL beyond what the change asks for; zero if there is none
     * @param signatures how those of the change are; not seen where it lacks
     */
    record Standing(
            Turned turned, boolean silent, Instant at, String detail, Duration ttl, Signatures.State signatures) {

        static Standing lacking(Turned turned, Instant at, String detail) {
            return lacking(turned, false, at, detail);
        }

        static Standing lacking(Turned turned, boolean silent, Instant at, String detail) {
            return new Standing(turned, silent, at, detail, Duration.ZERO, Signatures.State.NOT_SEEN);
        }

        static Standing turned(Instant at, Duration ttl, Signatures.State signatures) {
            return new Standing(Turned.YES, false, at, "turned", ttl, signatures);
        }
    }

    private Standing last;
    private int inRow;
    private Instant since = Instant.EPOCH;
    private boolean fellBack;
    private Duration longestTtl = Duration.ZERO;

    Witness(Standing first) {
        last = first;
        hear(first);
    }

    void hear(Standing standing) {
        last = standing;
        if (standing.turned() == Turned.YES) {
            since = inRow == 0 ? standing.at() : since;
            inRow++;
            longestTtl = standing.ttl().compareTo(longestTtl) > 0 ? standing.ttl() : longestTtl;
            return;
        }
        boolean answered = !standing.silent() && standing.turned() != Turned.UNASKED;
        fellBack |= inRow > 0 && answered;
        inRow = 0;
    }

    Turned turned() {
        return last.turned();
    }

    boolean isSilent() {
        return last.silent();
    }

    /** Whether its last answer gave the change. */
    boolean hasTurned() {
        return inRow > 0;
    }

    /** Whether it gave the change so often in a row that it is believed. */
    boolean isSure() {
        return inRow >= (fellBack ? EngineLimits.AGREEING_AFTER_A_FALL : EngineLimits.AGREEING);
    }

    /** When it gave the change first, of those times in a row; meaningful only if it has turned. */
    Instant since() {
        return since;
    }

    /** The longest TTL that it gave beyond what the change asks for. */
    Duration longestTtl() {
        return longestTtl;
    }

    /** How the signatures of its last answer are. */
    Signatures.State signatures() {
        return last.signatures();
    }

    /** What it says, for people; meaningful only if it has not turned. */
    String detail() {
        return fellBack ? last.detail() + " (it gave the new answer before)" : last.detail();
    }
}
