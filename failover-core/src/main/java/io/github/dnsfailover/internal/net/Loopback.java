package io.github.dnsfailover.internal.net;

import java.util.regex.Pattern;

/** Whether a host is this machine, so that what goes there in the clear goes over no wire. */
public final class Loopback {

    private static final Pattern OF_127 = Pattern.compile("127(\\.(0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])){3}");

    private Loopback() {}

    /**
     * Whether a host, as it stands in a URL, is an address of 127.0.0.0/8, ::1, or "localhost" (RFC 6761 section
     * 6.3). A name that only begins like one, such as {@code 127.evil.example}, is not.
     */
    public static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || OF_127.matcher(host).matches();
    }
}
