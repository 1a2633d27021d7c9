package io.github.dnsfailover.notify;

import io.github.dnsfailover.internal.text.ForeignText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** How things are written in alerts. Pure. */
final class Words {

    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private Words() {}

    /** Text on one line, as {@link ForeignText#line} makes it: here for what receivers answer and the spool holds. */
    static String line(String text, int limit) {
        return ForeignText.line(text, limit);
    }

    /** At most so many UTF-8 bytes of a text, never half a character. */
    static String cutToBytes(String text, int limit) {
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > limit) {
                return text.substring(0, i);
            }
            i += Character.charCount(c);
        }
        return text;
    }

    /** Text within HTML, and within a quoted attribute of it. */
    static String html(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** {@code 35 s}, {@code 42 min}, {@code 2 h 5 min}, {@code 3 d 4 h}. */
    static String duration(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        if (minutes < 120) {
            return minutes + " min";
        }
        return minutes < 48 * 60
                ? two(minutes / 60, "h", minutes % 60, "min")
                : two(minutes / 1440, "d", minutes / 60 % 24, "h");
    }

    private static String two(long big, String bigUnit, long small, String smallUnit) {
        return big + " " + bigUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    /** Date and time in a zone and in UTC; once if they are the same. */
    static String dateTime(Instant at, ZoneId zone) {
        String utc = FULL.format(at.atZone(ZoneOffset.UTC)) + " UTC";
        if (zone.getRules().getOffset(at).equals(ZoneOffset.UTC)) {
            return utc;
        }
        return FULL.format(at.atZone(zone)) + " " + zone.getId() + " = " + utc;
    }

    /** The time alone, in UTC. */
    static String time(Instant at) {
        return TIME.format(at.atZone(ZoneOffset.UTC)) + " UTC";
    }

    /** The first second that is not before the instant: by then it is so. */
    static Instant roundedUp(Instant at) {
        return at.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
    }

    /** {@code a, b and 3 more}. */
    static String some(List<String> all, int limit) {
        if (all.size() <= limit) {
            return String.join(", ", all);
        }
        return String.join(", ", all.subList(0, limit)) + " and " + (all.size() - limit) + " more";
    }
}
