package io.github.dnsfailover.internal.lease;

import io.github.dnsfailover.Leadership.Candidate;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The highest rank among the candidates for a scope, as it stands in the store beside the lead: {@code rank 1
 * lease=15000 by=web-7/311 rank=8 cfg=90c1d2aa07fe}. Candidates of that rank save it anew, so that its version moves
 * on as long as one of them lives.
 *
 * @param lease the lease of whoever saved it
 * @param left whether whoever saved it asks no more, and knows of nobody else of that rank
 * @param by host and process, for people
 * @param says its rank, and what it says besides
 */
public record RankText(Duration lease, String by, Candidate says, boolean left) {

    private static final String BEGIN = "rank";
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,7}"); // under three hours
    private static final int LONGEST_MILLIS = 300_000; // the longest lease that can be set

    String encode() {
        return BEGIN + " 1 lease=" + lease.toMillis() + " by=" + by
                + LeadText.encode(new Candidate(says.rank(), says.configuration(), 0))
                + (left ? " left=1" : "");
    }

    /** Reads what {@link #encode} wrote; empty if it did not, or names no rank. */
    static Optional<RankText> parse(String text) {
        return LeadText.values(BEGIN, text).flatMap(values -> {
            String lease = values.getOrDefault("lease", "");
            Candidate says = LeadText.candidate(values);
            if (!MILLIS.matcher(lease).matches() || says.rank() == 0) {
                return Optional.empty();
            }
            long millis = Math.min(Long.parseLong(lease), LONGEST_MILLIS);
            boolean left = "1".equals(values.get("left"));
            return Optional.of(new RankText(Duration.ofMillis(millis), values.getOrDefault("by", ""), says, left));
        });
    }
}
