package io.github.dnsfailover.route53;

import io.github.dnsfailover.route53.internal.Pace;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;

/** Virtual time in which things happen: what is due happens while somebody waits. One caller at a time. */
final class Agenda implements Pace {

    private record Entry(long at, long order, Runnable action) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private final Random random;
    private long passed;
    private long order;

    Agenda(Random random) {
        this.random = random;
    }

    @Override
    public synchronized long nanoTime() {
        return passed;
    }

    @Override
    public void pause(Duration time) {
        pass(time);
    }

    /** Lets time pass. */
    void pass(Duration time) {
        long end = nanoTime() + time.toNanos();
        for (Entry next = due(end); next != null; next = due(end)) {
            next.action().run();
        }
        synchronized (this) {
            passed = end;
        }
    }

    /** The next thing that is due, at whose time it is then; null if there is none. */
    private synchronized Entry due(long end) {
        if (entries.isEmpty() || entries.peek().at() > end) {
            return null;
        }
        Entry next = entries.remove();
        passed = Math.max(passed, next.at());
        return next;
    }

    synchronized void after(Duration delay, Runnable action) {
        entries.add(new Entry(passed + delay.toNanos(), order++, action));
    }

    @Override
    public double random() {
        return random.nextDouble();
    }
}
