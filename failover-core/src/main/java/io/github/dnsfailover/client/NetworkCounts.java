package io.github.dnsfailover.client;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Requests of each network; those of networks beyond a bound are counted together. Thread-safe. */
final class NetworkCounts {

    /** Some 150 KiB. The largest of them are what people read. */
    static final int MOST = 1_000;

    private final Map<Long, LongAdder> counts = new ConcurrentHashMap<>();
    private final AtomicInteger known = new AtomicInteger();
    private final LongAdder others = new LongAdder();

    /** A request came from it; {@link Network#NONE} is among the others. */
    void add(long network) {
        LongAdder count = network == Network.NONE ? others : counts.get(network);
        (count == null ? admitted(network) : count).increment();
    }

    private LongAdder admitted(long network) {
        if (known.get() >= MOST || known.incrementAndGet() > MOST) {
            return others;
        }
        return counts.computeIfAbsent(network, key -> new LongAdder());
    }

    /** What was counted so far. */
    Map<Long, Long> counted() {
        Map<Long, Long> counted = new TreeMap<>();
        counts.forEach((network, count) -> counted.put(network, count.sum()));
        return counted;
    }

    long others() {
        return others.sum();
    }
}
