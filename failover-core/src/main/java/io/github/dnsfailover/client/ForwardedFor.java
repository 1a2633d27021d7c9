package io.github.dnsfailover.client;

import java.util.List;

/**
 * Finds the client in X-Forwarded-For, which each proxy lengthens to the right: what stands left of the proxies that
 * are trusted anybody may have written. Pure.
 */
final class ForwardedFor {

    private static final int LONGEST = 64; // of an address with brackets and port

    private ForwardedFor() {}

    /** The entry that the outermost trusted proxy wrote; the peer if nobody wrote any. */
    static String client(String peer, List<String> headers, int trustedProxies) {
        String found = peer;
        int left = trustedProxies;
        for (int h = headers.size() - 1; h >= 0 && left > 0; h--) {
            String header = headers.get(h);
            int end = header.length();
            while (end >= 0 && left > 0) {
                int comma = header.lastIndexOf(',', end - 1);
                found = entry(header, comma + 1, end);
                left--;
                end = comma;
            }
        }
        return found;
    }

    private static String entry(String header, int from, int to) {
        int begin = from;
        int end = to;
        while (begin < end && isBlank(header.charAt(begin))) {
            begin++;
        }
        while (begin < end && isBlank(header.charAt(end - 1))) {
            end--;
        }
        String entry = end - begin > LONGEST ? "" : header.substring(begin, end);
        return Network.of(entry) == Network.NONE ? "" : entry;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
