package io.github.dnsfailover.internal.lease;

import io.github.dnsfailover.Leadership.Calls;
import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.internal.machine.Mark;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who leads a scope, as it stands in the store: {@code lead 1 term=7 holder=4be2c09d11f6 lease=15000 by=web-3/4711
 * cfg=90c1d2aa07fe words=12 down=www/dc1}.
 *
 * <p>Words that are not known here are skipped, so that the version after this one can add some. Whatever breaks the
 * form is none of ours.
 *
 * @param term the fencing number
 * @param holder the id of whoever leads; {@link #FREE} if the lead was given up
 * @param lease for how long others leave it alone after each save
 * @param calls whether calls of whoever gave it up may be under way; meaningful only then
 * @param by host and process, for people
 * @param says what the engine that asked for it says of itself; what it does not say is left out
 */
public record LeadText(long term, String holder, Duration lease, Calls calls, String by, Candidate says) {

    /** The holder of a lead that was given up. */
    public static final String FREE = "-";

    private static final String BEGIN = "lead";
    private static final String VERSION = "1";
    private static final int LONGEST_TEXT = 1_000; // ours have about a hundred characters
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,16}");
    private static final Pattern LONG = Pattern.compile("[0-9]{1,18}"); // what a long holds in any case
    private static final Pattern CONFIGURATION = Pattern.compile("[0-9a-f]{1,16}");
    private static final Pattern DOWN = Pattern.compile(
            "[A-Za-z0-9_.-]{1,32}/[A-Za-z0-9_.-]{1,32}(,[A-Za-z0-9_.-]{1,32}/[A-Za-z0-9_.-]{1,32}|,\\+)*");
    private static final Pattern HOLDER = Pattern.compile("-|[0-9a-f]{12}");

    /** A lease beyond this would keep everybody waiting for a lead that nobody holds; settings end at five minutes. */
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);

    boolean isFree() {
        return holder.equals(FREE);
    }

    /** The text to store. */
    public String encode() {
        String end = isFree() ? " calls=" + (calls == Calls.ENDED ? 0 : 1) : "";
        return BEGIN + " " + VERSION + " term=" + term + " holder=" + holder + " lease=" + lease.toMillis() + end
                + " by=" + by + encode(says);
    }

    static String encode(Candidate says) {
        return (says.rank() > 0 ? " rank=" + says.rank() : "")
                + (says.configuration().isEmpty() ? "" : " cfg=" + says.configuration())
                + (says.words() > 0 ? " words=" + says.words() : "")
                + (says.down().isEmpty() ? "" : " down=" + String.join(",", says.down()));
    }

    /** Reads what {@link #encode} wrote; empty if it did not. */
    public static Optional<LeadText> parse(String text) {
        return values(BEGIN, text).flatMap(LeadText::of);
    }

    /** The values of a text that begins with this word and version 1; empty if it breaks the form. */
    static Optional<Map<String, String>> values(String begin, String text) {
        String[] words = text.length() > LONGEST_TEXT ? new String[0] : text.split(" ", -1);
        if (words.length < 2 || !words[0].equals(begin) || !words[1].equals(VERSION)) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 2; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1 || values.put(words[i].substring(0, equals), words[i].substring(equals + 1)) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    private static Optional<LeadText> of(Map<String, String> values) {
        String term = values.getOrDefault("term", "");
        String lease = values.getOrDefault("lease", "");
        String holder = values.getOrDefault("holder", "");
        if (!NUMBER.matcher(term).matches()
                || !NUMBER.matcher(lease).matches()
                || !HOLDER.matcher(holder).matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(term);
        Duration length = Duration.ofMillis(Long.parseLong(lease));
        if (number >= Mark.LIMIT || length.isZero() || length.compareTo(LONGEST_LEASE) > 0) {
            return Optional.empty();
        }
        Calls calls = Objects.equals(values.get("calls"), "0") ? Calls.ENDED : Calls.MAY_BE_OUT;
        return Optional.of(
                new LeadText(number, holder, length, calls, values.getOrDefault("by", ""), candidate(values)));
    }

    /** What cannot be read of it counts as not said: it decides nothing about the lead itself. */
    static Candidate candidate(Map<String, String> values) {
        String configuration = values.getOrDefault("cfg", "");
        return new Candidate(
                number(values.get("rank")),
                CONFIGURATION.matcher(configuration).matches() ? configuration : "",
                number(values.get("words")),
                down(values.getOrDefault("down", "")));
    }

    private static List<String> down(String text) {
        return DOWN.matcher(text).matches() ? List.of(text.split(",", -1)) : List.of();
    }

    private static long number(@Nullable String text) {
        return text != null && LONG.matcher(text).matches() ? Long.parseLong(text) : 0;
    }
}
