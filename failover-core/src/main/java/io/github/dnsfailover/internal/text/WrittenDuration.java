package io.github.dnsfailover.internal.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code 30s}, {@code 500ms}, {@code 5m}, {@code 2h}, {@code 7d} and what ISO 8601 has, {@code PT1.5S}. Pure. */
public final class WrittenDuration {

    private static final Pattern SIMPLE = Pattern.compile("([+-]?[0-9]{1,12})(ms|s|m|min|h|d)");
    private static final String RULE =
            "a number with a unit is needed, as in 30s: ms, s, m, h or d; or ISO 8601, as in PT1.5S";

    private WrittenDuration() {}

    /**
     * The duration that a text says.
     *
     * @throws IllegalArgumentException if it says none; the message is the rule
     */
    public static Duration of(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace(" ", "");
        Matcher simple = SIMPLE.matcher(lower);
        if (!simple.matches()) {
            return iso(text);
        }
        long count = Long.parseLong(simple.group(1));
        return switch (simple.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofMinutes(count);
        };
    }

    private static Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(RULE, e);
        }
    }
}
