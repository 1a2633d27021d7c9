package io.github.dnsfailover.check;

import java.time.Duration;

/** Rules for what both checks are given. */
final class Arguments {

    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1); // beyond any probe, and far from overflow

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
}
