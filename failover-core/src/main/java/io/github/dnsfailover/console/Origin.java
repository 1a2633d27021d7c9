package io.github.dnsfailover.console;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether an action was sent by a page of this console, as far as the browser says. Pure. */
final class Origin {

    private Origin() {}

    /** Why it was not; empty if nothing speaks against it. */
    static Optional<String> refusal(ConsoleRequest request) {
        for (String site : request.headers("sec-fetch-site")) {
            if (!site.equals("same-origin")) {
                return Optional.of("The browser says that a page of another origin sent this.");
            }
        }
        for (String origin : request.headers("origin")) {
            if (!isOf(origin, request.headers("host"))) {
                return Optional.of("A page of another origin sent this, or a proxy has changed the header Host.");
            }
        }
        return Optional.empty();
    }

    /** A port may be lost on the way through a proxy; the token holds against pages at other ports. */
    private static boolean isOf(String origin, List<String> hosts) {
        String lower = origin.toLowerCase(Locale.ROOT);
        int scheme = lower.indexOf("://");
        boolean web = scheme > 0 && List.of("http", "https").contains(lower.substring(0, scheme));
        return web
                && hosts.size() == 1
                && !hosts.get(0).isEmpty()
                && Admission.host(lower.substring(scheme + 3)).equals(Admission.host(hosts.get(0)));
    }
}
