package io.github.dnsfailover.check;

import java.time.Duration;
import java.util.Locale;

/** Rules for what checks are given. */
final class Arguments {

    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1); // beyond any probe, and far from overflow
    private static final Duration LONGEST = Duration.ofDays(36_500); // a century; catches a mistaken unit

    private Arguments() {}

    static int port(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + "; 1 to 65535 are allowed");
        }
        return port;
    }

    static void timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "timeout: " + timeout + "; more than zero and at most a day are allowed");
        }
    }

    /** A span of time that is more than nothing. */
    static Duration span(String field, Duration span) {
        if (span.isNegative() || span.isZero() || span.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    field + ": " + span + "; more than zero and at most 100 years are allowed");
        }
        return span;
    }

    /** Text with something in it. */
    static String text(String field, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(field + ": \"\"; some text is needed");
        }
        return value;
    }

    /**
     * What may stand in a header or on a command line of a protocol: printable ASCII and tabs; the value is not shown.
     */
    static String printable(String field, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' || c > '~') && c != '\t') {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "%s: character U+%04X at %d; printable ASCII is allowed", field, (int) c, i));
            }
        }
        return value;
    }
}
