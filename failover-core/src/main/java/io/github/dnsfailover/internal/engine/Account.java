package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.internal.engine.ProviderCalls.Waiter;
import io.github.dnsfailover.internal.machine.CallBudget;
import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.internal.machine.Wait;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An account or server that one or several providers call: its budget, and whose turn it is. Engine thread only.
 *
 * <p>The most urgent call goes first, then that of the pool with the fewest failures, then the most important pool's,
 * then the one that has waited longest. While others wait, pools whose calls fail go every second time at most, so that
 * a call that fails again and again keeps nobody from a first try; and after some failures they go in turn, however
 * important they are.
 */
final class Account {

    private static final Comparator<Waiter> ORDER = Comparator.comparing(Waiter::errand)
            .thenComparing(Account::failures)
            .thenComparing(Comparator.comparing(Account::importance).reversed())
            .thenComparing(Waiter::order);

    private final EngineRuntime runtime;
    private final List<ProviderCalls> members = new ArrayList<>();
    private final int pools;
    private final boolean declared;
    private CallBudget budget;
    private long orders;
    private boolean lastHadFailed;

    /** Times in a row at which the vendor said that there were too many calls, each after the one before. */
    private int refusedInARow;

    /** When that was last; meaningful only if it was. */
    private long refusedAt;

    /** What calls wait for while the vendor keeps everybody waiting; empty while some are served. */
    private Optional<Wait> refused = Optional.empty();

    /** When the turns of waiting calls are looked at; null while nobody waits for the budget. */
    private @Nullable Cancellable look;

    /** When the next call may be made; null while nobody waits for the budget. */
    private @Nullable Cancellable timer;

    private long timerAt;

    /**
     * An account.
     *
     * @param callsPerSecond infinite if it is not known
     * @param pools how many share it
     */
    Account(EngineRuntime runtime, double callsPerSecond, int pools) {
        this.runtime = runtime;
        this.pools = pools;
        this.declared = !Double.isInfinite(callsPerSecond);
        long now = runtime.nanoTime();
        this.budget = declared ? CallBudget.of(callsPerSecond, now) : CallBudget.unknown(now);
    }

    private static int failures(Waiter waiter) {
        return Math.min(waiter.failures(), EngineLimits.TRIES_BY_IMPORTANCE);
    }

    private static int importance(Waiter waiter) {
        return waiter.failures() < EngineLimits.TRIES_BY_IMPORTANCE ? waiter.importance() : 0;
    }

    void joinedBy(ProviderCalls member) {
        members.add(member);
    }

    /** Whether there is anything to share out: one pool alone waits as its provider asks it to. */
    boolean binds() {
        return declared || pools > 1;
    }

    private boolean isLimited() {
        return binds() && budget.isLimited();
    }

    long nextOrder() {
        return orders++;
    }

    /** Lets calls go that may. */
    void pump() {
        Waiter next = next();
        while (next != null) {
            long now = runtime.nanoTime();
            long at = binds() ? budget.nextAt(now, next.errand().isCalm()) : now;
            if (at - now > 0) {
                wakeAt(at);
                lookSoonIfSomeWait();
                return;
            }
            if (binds()) {
                budget = budget.taken(now, next.errand().isCalm());
                lastHadFailed = next.failures() > 0;
            }
            next.begin();
            next = next();
        }
        lookSoonIfSomeWait();
    }

    private void lookSoonIfSomeWait() {
        boolean tries = false;
        for (ProviderCalls member : members) {
            tries |= member.wakesForTry();
        }
        if (tries || isLimited()) {
            lookSoon(Duration.ZERO); // some may wait for a slot
        }
    }

    /** The next call that a slot is free for; null if there is none. */
    private @Nullable Waiter next() {
        if (!binds()) {
            return first(waiter -> true);
        }
        Waiter fresh = first(waiter -> waiter.failures() == 0);
        Waiter failed = first(waiter -> waiter.failures() > 0);
        if (fresh == null || failed == null) {
            return fresh == null ? failed : fresh;
        }
        if (fresh.errand().isCalm() && isTooSoonFor(fresh)) {
            return failed;
        }
        boolean urgent = failed.errand().compareTo(fresh.errand()) <= 0;
        return (urgent || fresh.errand().isCalm()) && !lastHadFailed ? failed : fresh;
    }

    private boolean isTooSoonFor(Waiter waiter) {
        long now = runtime.nanoTime();
        return budget.nextAt(now, waiter.errand().isCalm()) - now > 0;
    }

