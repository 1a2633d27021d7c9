package io.github.dnsfailover.console;

import io.github.dnsfailover.internal.net.Loopback;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who gets in where the application says nothing: requests from this host, unless they came through a proxy. Behind a
 * web server on the same host, everybody comes from loopback. Pure.
 */
final class Admission {

    private static final Set<String> OF_PROXIES = Set.of("forwarded", "x-real-ip", "via");
    private static final String OF_MORE_PROXIES = "x-forwarded-";
    private static final String OF_OLD_PROXIES = "HTTP/1.0";
    private static final String UNSAID = "since the application does not say who may look.";

    private Admission() {}

    /** Why a request does not get in; empty if it does. */
    static Optional<String> refusal(ConsoleRequest request) {
        if (!request.remote().filter(InetAddress::isLoopbackAddress).isPresent()) {
            return Optional.of("This console answers requests from its own host only, " + UNSAID);
        }
        for (String header : request.headerNames()) {
            if (OF_PROXIES.contains(header) || header.startsWith(OF_MORE_PROXIES)) {
                return Optional.of("This console answers no requests that came through a proxy, as the header " + header
                        + " shows, " + UNSAID);
            }
        }
        // By default nginx speaks HTTP/1.0 to its upstream, with the upstream's name as the host and no header that
        // shows the proxy. No browser has spoken it since the last century.
        if (request.protocol().equals(OF_OLD_PROXIES)) {
            return Optional.of(
                    "This console answers no requests by " + OF_OLD_PROXIES + ", which come from proxies, " + UNSAID);
        }
        // DNS rebinding: a foreign page points its own name to 127.0.0.1, and can then read what we answer.
        List<String> hosts = request.headers("host");
        if (hosts.size() != 1 || !Loopback.isLoopback(host(hosts.get(0)))) {
            return Optional.of("This console answers under localhost, 127.0.0.1 or [::1] only, " + UNSAID);
        }
        return Optional.empty();
    }

    /** A host without its port, in small letters: {@code [::1]:8080} is {@code [::1]}. */
    static String host(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        int colon = lower.lastIndexOf(':');
        boolean hasPort = colon > lower.lastIndexOf(']') && lower.indexOf(':', lower.lastIndexOf(']') + 1) == colon;
        boolean digits = hasPort && lower.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? lower.substring(0, colon) : lower;
    }
}
