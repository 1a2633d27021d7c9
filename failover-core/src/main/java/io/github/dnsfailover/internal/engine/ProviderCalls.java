package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange.Urgency;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Completion;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.runtime.EngineRuntime.Work;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The way to one provider: straight to the lane, or one call after the other where the provider wants that, failovers
 * first. Engine thread only.
 */
final class ProviderCalls {

    private final EngineRuntime runtime;
    private final boolean oneAtATime;
    private final Duration slowestCall;
    private final Deque<Call<?>> urgent = new ArrayDeque<>();
    private final Deque<Call<?>> patient = new ArrayDeque<>();
    private boolean busy;

    ProviderCalls(EngineRuntime runtime, ProviderTraits traits) {
        this.runtime = runtime;
        this.oneAtATime = traits.oneWriteAtATime();
        this.slowestCall = traits.slowestCall();
    }

    <T> EngineRuntime.Cancellable submit(Urgency urgency, Work<T> work, Completion<T> completion) {
        Call<T> call = new Call<>(work, completion);
        if (oneAtATime && busy) {
            (urgency == Urgency.FAILOVER ? urgent : patient).add(call);
        } else {
            call.run();
        }
        return call;
    }

    private void next() {
        busy = false;
        Call<?> call = urgent.isEmpty() ? patient.poll() : urgent.poll();
        if (call != null) {
            call.run();
        }
    }

    private final class Call<T> implements EngineRuntime.Cancellable {

        private final Work<T> work;
        private final Completion<T> completion;
        private boolean makesOthersWait = oneAtATime;

        /** Null while it waits in the queue. */
        private EngineRuntime.@Nullable Task task;

        Call(Work<T> work, Completion<T> completion) {
            this.work = work;
            this.completion = completion;
        }

        void run() {
            busy = oneAtATime;
            task = runtime.submit(Lane.PROVIDER, work, end -> {
                letOthersPass();
                completion.ended(end);
            });
        }

        private void letOthersPass() {
            if (makesOthersWait) {
                makesOthersWait = false;
                next();
            }
        }

        /** One that does not heed the interrupt may hang for good: others wait as long as it may still act. */
        @Override
        public void cancel() {
            if (task != null) {
                task.cancel();
                runtime.schedule(slowestCall, this::letOthersPass);
            } else if (urgent.remove(this) || patient.remove(this)) {
                long now = runtime.nanoTime();
                completion.ended(new Ended<>(null, new CancellationException("called off while it waited"), now, now));
            }
        }
    }
}
