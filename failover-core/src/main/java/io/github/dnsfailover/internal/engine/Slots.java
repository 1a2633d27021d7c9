package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Completion;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.runtime.EngineRuntime.Task;
import io.github.dnsfailover.runtime.EngineRuntime.Work;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The share that one provider has of a lane, so that its calls, if they hang, keep nobody else's waiting. A call that
 * hangs keeps its slot until it returns; whoever asked hears in time that it does not. Engine thread only.
 */
final class Slots {

    private final EngineRuntime runtime;
    private final Lane lane;
    private final int width;
    private final Duration limit;
    private final Queue<Call<?>> waiting = new ArrayDeque<>();
    private int running;

    /**
     * @param width how many calls run at once
     * @param limit how long one may run, and how long it may wait for a slot
     */
    Slots(EngineRuntime runtime, Lane lane, int width, Duration limit) {
        this.runtime = runtime;
        this.lane = lane;
        this.width = width;
        this.limit = limit;
    }

    /** Makes a call as soon as there is a slot for it. The completion is called once, within twice the limit. */
    <T> void submit(Work<T> work, Completion<T> completion) {
        waiting.add(new Call<>(work, completion));
        pump();
    }

    private void pump() {
        while (running < width && !waiting.isEmpty()) {
            waiting.remove().begin();
        }
    }

    private final class Call<T> {

        private final Work<T> work;
        private final Completion<T> completion;

        /** Null while it waits. */
        private @Nullable Task task;

        private Cancellable timer;
        private boolean told;

        Call(Work<T> work, Completion<T> completion) {
            this.work = work;
            this.completion = completion;
            this.timer = runtime.schedule(limit, this::waitedInVain);
        }

        void begin() {
            running++;
            timer.cancel();
            timer = runtime.schedule(limit, this::hangs);
            task = runtime.submit(lane, work, end -> {
                running--;
                tell(end);
                pump();
            });
        }

        private void waitedInVain() {
            if (waiting.remove(this)) {
                fail("earlier calls have not returned for " + limit.toSeconds() + " s");
            }
        }

        private void hangs() {
            Task hung = task;
            if (hung != null) {
                fail("the call has not returned for " + limit.toSeconds() + " s");
                hung.cancel();
            }
        }

        private void fail(String why) {
            long now = runtime.nanoTime();
            tell(new Ended<>(null, new TimeoutException(why), now, now));
        }

        private void tell(Ended<T> end) {
            timer.cancel();
            if (!told) {
                told = true;
                completion.ended(end);
            }
        }
    }
}
