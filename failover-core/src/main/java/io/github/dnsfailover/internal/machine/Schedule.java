package io.github.dnsfailover.internal.machine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The probes of one target that are under way, and when the next one is due. Immutable. */
final class Schedule extends Part<Schedule> {

    /** The oldest first; more than one only while a slow one is being confirmed. */
    private List<Outstanding> underWay = List.of();

    /** When the latest probe began; meaningful once one has begun. */
    private long latest;

    /** When the next probe is due once none is under way. */
    private long next;

    Schedule() {}

    List<Outstanding> underWay() {
        return underWay;
    }

    boolean isIdle() {
        return underWay.isEmpty();
    }

    /** The probe of this id if it is under way; else null. */
    @Nullable
    Outstanding underWay(long id) {
        for (Outstanding probe : underWay) {
            if (probe.id() == id) {
                return probe;
            }
        }
        return null;
    }

    long next() {
        return next;
    }

    /** When the oldest of those under way began; there must be one. */
    long oldestBegan() {
        return underWay.get(0).began();
    }

    long latestBegan() {
        return latest;
    }

    Schedule nextAt(long instant) {
        Schedule after = copy();
        after.next = instant;
        return after;
    }

    Schedule begun(Outstanding probe) {
        Schedule after = copy();
        after.latest = probe.began();
        if (underWay.isEmpty()) {
            after.underWay = List.of(probe);
        } else {
            List<Outstanding> more = new ArrayList<>(underWay);
            more.add(probe);
            after.underWay = List.copyOf(more);
        }
        return after;
    }

    Schedule ended(Outstanding probe) {
        Schedule after = copy();
        after.underWay = underWay.size() == 1
                ? List.of()
                : underWay.stream().filter(other -> other.id() != probe.id()).toList();
        return after;
    }

    Schedule overdueAt(Outstanding late, long instant) {
        Schedule after = copy();
        after.underWay = underWay.stream()
                .map(probe -> probe.id() == late.id() ? probe.overdueAt(instant) : probe)
                .toList();
        return after;
    }

    /** Those under way will say no more than this. */
    Schedule worthAtMost(Outstanding.Worth worth) {
        Schedule after = copy();
        after.underWay =
                underWay.stream().map(probe -> probe.worthAtMost(worth)).toList();
        return after;
    }
}
