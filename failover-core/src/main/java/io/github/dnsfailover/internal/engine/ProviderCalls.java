package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.internal.machine.Wait;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Completion;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.runtime.EngineRuntime.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The way to one provider, with slots of its own, so that calls that hang cost nobody at another provider anything,
 * and little at the same one; and within the budget of its {@link Account}. Engine thread only.
 *
 * <ul>
 *   <li>A pool has one call out at a time. One that never returns keeps its thread and its pool, and nobody else's
 *       slot: it gives its slot back when it is called off.
 *   <li>{@link Limits#PROVIDER_SLOTS} calls run at once, of these at most {@link Limits#READ_SLOTS} reads, and
 *       {@link Limits#SLOW_READ_SLOTS} reads of pools whose last call had to be called off.
 *   <li>{@link Limits#RESCUE_SLOTS} more are for failovers, and one that has waited for {@link
 *       Limits#RESCUE_PATIENCE} needs none, as long as not too many of these begin at once: see {@link
 *       EngineLimits#RESCUES_AT_ONCE}.
 *   <li>Where the provider wants one call after the other, it gets them so, failovers first. One that is called off
 *       and does not return keeps others waiting as long as it may still act, but no failover.
 *   <li>A call that changed nothing since there were too many waits for another turn by itself.
 *   <li>Where writes of several pools fail, these are tried in turn: see {@link FailedPools}.
 * </ul>
 */
final class ProviderCalls {

    /** What a call is for, the most urgent first. */
    enum Errand {
        FAILOVER,
        /** A read that a wanted move waits for. */
        WANTED_READ,
        REPAIR,
        /** A read before which nothing can be written. */
        READ,
        /** A read that is only due. */
        CALM_READ,
        /** A proof of rights. */
        PROOF;

        boolean isRead() {
            return this == WANTED_READ || this == READ || this == CALM_READ;
        }

        /** Whether nothing is lost if it is made later. */
        boolean isCalm() {
            return this == CALM_READ || this == PROOF;
        }
    }

    /** Hears of a call that waits for its turn. */
    interface Waiting {

        /** It begins by then, as far as that can be told, and waits for this. */
        void until(long nanos, Wait wait);

        /** It was made, changed nothing since there were too many calls, and waits again. */
        void again();
    }

    /** Somebody who does not care. */
    private static final Waiting ANYHOW = new Waiting() {
        @Override
        public void until(long nanos, Wait wait) {
            // it waits as long as it takes
        }

        @Override
        public void again() {
            // and again
        }
    };

    /** A call that was submitted. */
    interface Handle extends EngineRuntime.Cancellable {

        /** A move waits for this read by now. */
        void hasten();
    }

    /** A call of the same pool has not returned. */
    static final class StillOutException extends RejectedExecutionException {

        private static final long serialVersionUID = 1L;
    }

    private static final String CALLED_OFF = "called off while it waited";

    /** Calls that are of no pool. */
    static final int NO_POOL = -1;

    private final EngineRuntime runtime;
    private final Account account;
    private final RequestCount requests;
    private final boolean oneAtATime;
    private final Duration slowestCall;
    private final Set<Waiter> waiting = new LinkedHashSet<>();

    /** How many failovers that wait have lost their patience. */
    private int impatient;

    /** How many questions wait. */
    private int questions;

    /** Failovers that had lost their patience, began of late, and are still under way. */
    private final Set<Call<?>> rescues = new LinkedHashSet<>();

    /** How long a call that succeeds takes of late, in nanoseconds; zero before the first. */
    private long usual;

    private final Map<Integer, Integer> importance = new HashMap<>();

    /** Calls that have a slot. */
    private final List<Call<?>> running = new ArrayList<>();

    /** Pools with a call that has not returned, whether it has a slot or not. */
    private final Set<Integer> out = new HashSet<>();

    /** Pools whose last call had to be called off. */
    private final Set<Integer> slow = new HashSet<>();

    private final FailedPools failed = new FailedPools();

    /** When a failing write that waits may be tried; null while none waits. */
    private @Nullable Cancellable tryTimer;

    /** Whether a proof is under way: whatever number of pools asks, they take one place of the lane. */
    private boolean proving;

    ProviderCalls(EngineRuntime runtime, DnsProvider provider, ProviderTraits traits, Account account) {
        this.runtime = runtime;
        this.account = account;
        this.requests = new RequestCount(provider);
        this.oneAtATime = traits.oneWriteAtATime();
        this.slowestCall = traits.slowestCall();
        account.joinedBy(this);
    }

    /** How long a call may take. */
    Duration slowestCall() {
        return slowestCall;
    }

    /** How early the calls of a pool are made among their equals. */
    void importanceOf(int pool, int value) {
        importance.put(pool, value);
    }

    /** Makes a call of no pool, as soon as there is a slot for it. */
    <T> Handle submit(Errand errand, Work<T> work, Completion<T> completion) {
        return submit(new Request<>(NO_POOL, errand, work, ANYHOW), completion);
    }

    /**
     * What is to be done.
     *
     * @param pool whose call it is, or {@link #NO_POOL}
     */
    record Request<T>(int pool, Errand errand, Work<T> work, Waiting hearer) {}

    /** Makes a call as soon as there are a slot and a place in the budget for it. */
    <T> Handle submit(Request<T> request, Completion<T> completion) {
        Call<T> call = new Call<>(request, completion);
        if (out.contains(request.pool())) {
            runtime.execute(() -> call.neverMade(new StillOutException()));
            return call;
        }
        enqueue(call);
        account.pump();
        if (waiting.contains(call) && request.errand() == Errand.FAILOVER && !oneAtATime) {
            runtime.schedule(EngineLimits.RESCUE_PATIENCE, call::losePatience);
        }
        return call;
    }

    /** Asks something for which no other call waits, and which waits for no other call but its kind. */
    <T> Handle ask(int pool, Work<T> work, Completion<T> completion) {
        Question<T> question = new Question<>(pool, work, completion);
        enqueue(question);
        account.pump();
        return question;
    }

    /** Whether the vendor may be asked something that is known a little later anyway. */
    boolean takeSpare() {
        boolean taken = account.takeSpare();
        if (taken) {
            requests.expected();
        }
        return taken;
    }

    /** A call is made that waits for no turn, and counts all the same. */
    void makesCallBeside() {
        requests.expected();
        account.sentBeside(1);
    }

    /** What waits for its turn. */
    Collection<Waiter> waiting() {
        return waiting;
    }

    private void enqueue(Waiter waiter) {
        if (waiting.add(waiter)) {
            waiter.count(1);
        }
    }

    private boolean dequeue(Waiter waiter) {
        boolean waited = waiting.remove(waiter);
        if (waited) {
            waiter.count(-1);
        }
        return waited;
    }

    /**
     * Whether there is no room for anybody who waits. Told without a look at each: in a storm there are thousands, and
     * each one that comes or goes asks.
     */
    boolean isFull() {
        return !oneAtATime
                && running.size() >= EngineLimits.PROVIDER_SLOTS + EngineLimits.RESCUE_SLOTS
                && (impatient == 0 || !hasRoomForRescue())
                && (questions == 0 || proving);
    }

    /** One that takes much longer than calls usually do hangs, and counts no more: others must not wait for it. */
    private boolean hasRoomForRescue() {
        long late = runtime.nanoTime() - rescueCounts();
        rescues.removeIf(each -> each.begunAt - late <= 0);
        return rescues.size() < EngineLimits.RESCUES_AT_ONCE;
    }

    private void took(long nanos) {
        usual = usual == 0 ? nanos : usual + (nanos - usual) / EngineLimits.USUAL_OF_CALLS;
    }

    /** For how long a rescue counts. */
    private long rescueCounts() {
        long most = EngineLimits.RESCUE_PATIENCE.toNanos();
        long slow = usual == 0 ? most : EngineLimits.SLOW_CALL * usual;
        return Math.max(EngineLimits.RESCUE_COUNTS.toNanos(), Math.min(slow, most));
    }

    /** Looks again when a failing write that waits may be tried; whether any waits. */
    boolean wakesForTry() {
        if (!failed.keepsAnyWaiting() || waiting.stream().noneMatch(Waiter::waitsForTry)) {
            return false;
        }
        if (tryTimer == null) {
            long delay = Math.max(0, failed.nextTry() - runtime.nanoTime());
            tryTimer = runtime.schedule(Duration.ofNanos(delay), () -> {
                tryTimer = null;
                account.pump();
            });
        }
        return true;
    }

    void close() {
        if (tryTimer != null) {
            tryTimer.cancel();
        }
    }

    private boolean hasSlotFor(Call<?> call) {
        if (call.patienceIsLost && hasRoomForRescue()) {
            return true;
        }
        Errand errand = call.errand();
        if (oneAtATime) {
            return errand == Errand.FAILOVER ? running.stream().allMatch(each -> each.calledOff) : running.isEmpty();
        }
        int most = EngineLimits.PROVIDER_SLOTS + (errand == Errand.FAILOVER ? EngineLimits.RESCUE_SLOTS : 0);
        boolean free = running.size() < most;
        if (!free || !errand.isRead()) {
            return free;
        }
        long reads = running.stream().filter(each -> each.errand().isRead()).count();
        long slowReads = running.stream()
                .filter(each -> each.errand().isRead() && slow.contains(each.pool()))
                .count();
        boolean isSlow = slow.contains(call.pool());
        return reads < EngineLimits.READ_SLOTS && !(isSlow && slowReads >= EngineLimits.SLOW_READ_SLOTS);
    }

    private <T> Ended<T> without(Exception why) {
        long now = runtime.nanoTime();
        return new Ended<>(null, why, now, now);
    }

    /** Something that waits for its turn, or had it. */
    abstract class Waiter implements Handle {

        private final int pool;
        private Errand errand;
        private final int importance;
        private final long order = account.nextOrder();
        private long since = runtime.nanoTime();

        Waiter(int pool, Errand errand) {
            this.pool = pool;
            this.errand = errand;
            this.importance = ProviderCalls.this.importance.getOrDefault(pool, 0);
        }

        int pool() {
            return pool;
        }

        Errand errand() {
            return errand;
        }

        int importance() {
            return importance;
        }

        /** Its place among its equals. */
        long order() {
            return order;
        }

        /** Since when it waits. */
        long since() {
            return since;
        }

        /** How often in a row calls of its pool have failed. */
        int failures() {
            return pool == NO_POOL ? 0 : failed.times(pool, runtime.nanoTime());
        }

        /** Whether it waits until failing pools may try again. */
        boolean waitsForTry() {
            return !errand.isRead() && errand != Errand.PROOF && failed.waits(pool, runtime.nanoTime());
        }

        /** When all failing writes that wait now have been tried. */
        long triedBy() {
            long others = waiting.stream().filter(Waiter::waitsForTry).count();
            return failed.nextTry() + others * failed.gap().toNanos() + EngineLimits.TURN_SLACK.toNanos();
        }

        @Override
        public void hasten() {
            if (waiting.contains(this) && errand.isRead() && errand != Errand.WANTED_READ) {
                errand = Errand.WANTED_READ;
                account.pump();
            }
        }

        void waitsAgain() {
            since = runtime.nanoTime();
            enqueue(this);
        }

        abstract boolean hasSlot();

        /** Counts it among those that may go whatever is running. */
        abstract void count(int by);

        /** Whether its turn comes by itself: not where it waits for calls that do not return. */
        boolean advances() {
            return hasSlot();
        }

        abstract void begin();

        /** It begins by then, as far as that can be told, and waits for this. */
        abstract void expectedBy(long nanos, Wait wait);
    }

    private final class Question<T> extends Waiter {

        private final Work<T> work;
        private final Completion<T> completion;

        /** Null while it waits. */
        private EngineRuntime.@Nullable Task task;

        Question(int pool, Work<T> work, Completion<T> completion) {
            super(pool, Errand.PROOF);
            this.work = work;
            this.completion = completion;
        }

        @Override
        boolean hasSlot() {
            return !proving;
        }

        @Override
        void count(int by) {
            questions += by;
        }

        @Override
        void begin() {
            dequeue(this);
            proving = true;
            task = runtime.submit(Lane.PROVIDER, requests.counting(work), end -> {
                proving = false;
                account.sentBeside(requests.unpaid());
                tellBudget(end);
                completion.ended(end);
                account.pump();
            });
        }

        @Override
        void expectedBy(long nanos, Wait wait) {
            // nobody waits for it
        }

        /** One that does not heed the interrupt keeps further ones from being asked, and nothing else. */
        @Override
        public void cancel() {
            if (task != null) {
                task.cancel();
            } else if (dequeue(this)) {
                completion.ended(without(new CancellationException(CALLED_OFF)));
            }
        }
    }

    /** Tells the budget how a call ended, and whether it may be made again: there were too many, and it did nothing. */
    private boolean tellBudget(Ended<?> end) {
        if (account.binds() && end.failure() instanceof DnsProviderException failure && failure.isThrottled()) {
            account.throttled(end.startedNanos(), failure.retryAfter().orElse(Duration.ZERO));
            return failure.outcome() == Outcome.NOT_APPLIED && !account.refusesAll();
        }
        account.served();
        return false;
    }

    private final class Call<T> extends Waiter {

        private final Work<T> work;
        private final Waiting hearer;
        private final Completion<T> completion;
        private boolean calledOff;
        private boolean patienceIsLost;
        private int throttles;
        private long begunAt;
        private long expectedBy = since();
        private Wait expected = Wait.FOR_SLOT;

        /** Null while it waits. */
        private EngineRuntime.@Nullable Task task;

        Call(Request<T> request, Completion<T> completion) {
            super(request.pool(), request.errand());
            this.work = request.work();
            this.hearer = request.hearer();
            this.completion = completion;
        }

        @Override
        boolean hasSlot() {
            return hasSlotFor(this) && !waitsForTry();
        }

        @Override
        void count(int by) {
            impatient += patienceIsLost ? by : 0;
        }

        @Override
        boolean advances() {
            long youngest = runtime.nanoTime() - Limits.SILENT_CALL.toNanos();
            return hasSlot()
                    || running.stream()
                            .filter(each -> each.errand().isRead() == errand().isRead())
                            .anyMatch(each -> each.begunAt - youngest > 0);
        }

        @Override
        void begin() {
            dequeue(this);
            running.add(this);
            begunAt = runtime.nanoTime();
            if (patienceIsLost) {
                rescues.add(this);
                runtime.schedule(Duration.ofNanos(rescueCounts()), account::pump);
            }
            if (pool() != NO_POOL) {
                out.add(pool());
            }
            if (!errand().isRead()) {
                failed.begins(pool(), runtime.nanoTime());
            }
            task = runtime.submit(Lane.PROVIDER, requests.counting(work), this::returned);
        }

        @Override
        void expectedBy(long nanos, Wait wait) {
            if (nanos - expectedBy > 0 || !wait.equals(expected)) {
                expectedBy = nanos;
                expected = wait;
                hearer.until(nanos, wait);
            }
        }

        void losePatience() {
            if (waiting.contains(this)) {
                patienceIsLost = true;
                count(1);
                account.pump();
            }
        }

        private void returned(Ended<T> end) {
            out.remove(pool());
            if (!calledOff) {
                slow.remove(pool());
            }
            if (pool() != NO_POOL) {
                failed.ended(pool(), errand().isRead(), end.failure() != null, runtime.nanoTime());
            }
            account.sentBeside(requests.unpaid());
            if (end.failure() == null) {
                took(end.endedNanos() - end.startedNanos());
            }
            rescues.remove(this);
            boolean again = tellBudget(end) && !calledOff && ++throttles < EngineLimits.THROTTLED_TRIES;
            running.remove(this);
            if (again) {
                task = null;
                expected = Wait.FOR_SLOT; // what it waits for is told anew
                waitsAgain();
                hearer.again();
                account.pump();
            } else {
                account.pump();
                completion.ended(end);
            }
        }

        private void letOthersPass() {
            rescues.remove(this);
            if (running.remove(this)) {
                account.pump();
            }
        }

        /** One that does not heed the interrupt may hang for good. */
        @Override
        public void cancel() {
            if (task != null) {
                calledOff = true;
                if (pool() != NO_POOL && out.contains(pool())) {
                    slow.add(pool());
                }
                task.cancel();
                if (oneAtATime) {
                    runtime.schedule(slowestCall, this::letOthersPass);
                    account.pump();
                } else {
                    letOthersPass();
                }
            } else if (dequeue(this)) {
                neverMade(new CancellationException(CALLED_OFF));
            }
        }

        void neverMade(Exception why) {
            completion.ended(without(why));
        }
    }
}
