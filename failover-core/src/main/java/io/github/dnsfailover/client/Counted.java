package io.github.dnsfailover.client;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one instance counted, and as text in a state store: some 10 KiB, and less than 64. Immutable.
 *
 * @param slots requests by slot, as {@link Tally} has them
 * @param networks requests of the last minutes by network
 * @param others requests of the same minutes from elsewhere
 */
record Counted(SortedMap<Long, Long> slots, Map<Long, Long> networks, long others) {

    private static final int LONGEST = 64 * 1024;
    private static final int MOST_NETWORKS = 500;
    private static final long MOST = 1_000_000_000_000L; // in a slot; beyond it somebody makes numbers up
    private static final String VERSION = "v=1";

    Counted {
        slots = new TreeMap<>(slots);
        networks = Map.copyOf(networks);
    }

    /** The largest networks first. */
    static List<Map.Entry<Long, Long>> largest(Map<Long, Long> networks) {
        return networks.entrySet().stream()
                .sorted(Map.Entry.<Long, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    /** As text. */
    String text(String run) {
        StringBuilder out = new StringBuilder(8_192);
        long first = slots.isEmpty() ? 0 : slots.firstKey();
        out.append(VERSION).append(" run=").append(run).append(" first=").append(first);
        out.append("\ncounts");
        for (long slot = first; !slots.isEmpty() && slot <= slots.lastKey(); slot++) {
            Long count = slots.get(slot);
            out.append(' ').append(count == null ? "-" : Math.min(count, MOST));
        }
        List<Map.Entry<Long, Long>> all = largest(networks);
        List<Map.Entry<Long, Long>> told = all.subList(0, Math.min(all.size(), MOST_NETWORKS));
        long rest = others;
        for (Map.Entry<Long, Long> each : all.subList(told.size(), all.size())) {
            rest += each.getValue();
        }
        out.append("\nothers ").append(Math.min(rest, MOST));
        for (Map.Entry<Long, Long> each : told) {
            out.append("\nnet ")
                    .append(Network.text(each.getKey()))
                    .append(' ')
                    .append(Math.min(each.getValue(), MOST));
        }
        return out.append('\n').toString();
    }

    /**
     * What such a text says. It is what anybody may have written: what is no such text says nothing, and what is no
     * number in it was not measured.
     *
     * @param run whose text it must be
     */
    static Counted parse(String text, String run) {
        SortedMap<Long, Long> slots = new TreeMap<>();
        Map<Long, Long> networks = new TreeMap<>();
        String[] lines = text.length() > LONGEST ? new String[0] : text.split("\n", -1);
        String head = VERSION + " run=" + run + " first=";
        if (lines.length < 2 || !lines[0].startsWith(head)) {
            return new Counted(slots, networks, 0);
        }
        long first = number(lines[0].substring(head.length()));
        String[] counts = lines[1].split(" ", -1);
        for (int i = 1; first >= 0 && i < counts.length && i <= Tally.KEPT; i++) {
            long count = number(counts[i]);
            if (count >= 0) {
                slots.put(first + i - 1, count);
            }
        }
        long others = 0;
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (words.length == 2 && words[0].equals("others")) {
                others = Math.max(0, number(words[1]));
            } else if (words.length == 3 && words[0].equals("net") && networks.size() < MOST_NETWORKS) {
                long network = Network.parse(words[1]);
                long count = number(words[2]);
                if (network != Network.NONE && count >= 0) {
                    networks.put(network, count);
                }
            }
        }
        return new Counted(slots, networks, others);
    }

    /** Negative if it is none, or one that nobody counts. */
    private static long number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 13 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long value = digits ? Long.parseLong(text) : -1;
        return value <= MOST ? value : -1;
    }
}
