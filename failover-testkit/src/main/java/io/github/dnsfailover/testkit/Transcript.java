package io.github.dnsfailover.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What happened in a simulation: the last lines, how often each thing happened, and what broke a rule. One thread. */
final class Transcript {

    private static final int LINES = 160;

    private final VirtualRuntime time;
    private final Deque<String> lines = new ArrayDeque<>();
    private final List<String> complaints = new ArrayList<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private long said;
    private long hash;

    Transcript(VirtualRuntime time) {
        this.time = time;
    }

    void say(String line) {
        String stamped = String.format(Locale.ROOT, "%10.3f %s", time.passed().toNanos() / 1e9, line);
        said++;
        hash = 31 * hash + stamped.hashCode();
        lines.add(stamped);
        if (lines.size() > LINES) {
            lines.remove();
        }
    }

    void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    void complain(String text) {
        say("BROKEN " + text);
        complaints.add(text);
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }

    Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    /** The last lines, and a figure that stands for all of them. */
    @Override
    public String toString() {
        return String.join("\n", lines) + "\n" + said + " lines, fingerprint " + Long.toHexString(hash);
    }
}
