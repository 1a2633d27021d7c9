package io.github.dnsfailover.dyn.internal;

import io.github.dnsfailover.dns.RecordChange.Urgency;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One call after the other: a session bears one job at a time, and two changes in one change set would be published
 * together. Failovers go before everything else that waits. Thread-safe; {@link #lock} is held for moments only.
 */
public final class Turns {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean taken;
    private int hurried;

    /** Nobody has the turn. */
    public Turns() {}

    /**
     * Waits for the turn.
     *
     * @return whether it came in time
     */
    public boolean take(Urgency urgency, Duration longest) throws InterruptedException {
        boolean hurries = urgency == Urgency.FAILOVER;
        long left = longest.toNanos();
        lock.lockInterruptibly();
        try {
            hurried += hurries ? 1 : 0;
            try {
                while (taken || (!hurries && hurried > 0)) {
                    if (left <= 0) {
                        return false;
                    }
                    left = changed.awaitNanos(left);
                }
                taken = true;
                return true;
            } finally {
                hurried -= hurries ? 1 : 0;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the turn if nobody has it and nobody waits for it in a hurry. */
    public boolean takeIfFree() {
        lock.lock();
        try {
            boolean free = !taken && hurried == 0;
            taken |= free;
            return free;
        } finally {
            lock.unlock();
        }
    }

    /** Hands the turn on. */
    public void leave() {
        lock.lock();
        try {
            taken = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
