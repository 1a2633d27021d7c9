package io.github.dnsfailover.dyn;

import io.github.dnsfailover.internal.net.Loopback;
import java.time.Duration;
import java.util.Objects;
import okhttp3.HttpUrl;

/** What must be true of a provider's settings before it exists. */
final class Rules {

    private Rules() {}

    static void require(boolean rule, String message) {
        if (!rule) {
            throw new IllegalArgumentException(message);
        }
    }

    static void requireDuration(String field, Duration value) {
        boolean sensible = value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(Duration.ofMinutes(30)) <= 0;
        require(sensible, field + ": " + value + "; 1 ms to 30 min are allowed");
    }

    /** The address of a service, to which a secret may be sent. */
    static HttpUrl service(String url) {
        HttpUrl parsed = HttpUrl.parse(url);
        boolean plain = parsed != null
                && parsed.fragment() == null
                && parsed.encodedUsername().isEmpty();
        require(plain, "url: \"" + shown(url) + "\"; an https URL without user and fragment is needed");
        HttpUrl service = Objects.requireNonNull(parsed);
        require(
                service.isHttps() || Loopback.isLoopback(service.host()),
                "url: \"" + shown(url) + "\" would send the secret in clear");
        return service;
    }

    /** A user, a query or a fragment may hold a secret, and what is no URL may hold it anywhere. */
    static String shown(String url) {
        return url.contains("@") || !url.contains("://") ? "..." : url.split("[?#]", 2)[0];
    }
}
