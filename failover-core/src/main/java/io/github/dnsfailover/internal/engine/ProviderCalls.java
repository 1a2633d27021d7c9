package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.dns.RecordChange.Urgency;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Completion;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.runtime.EngineRuntime.Work;
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
    private final Deque<Call<?>> urgent = new ArrayDeque<>();
    private final Deque<Call<?>> patient = new ArrayDeque<>();
    private boolean busy;

    ProviderCalls(EngineRuntime runtime, boolean oneAtATime) {
        this.runtime = runtime;
        this.oneAtATime = oneAtATime;
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

        /** Null while it waits in the queue. */
        private EngineRuntime.@Nullable Task task;

        Call(Work<T> work, Completion<T> completion) {
            this.work = work;
            this.completion = completion;
        }

        void run() {
            busy = oneAtATime;
            task = runtime.submit(Lane.PROVIDER, work, end -> {
                if (oneAtATime) {
                    next();
                }
                completion.ended(end);
            });
        }

        @Override
        public void cancel() {
            if (task != null) {
                task.cancel();
            } else if (urgent.remove(this) || patient.remove(this)) {
                long now = runtime.nanoTime();
                completion.ended(new Ended<>(null, new CancellationException("called off while it waited"), now, now));
            }
        }
    }
}
