package io.github.dnsfailover.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Connections that carried a request lately, and which of them were told to close. Takes the time from its caller.
 * Confined.
 */
final class OpenConnections {

    /** What carried no request for so long is taken for closed: the servers that are usual keep one for 20 to 60 s. */
    static final Duration LATELY = Duration.ofSeconds(60);

    /** Some 4 MiB. Those beyond it have their turn when others are gone. */
    static final int MOST = 16_384;

    /** What else stands for a connection is no address with a port, nor an id of a server. */
    static final int LONGEST_NAME = 128;

    private static final class Seen {
        private long at;
        private boolean told;
    }

    /** By name, the one that was silent for longest first. */
    private final Map<String, Seen> connections = new LinkedHashMap<>(16, 0.75f, true);

    private int open;

    /** A request came on a connection. */
    void seen(String name, long now) {
        forget(now);
        Seen known = connections.get(name);
        if (known == null) {
            if (connections.size() == MOST || name.length() > LONGEST_NAME || name.isEmpty()) {
                return;
            }
            known = new Seen();
            connections.put(name, known);
            open++;
        }
        known.at = now;
    }

    private void forget(long now) {
        Iterator<Seen> oldest = connections.values().iterator();
        while (oldest.hasNext()) {
            Seen next = oldest.next();
            if (now - next.at <= LATELY.toNanos()) {
                return;
            }
            open -= next.told ? 0 : 1;
            oldest.remove();
        }
    }

    /** How many carried a request lately and were not told to close. */
    int open() {
        return open;
    }

    /** Whether it is remembered, and was not told to close. */
    boolean isOpen(String name) {
        Seen known = connections.get(name);
        return known != null && !known.told;
    }

    /** It is told to close. */
    void told(String name) {
        Seen known = connections.get(name);
        if (known != null && !known.told) {
            known.told = true;
            open--;
        }
    }
}
