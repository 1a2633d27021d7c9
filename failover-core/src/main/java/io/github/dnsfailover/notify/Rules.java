package io.github.dnsfailover.notify;

import java.time.Duration;
import java.util.regex.Pattern;

/** Rules for what the notifiers are given. */
final class Rules {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9:][A-Za-z0-9_.:-]{0,252}"); // names, and addresses of both families
    private static final Pattern WITH_PORT = Pattern.compile("[^:]*:[0-9]*"); // an address of IPv6 has two colons
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);

    private Rules() {}

    static String name(String value) {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "name: \"" + Words.line(value, 60) + "\"; 1 to 32 letters, digits, '_', '.' or '-' are allowed");
        }
        return value;
    }

    static String host(String value) {
        if (WITH_PORT.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "host: \"" + Words.line(value, 60) + "\" has a port; say that by port(..)");
        }
        if (!HOST.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "host: \"" + Words.line(value, 60) + "\" is neither a host name nor an address");
        }
        return value;
    }

    static int port(int value) {
        if (value < 1 || value > 65_535) {
            throw new IllegalArgumentException("port: " + value + "; 1 to 65535 are allowed");
        }
        return value;
    }

    static Duration timeout(Duration value, Duration longest) {
        if (value.compareTo(SHORTEST_TIMEOUT) < 0 || value.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "timeout: " + value + "; " + SHORTEST_TIMEOUT + " to " + longest + " are allowed");
        }
        return value;
    }
}
