package io.github.dnsfailover.examples.lab;

import java.time.Duration;
import java.util.Locale;

/**
 * One line of the table.
 *
 * @param step what was done
 * @param expected what should come of it
 * @param measured what came of it
 * @param asExpected whether that is the same
 */
record Row(String step, String expected, String measured, boolean asExpected) {

    /** How much longer than what was measured a bound may be where the worst moment was chosen. */
    private static final double MOST_SLACK = 1.5;

    /** Something that must come within a time. */
    static Row within(String step, String what, Duration promised, Duration taken) {
        String expected = what + " within " + seconds(promised);
        return new Row(step, expected, seconds(taken), taken.compareTo(promised) <= 0);
    }

    /** The same where the fault came at the worst moment: the promise must not be much longer than what it took. */
    static Row tightly(String step, String what, Duration promised, Duration taken) {
        double slack = promised.toMillis() / (double) Math.max(1, taken.toMillis());
        String expected = what + " within " + seconds(promised) + ", and promised / measured at most " + MOST_SLACK;
        String measured = seconds(taken) + ", promised / measured " + String.format(Locale.ROOT, "%.2f", slack);
        return new Row(step, expected, measured, taken.compareTo(promised) <= 0 && slack <= MOST_SLACK);
    }

    /** Something that did not come at all. */
    static Row missed(String step, String what, Duration promised, Duration waited) {
        return new Row(
                step,
                what + " within " + seconds(promised),
                "not within " + seconds(waited) + ", then given up",
                false);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    /** For a page. */
    String markdown() {
        return "| " + cell(step) + " | " + cell(expected) + " | " + cell(measured) + " | "
                + (asExpected ? "as expected" : "**NOT as expected**") + " |";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }
}
