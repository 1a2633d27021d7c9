package io.github.dnsfailover.client;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many connections may be closed: in no second more than a tenth of those that were open as it began, and of fewer
 * than ten, say n, one in 10/n seconds. Pure but for what it remembers: when the last ones were closed. Confined.
 */
final class Pace {

    /** A tenth a second: all but one in a hundred are closed within 45 s, and a server meets no storm of handshakes. */
    private static final int SHARE = 10;

    private static final long SECOND = 1_000_000_000L;

    /** When those of the last second were closed, the oldest first; at most a tenth of all that are remembered. */
    private final Deque<Long> closed = new ArrayDeque<>();

    private long last;

    /** Nothing is closed before the pace allows it from here on. */
    Pace(long now) {
        last = now;
    }

    /** Whether one more may be closed at this moment. */
    boolean allows(int open, long now) {
        while (!closed.isEmpty() && now - closed.getFirst() >= SECOND) {
            closed.removeFirst();
        }
        int before = open + closed.size(); // as the second began
        return before >= SHARE
                ? open > 0 && closed.size() < before / SHARE
                : open > 0 && (now - last) / SHARE >= SECOND / open;
    }

    /** One was closed. */
    void closed(long now) {
        closed.addLast(now);
        last = now;
    }
}
