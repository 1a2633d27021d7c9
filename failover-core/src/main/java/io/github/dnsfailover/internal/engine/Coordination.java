package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Completion;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.runtime.EngineRuntime.Work;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the leadership and the state store: each ends by its deadline as far as the engine is concerned, and few
 * may hang beyond it. Engine thread only; the calls run in a lane of their own.
 */
final class Coordination {

    /** The kinds of call; those that hang are counted for each. */
    enum Kind {
        TERMS,
        SIGHT,
        RESIGN,
        LOOK,
        SAVE
    }

    private final EngineRuntime runtime;
    private final Map<Kind, Integer> hanging = new EnumMap<>(Kind.class);

    Coordination(EngineRuntime runtime) {
        this.runtime = runtime;
    }

    <T> void call(Kind kind, Work<T> work, Completion<T> completion) {
        int hung = hanging.getOrDefault(kind, 0);
        if (hung >= Limits.HUNG_COORDINATION) {
            String why = hung + " earlier calls still hang";
            runtime.execute(() -> completion.ended(failed(new TimeoutException(why))));
            return;
        }
        new Call<>(kind, completion).begin(work);
    }

    private <T> Ended<T> failed(Exception why) {
        long now = runtime.nanoTime();
        return new Ended<>(null, why, now, now);
    }

    private final class Call<T> {

        private final Kind kind;
        private final Completion<T> completion;
        private boolean over;

        /** Null until it was handed to the lane. */
        private EngineRuntime.@Nullable Task task;

        Call(Kind kind, Completion<T> completion) {
            this.kind = kind;
            this.completion = completion;
        }

        void begin(Work<T> work) {
            EngineRuntime.Cancellable limit = runtime.schedule(Limits.COORDINATION_ANSWER, this::giveUp);
            task = runtime.submit(Lane.COORDINATION, work, end -> {
                limit.cancel();
                ended(end);
            });
        }

        private void giveUp() {
            if (over) {
                return;
            }
            over = true;
            hanging.merge(kind, 1, Integer::sum);
            if (task != null) {
                task.cancel();
            }
            completion.ended(
                    failed(new TimeoutException("no answer within " + Limits.COORDINATION_ANSWER.toSeconds() + " s")));
        }

        private void ended(Ended<T> end) {
            if (over) {
                hanging.merge(kind, -1, Integer::sum);
            } else {
                over = true;
                completion.ended(end);
            }
        }
    }
}