    private @Nullable Waiter first(Predicate<Waiter> which) {
        Waiter first = null;
        for (ProviderCalls member : members) {
            if (member.isFull()) {
                continue;
            }
            for (Waiter waiter : member.waiting()) {
                boolean sooner = first == null || ORDER.compare(waiter, first) < 0;
                if (sooner && which.test(waiter) && waiter.hasSlot()) {
                    first = waiter;
                }
            }
        }
        return first;
    }

    private void wakeAt(long at) {
        if (timer != null && timerAt - at <= 0) {
            return; // it looks again then
        }
        if (timer != null) {
            timer.cancel();
        }
        timerAt = at;
        timer = runtime.schedule(Duration.ofNanos(at - runtime.nanoTime()), () -> {
            timer = null;
            pump();
        });
    }

    /** Whether there is a call to spare for something that is known a little later anyway; if so, it is taken. */
    boolean takeSpare() {
        long now = runtime.nanoTime();
        Waiter next = next();
        boolean free = !isLimited()
                || (budget.hasSpare(now) && (next == null || next.errand().isCalm()));
        if (free && binds()) {
            budget = budget.spared(now);
        }
        return free;
    }

    /** So many more requests were sent than calls were made. */
    void sentBeside(long requests) {
        if (binds() && requests > 0) {
            budget = budget.charged(runtime.nanoTime(), requests);
        }
    }

    /** A call was answered by something else than that there were too many. */
    void served() {
        refusedInARow = 0;
        refused = Optional.empty();
    }

    /** Whether nobody was served for so long that waiting for another turn is no answer. */
    boolean refusesAll() {
        return refusedInARow >= EngineLimits.THROTTLED_TRIES;
    }

    /** The vendor said that there were too many calls. */
    void throttled(long begunAt, Duration retryAfter) {
        if (refusedInARow == 0 || begunAt - refusedAt > 0) { // else it was under way at the last refusal
            refusedInARow++;
            refusedAt = runtime.nanoTime();
        }
        boolean isLong = retryAfter.compareTo(EngineLimits.LONG_PAUSE) >= 0;
        refused = isLong || refusesAll() ? Optional.of(Wait.asked(retryAfter)) : Optional.empty();
        budget = budget.throttled(runtime.nanoTime(), begunAt, retryAfter, chance());
        lastHadFailed = true; // so that another one has the first turn after the pause
    }

    /** From 0 to 1, by the mixer of SplitMix64: seeds may follow each other in a simple order. */
    private double chance() {
        long z = runtime.seed();
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return ((z ^ z >>> 31) >>> 11) * 0x1.0p-53;
    }

    // When the turns of waiting calls are expected

    private void lookSoon(Duration delay) {
        if (look == null) {
            look = runtime.schedule(delay, this::lookAtTurns);
        }
    }

    private void lookAtTurns() {
        look = null;
        List<Waiter> waiting = new ArrayList<>();
        members.forEach(member -> waiting.addAll(member.waiting()));
        boolean tries = waiting.stream().anyMatch(Waiter::waitsForTry);
        if (waiting.isEmpty() || !(tries || isLimited())) {
            return;
        }
        lookSoon(EngineLimits.TURNS_LOOK);
        for (Waiter waiter : waiting) {
            if (waiter.waitsForTry()) {
                waiter.expectedBy(waiter.triedBy(), Wait.FOR_TRY);
            }
        }
        if (isLimited()) {
            waiting.removeIf(Waiter::waitsForTry);
            waiting.sort(ORDER);
            expectTurns(waiting);
        }
    }

    private void expectTurns(List<Waiter> inOrder) {
        long now = runtime.nanoTime();
        Wait wait = refused.orElse(Wait.FOR_BUDGET);
        double before = 0;
        for (Waiter waiter : inOrder) {
            double share = waiter.errand().isCalm() ? Limits.CALM_SHARE : 1;
            before += 1 / share;
            if (waiter.advances()) {
                long usual = budget.nextAt(now, false) + expected(before / budget.rate(now));
                long latest = waiter.since()
                        + Limits.LONGEST_BACK_OFF.toNanos()
                        + expected(pools / (share * budget.leastRate()));
                boolean unknown = refused.isPresent(); // the vendor alone knows how often it will ask for more
                waiter.expectedBy(unknown || usual - latest < 0 ? usual : latest, wait);
            }
        }
    }

    private static long expected(double seconds) {
        return EngineLimits.TURN_SLACK.toNanos() + (long) (EngineLimits.TURN_MARGIN * seconds * 1e9);
    }

    void close() {
        if (timer != null) {
            timer.cancel();
        }
        if (look != null) {
            look.cancel();
        }
        members.forEach(ProviderCalls::close);
    }
}
