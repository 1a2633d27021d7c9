package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Completion;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.runtime.EngineRuntime.Work;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The way to one provider, with slots of its own, so that calls that hang cost nobody at another provider anything,
 * and little at the same one. Engine thread only.
 *
 * <ul>
 *   <li>A pool has one call out at a time. One that never returns keeps its thread and its pool, and nobody else's
 *       slot: it gives its slot back when it is called off.
 *   <li>{@link Limits#PROVIDER_SLOTS} calls run at once, of these at most {@link Limits#READ_SLOTS} reads, and
 *       {@link Limits#SLOW_READ_SLOTS} reads of pools whose last call had to be called off.
 *   <li>{@link Limits#RESCUE_SLOTS} more are for failovers, and one that has waited for {@link
 *       Limits#RESCUE_PATIENCE} goes in any case: there are no more of these than pools.
 *   <li>Where the provider wants one call after the other, it gets them so, failovers first. One that is called off
 *       and does not return keeps others waiting as long as it may still act, but no failover.
 * </ul>
 */
final class ProviderCalls {

    /** What a call is for, the most urgent first. */
    enum Errand {
        FAILOVER,
        REPAIR,
        READ
    }

    /** A call of the same pool has not returned. */
    static final class StillOutException extends RejectedExecutionException {

        private static final long serialVersionUID = 1L;
    }

    private static final String CALLED_OFF = "called off while it waited";

    /** Calls that are of no pool. */
    static final int NO_POOL = -1;

    private final EngineRuntime runtime;
    private final boolean oneAtATime;
    private final Duration slowestCall;
    private final Map<Errand, Deque<Call<?>>> waiting = new EnumMap<>(Errand.class);

    /** Calls that have a slot. */
    private final List<Call<?>> running = new ArrayList<>();

    /** Pools with a call that has not returned, whether it has a slot or not. */
    private final Set<Integer> out = new HashSet<>();

    /** Pools whose last call had to be called off. */
    private final Set<Integer> slow = new HashSet<>();

    /** Questions beside the calls, one at a time: whatever number of pools asks, they take one place of the lane. */
    private final Deque<Question<?>> questions = new ArrayDeque<>();

    private boolean questioning;

    ProviderCalls(EngineRuntime runtime, ProviderTraits traits) {
        this.runtime = runtime;
        this.oneAtATime = traits.oneWriteAtATime();
        this.slowestCall = traits.slowestCall();
        for (Errand errand : Errand.values()) {
            waiting.put(errand, new ArrayDeque<>());
        }
    }

    /**
     * Makes a call as soon as there is a slot for it.
     *
     * @param pool whose call it is, or {@link #NO_POOL}
     */
    <T> EngineRuntime.Cancellable submit(int pool, Errand errand, Work<T> work, Completion<T> completion) {
        Call<T> call = new Call<>(pool, errand, work, completion);
        if (out.contains(pool)) {
            runtime.execute(() -> call.neverMade(new StillOutException()));
        } else if (hasSlotFor(call)) {
            call.run();
        } else {
            queue(errand).add(call);
            if (errand == Errand.FAILOVER && !oneAtATime) {
                runtime.schedule(Limits.RESCUE_PATIENCE, call::runIfItStillWaits);
            }
        }
        return call;
    }

    /** Asks something for which no other call waits, and which waits for no other call but its kind. */
    <T> EngineRuntime.Cancellable ask(Work<T> work, Completion<T> completion) {
        Question<T> question = new Question<>(work, completion);
        questions.add(question);
        nextQuestion();
        return question;
    }

    private void nextQuestion() {
        Question<?> question = questioning ? null : questions.poll();
        if (question != null) {
            question.run();
        }
    }

    private Deque<Call<?>> queue(Errand errand) {
        return Objects.requireNonNull(waiting.get(errand));
    }

    private boolean hasSlotFor(Call<?> call) {
        if (oneAtATime) {
            return call.errand == Errand.FAILOVER
                    ? running.stream().allMatch(each -> each.calledOff)
                    : running.isEmpty();
        }
        int most = Limits.PROVIDER_SLOTS + (call.errand == Errand.FAILOVER ? Limits.RESCUE_SLOTS : 0);
        boolean free = running.size() < most;
        if (call.errand != Errand.READ) {
            return free;
        }
        long reads = running.stream().filter(each -> each.errand == Errand.READ).count();
        long slowReads = running.stream()
                .filter(each -> each.errand == Errand.READ && slow.contains(each.pool))
                .count();
        boolean isSlow = slow.contains(call.pool);
        return free && reads < Limits.READ_SLOTS && !(isSlow && slowReads >= Limits.SLOW_READ_SLOTS);
    }

    /** A slot has become free. */
    private void next() {
        for (Errand errand : Errand.values()) {
            for (Call<?> call : List.copyOf(queue(errand))) {
                if (hasSlotFor(call) && queue(errand).remove(call)) {
                    call.run();
                }
            }
        }
    }

    private <T> Ended<T> without(Exception why) {
        long now = runtime.nanoTime();
        return new Ended<>(null, why, now, now);
    }

    private final class Question<T> implements EngineRuntime.Cancellable {

        private final Work<T> work;
        private final Completion<T> completion;

        /** Null while it waits. */
        private EngineRuntime.@Nullable Task task;

        Question(Work<T> work, Completion<T> completion) {
            this.work = work;
            this.completion = completion;
        }

        void run() {
            questioning = true;
            task = runtime.submit(Lane.PROVIDER, work, end -> {
                questioning = false;
                completion.ended(end);
                nextQuestion();
            });
        }

        /** One that does not heed the interrupt keeps further ones from being asked, and nothing else. */
        @Override
        public void cancel() {
            if (task != null) {
                task.cancel();
            } else if (questions.remove(this)) {
                completion.ended(without(new CancellationException(CALLED_OFF)));
            }
        }
    }

    private final class Call<T> implements EngineRuntime.Cancellable {

        private final int pool;
        private final Errand errand;
        private final Work<T> work;
        private final Completion<T> completion;
        private boolean calledOff;

        /** Null while it waits in the queue. */
        private EngineRuntime.@Nullable Task task;

        Call(int pool, Errand errand, Work<T> work, Completion<T> completion) {
            this.pool = pool;
            this.errand = errand;
            this.work = work;
            this.completion = completion;
        }

        void run() {
            running.add(this);
            if (pool != NO_POOL) {
                out.add(pool);
            }
            task = runtime.submit(Lane.PROVIDER, work, this::returned);
        }

        void runIfItStillWaits() {
            if (queue(errand).remove(this)) {
                run();
            }
        }

        private void returned(Ended<T> end) {
            out.remove(pool);
            if (!calledOff) {
                slow.remove(pool);
            }
            letOthersPass();
            completion.ended(end);
        }

        private void letOthersPass() {
            if (running.remove(this)) {
                next();
            }
        }

        /** One that does not heed the interrupt may hang for good. */
        @Override
        public void cancel() {
            if (task != null) {
                calledOff = true;
                if (pool != NO_POOL && out.contains(pool)) {
                    slow.add(pool);
                }
                task.cancel();
                if (oneAtATime) {
                    runtime.schedule(slowestCall, this::letOthersPass);
                    next();
                } else {
                    letOthersPass();
                }
            } else if (queue(errand).remove(this)) {
                neverMade(new CancellationException(CALLED_OFF));
            }
        }

        void neverMade(Exception why) {
            completion.ended(without(why));
        }
    }
}
