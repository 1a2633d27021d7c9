package io.github.dnsfailover.check;

import io.github.dnsfailover.internal.text.FailureWords;
import java.time.Duration;
import java.util.Locale;

/** Words for details: short, on one line, without anything that a terminal or a log would take for more than text. */
final class DetailText {

    private static final int LONGEST_FOREIGN_TEXT = 120; // text that came over the wire; enough for a URL

    private DetailText() {}

    /** A duration as people say it: {@code 3 s}, {@code 1.5 s}, {@code 250 ms}. */
    static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 == 0) {
            return millis / 1_000 + " s";
        }
        return millis < 1_000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }

    /** A long duration as people say it: {@code 14 days}, {@code 30 h}. */
    static String days(Duration duration) {
        return duration.toDays() < 2 ? duration.toHours() + " h" : duration.toDays() + " days";
    }

    /** What the innermost exception says, beginning in lower case as the middle of a sentence does. */
    static String said(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        String message = root.getMessage();
        if (message == null || message.isBlank()) {
            return FailureWords.ofName(root);
        }
        boolean word = message.length() > 1 && Character.isLowerCase(message.charAt(1));
        return foreign(word ? message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1) : message);
    }

    /** Text from outside: cut to a sensible length, everything but printable ASCII replaced. */
    static String foreign(String text) {
        String cut = text.length() <= LONGEST_FOREIGN_TEXT ? text : text.substring(0, LONGEST_FOREIGN_TEXT) + "...";
        StringBuilder out = new StringBuilder(cut.length());
        cut.chars().forEach(c -> out.append(c >= ' ' && c <= '~' ? (char) c : '?'));
        return out.toString();
    }
}
