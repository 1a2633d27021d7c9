package io.github.dnsfailover.client;

import io.github.dnsfailover.client.Departure.Manner;
import io.github.dnsfailover.client.Standing.Left;
import io.github.dnsfailover.client.Standing.Place;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The calls to one pool's names, or to all other hosts. Thread-safe; written under its lock, read without. */
final class CallGroup {

    /** Steps of the golden ratio spread evenly, however many there are: every stretch of calls has its share. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private static final double UNIT = 0x1.0p-53;

    private final CallGroups groups;
    private final String pool;
    private final AtomicLong turn;
    private volatile Standing standing;

    /** What direct connections there are in a cohort decides whether a new one is worth its while. */
    interface Connections {

        /** Whether a cohort has none but through a proxy, and at least one of these. */
        boolean isProxied(Cohort cohort);

        /** Whether a cohort has one to a group's host at another place than this. */
        boolean isElsewhere(Cohort cohort, CallGroup group, Place place);

        /** Whether a cohort has an open one. */
        boolean isConnected(Cohort cohort);
    }

    CallGroup(CallGroups groups, String pool, Place place, long seed) {
        this.groups = groups;
        this.pool = pool;
        this.turn = new AtomicLong(seed);
        this.standing = new Standing(new Cohort(groups, place.values()), null, place, null);
    }

    /** The pool's name; empty for other hosts. */
    String pool() {
        return pool;
    }

    boolean isOfPool() {
        return !pool.isEmpty();
    }

    Standing standing() {
        return standing;
    }

    /** The cohort of a call that begins now. */
    Cohort choose(long nowNanos, CallsInFlight calls) {
        if (isOfPool() && standing.place().values().isEmpty()) {
            groups.learn(this, nowNanos, calls);
        }
        Standing s = standing;
        Cohort before = s.before();
        Left left = s.left();
        if (before == null || left == null) {
            return s.now();
        }
        double share = groups.departure().share(nowNanos - left.atNanos());
        boolean old = share < 1 && !before.isFailing() && groups.isConfirmed(this) && fraction() >= share;
        return old ? before : s.now();
    }

    private double fraction() {
        return ((turn.getAndIncrement() * GOLDEN) >>> 11) * UNIT;
    }

    /**
     * What is published was not known, and is now: no move, but connections that were made by then may lead elsewhere,
     * where nobody knows how well it is.
     */
    synchronized void learn(Place place, long nowNanos, Connections connections) {
        Standing s = standing;
        if (!s.place().values().isEmpty()) {
            return;
        }
        if (connections.isElsewhere(s.now(), this, place)) {
            Left left = new Left(Manner.PEACEFUL, nowNanos);
            replace(new Standing(new Cohort(groups, place.values()), null, place, left));
        } else {
            s.now().learn(place.values());
            standing = new Standing(s.now(), s.before(), place, s.left());
        }
    }

    /** What is published has changed; nothing happens if clients here see the same. */
    synchronized void moved(Place place, Left left, Connections connections) {
        Standing s = standing;
        if (place.values().equals(s.place().values())) {
            return;
        }
        if (connections.isProxied(s.now())) {
            replace(new Standing(s.now(), null, place, left)); // the proxy moves them, or does not
            return;
        }
        Cohort before = s.before();
        boolean back = before != null
                && !before.isFailing()
                && Set.copyOf(before.values()).equals(Set.copyOf(place.values()));
        Cohort next = back && before != null ? before : new Cohort(groups, place.values());
        boolean gradual =
                left.manner() == Manner.PEACEFUL && groups.departure().share(0) < 1 && connections.isConnected(s.now());
        replace(new Standing(next, gradual ? s.now() : null, place, left));
    }

    /** New calls use no connection that there is by now. */
    synchronized void renew() {
        Standing s = standing;
        replace(new Standing(new Cohort(groups, s.now().values()), null, s.place(), s.left()));
    }

    /** Ends the time in which some calls still go to the old place; true as long as it lasts. */
    synchronized boolean goOn(long nowNanos, Connections connections) {
        Standing s = standing;
        Cohort before = s.before();
        Left left = s.left();
        if (before == null || left == null) {
            return false;
        }
        boolean on = groups.departure().share(nowNanos - left.atNanos()) < 1
                && !before.isFailing()
                && connections.isConnected(before);
        if (!on) {
            replace(new Standing(s.now(), null, s.place(), left));
        }
        return on;
    }

    private void replace(Standing next) {
        Standing last = standing;
        standing = next;
        for (Cohort cohort : last.cohorts()) {
            if (!next.cohorts().contains(cohort)) {
                cohort.retire();
            }
        }
    }
}
