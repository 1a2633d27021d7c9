package io.github.dnsfailover.internal.lease;

import io.github.dnsfailover.Leadership.Calls;
import io.github.dnsfailover.Leadership.Candidate;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What one instance brings to each of its leases.
 *
 * @param id 48 random bits in hexadecimal digits, made at the start of the instance
 * @param by host and process, for people
 * @param lease for how long others leave the lead alone after a sign of life
 */
public record LeaseSpec(String id, String by, Duration lease) {

    /** How often the store is read; what is due is seen then. */
    public static final Duration POLL = Duration.ofSeconds(1);

    /** Renewals in a lease: one may fail, and the next is still in time. */
    public static final int RENEWALS = 3;

    /**
     * The part of a lease that its holder leaves unused: it pays for clocks that run up to a tenth faster and slower
     * than each other, and for the way from the last look at the term to the write.
     */
    public static final int MARGIN = 5;

    /** Whoever is not asked for so long, or a lease if that is shorter, is no candidate: an engine asks each second. */
    public static final Duration UNASKED = Duration.ofSeconds(5);

    /** For how long whoever gave up a lead leaves it to others: they look each second. */
    public static final Duration HEAD_START = Duration.ofSeconds(3);

    private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");

    /** Refuses an id that is none. */
    public LeaseSpec {
        Objects.requireNonNull(lease, "lease");
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id: \"" + id + "\"; twelve hexadecimal digits are needed");
        }
    }

    /** The id made of a random number. */
    public static String id(long random) {
        return String.format("%012x", random >>> 16);
    }

    long marginNanos() {
        return lease.toNanos() / MARGIN;
    }

    long heldNanos() {
        return lease.toNanos() - marginNanos();
    }

    /** How long a candidate of a higher rank counts as living after it was last heard of. */
    public static final int RANK_LEASES = 3;

    /** Half a round early: one that comes a little too soon would leave it to the next. */
    long renewalNanos() {
        return lease.toNanos() / RENEWALS - POLL.toNanos() / 2;
    }

    /** For how long a question makes a candidate, and what was seen is believed to be so still. */
    Duration fresh() {
        return lease.compareTo(UNASKED) < 0 ? lease : UNASKED;
    }

    /** For how long an empty store may go unwatched: less than a lead lives that is renewed once or twice. */
    Duration unwatched() {
        return lease.multipliedBy(2).dividedBy(RENEWALS);
    }

    LeadText text(long term, Candidate says) {
        return new LeadText(term, id, lease, Calls.MAY_BE_OUT, by, says);
    }

    LeadText freeText(long term, Calls calls) {
        return new LeadText(term, LeadText.FREE, lease, calls, by, Candidate.SILENT);
    }

    RankText rankText(Candidate says, boolean left) {
        return new RankText(lease, by, says, left);
    }

    Right right(long term, Moment sent, Calls before) {
        return new Right(term, sent, heldNanos(), marginNanos(), before);
    }
}
