package io.github.dnsfailover.internal.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Times for people, and times of others before they are counted. Pure. */
public final class Durations {

    /** A hundred years: longer than anybody waits, and its nanoseconds fit into a long with room for what is added. */
    public static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final long NANOS_PER_MILLI = 1_000_000;

    private Durations() {}

    /** A time that somebody else gave: at most a hundred years, in either direction, so that it can be counted with. */
    public static Duration countable(Duration time) {
        if (time.compareTo(FOR_EVER) > 0) {
            return FOR_EVER;
        }
        Duration longAgo = FOR_EVER.negated();
        return time.compareTo(longAgo) < 0 ? longAgo : time;
    }

    /** As in {@code 1 h 2 min 30 s}, {@code 1.5 s} or {@code 250 ms}: to the millisecond, and without parts of zero. */
    public static String words(Duration time) {
        Duration left = time.abs();
        if (left.toNanosPart() % NANOS_PER_MILLI != 0) {
            left = Duration.ofMillis(left.toMillis() + 1); // rounded up: it is over by then
        }
        List<String> parts = new ArrayList<>();
        add(parts, left.toDays(), "d");
        add(parts, left.toHoursPart(), "h");
        add(parts, left.toMinutesPart(), "min");
        int millis = left.toMillisPart();
        if (millis != 0 && left.toSeconds() == 0) {
            add(parts, millis, "ms");
        } else if (millis != 0) {
            parts.add(left.toSecondsPart() + "."
                    + String.format(Locale.ROOT, "%03d", millis).replaceAll("0+$", "") + " s");
        } else {
            add(parts, left.toSecondsPart(), "s");
        }
        String words = parts.isEmpty() ? "0 s" : String.join(" ", parts);
        return time.isNegative() ? "-" + words : words;
    }

    /** A time that is not exceeded: rounded up to a tenth of a second. */
    public static String upTo(long nanos) {
        return words(Duration.ofMillis((nanos + 99_999_999) / 100_000_000 * 100));
    }

    /** A sum and its terms, as in {@code 1 min 11 s: the next probe begins 11 s + ...}; those of zero are left out. */
    public static String sum(Map<String, Duration> terms) {
        Duration total = terms.values().stream().reduce(Duration.ZERO, Duration::plus);
        return terms.entrySet().stream()
                .filter(term -> !term.getValue().isZero())
                .map(term -> term.getKey() + " " + words(term.getValue()))
                .collect(Collectors.joining(" + ", words(total) + ": ", ""));
    }

    private static void add(List<String> parts, long count, String unit) {
        if (count != 0) {
            parts.add(count + " " + unit);
        }
    }
}
