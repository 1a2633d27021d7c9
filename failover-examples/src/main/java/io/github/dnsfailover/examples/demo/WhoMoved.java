package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryZone;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the history of a zone tells of those who changed it.
 *
 * @param leaders who wrote a mark in each term
 * @param addresses where the record led, one after the other
 */
record WhoMoved(Map<Long, String> leaders, List<List<String>> addresses) {

    private static final RecordKey RECORD = RecordKey.of(DemoPool.HOST, RecordType.A);
    private static final RecordKey MARK = RecordKey.of("_failover." + DemoPool.HOST, RecordType.TXT);
    private static final Pattern WORDS = Pattern.compile(".*\\bterm=(\\d{1,16}) .*\\bby=(\\S+).*");
    private static final int FEWEST_LEADERS = 2; // the one that was killed, and another
    private static final int MOVES = 2; // there and back

    /**
     * Reads it.
     *
     * @throws DidNotHappen if two wrote in one term, if nobody took over, or if the record did not move there and back
     *     once
     */
    static WhoMoved of(List<MemoryZone.Version> history) throws DidNotHappen {
        Map<Long, String> leaders = new TreeMap<>();
        List<List<String>> addresses = new ArrayList<>();
        for (MemoryZone.Version version : history) {
            List<String> served = version.get(RECORD).values();
            if (!served.isEmpty()
                    && (addresses.isEmpty()
                            || !addresses.get(addresses.size() - 1).equals(served))) {
                addresses.add(served);
            }
            for (String mark : version.get(MARK).values()) {
                Matcher words = WORDS.matcher(mark);
                if (words.matches()) {
                    String before = leaders.putIfAbsent(Long.valueOf(words.group(1)), words.group(2));
                    if (before != null && !before.equals(words.group(2))) {
                        throw new DidNotHappen("two instances wrote in term " + words.group(1));
                    }
                }
            }
        }
        WhoMoved told = new WhoMoved(leaders, addresses);
        if (told.count() < FEWEST_LEADERS || told.changes() != MOVES) {
            throw new DidNotHappen("the zone tells of " + told.words() + "; there must be another leader after the one"
                    + " that was killed, and one change for each move: " + told);
        }
        return told;
    }

    private int count() {
        return new HashSet<>(leaders.values()).size();
    }

    private int changes() {
        return Math.max(0, addresses.size() - 1);
    }

    String words() {
        return "leaders " + count() + ", changes " + changes();
    }
}
