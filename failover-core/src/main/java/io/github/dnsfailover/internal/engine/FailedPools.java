package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.internal.machine.Limits;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The pools of one provider whose calls fail, and how soon their writes are tried again. A read that passes says
 * nothing of writes, so what has failed is over only when the same kind of call passes. Engine thread only.
 *
 * <p>One pool alone has pauses of its own. Where several fail, they try in turn: every second where the provider takes
 * writes of others, six times a minute where it takes none. Once a try has passed, no further one waits.
 */
final class FailedPools {

    private record Row(int times, long last) {}

    private final Map<Integer, Row> reads = new HashMap<>();
    private final Map<Integer, Row> writes = new HashMap<>();

    /** Pools whose writes failed since one was taken. */
    private final Set<Integer> sinceTaken = new HashSet<>();

    /** Whether the last try of a failing pool failed, too. */
    private boolean closed;

    /** When the next try may be made; meaningful only if the last one failed. */
    private long nextTry;

    /** A call of a pool has ended. */
    void ended(int pool, boolean isRead, boolean hasFailed, long now) {
        Map<Integer, Row> rows = isRead ? reads : writes;
        Row before = rows.get(pool);
        int times = before == null || isOver(before, now) ? 0 : before.times();
        if (hasFailed) {
            rows.put(pool, new Row(times + 1, now));
        } else {
            rows.remove(pool);
        }
        if (isRead) {
            return;
        }
        if (hasFailed) {
            sinceTaken.add(pool);
            if (!closed) {
                closed = true;
                nextTry = now + gap().toNanos();
            }
        } else {
            sinceTaken.clear();
            closed &= times == 0;
        }
    }

    /** How often in a row calls of a pool have failed, at what fails most. */
    int times(int pool, long now) {
        return Math.max(times(reads, pool, now), times(writes, pool, now));
    }

    /** A write of a pool begins. */
    void begins(int pool, long now) {
        if (times(writes, pool, now) > 0) {
            nextTry = now + gap().toNanos();
        }
    }

    /** Whether any write may have to wait; mostly none has. */
    boolean keepsAnyWaiting() {
        return closed;
    }

    /** Whether a write of a pool has to wait for its turn among those that fail. */
    boolean waits(int pool, long now) {
        return closed
                && nextTry - now > 0
                && times(writes, pool, now) > 0
                && failing(now) >= EngineLimits.FAILING_POOLS;
    }

    /** When the next write that waits may be tried. */
    long nextTry() {
        return nextTry;
    }

    /** How far apart tries are. */
    Duration gap() {
        return sinceTaken.size() >= EngineLimits.FAILING_POOLS ? Limits.HURRIED_BACK_OFF : EngineLimits.RETRY_GAP;
    }

    private int failing(long now) {
        writes.values().removeIf(row -> isOver(row, now));
        return writes.size();
    }

    private static int times(Map<Integer, Row> rows, int pool, long now) {
        Row row = rows.isEmpty() ? null : rows.get(pool); // mostly nothing fails, and whoever waits is asked about
        return row == null || isOver(row, now) ? 0 : row.times();
    }

    private static boolean isOver(Row row, long now) {
        return now - row.last() > EngineLimits.FAILED_REMEMBERED.toNanos();
    }
}
