package io.github.dnsfailover.client;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.dns.DnsName;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The names of a pool as they stand in a Host header, which is text of others and only compared. Immutable. */
final class HostNames {

    private static final int LONGEST = 255 + ":65535".length(); // of a name, RFC 1035 2.3.4, and of a port
    private static final String ANY = "*.";

    private final Set<String> names;

    /** Of wildcards, such as {@code .example.com}: what ends so is meant, too. */
    private final Set<String> suffixes;

    private HostNames(Set<String> names, Set<String> suffixes) {
        this.names = names;
        this.suffixes = suffixes;
    }

    static HostNames of(EndpointPool pool) {
        Set<String> all = pool.names().stream().map(HostNames::bare).collect(Collectors.toSet());
        return new HostNames(
                all.stream().filter(name -> !name.startsWith(ANY)).collect(Collectors.toUnmodifiableSet()),
                all.stream()
                        .filter(name -> name.startsWith(ANY))
                        .map(name -> name.substring(1))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static String bare(DnsName name) {
        String text = name.toString();
        return text.substring(0, text.length() - 1);
    }

    /** Whether a Host header names one of them, with or without a port. */
    boolean has(String host) {
        if (names.contains(host)) {
            return true; // as nearly all are written
        }
        if (host.length() > LONGEST) {
            return false;
        }
        int colon = host.lastIndexOf(':');
        String name = (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return names.contains(bare) || suffixes.stream().anyMatch(bare::endsWith);
    }
}
