package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Completion;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.runtime.EngineRuntime.Work;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the leadership and the state store, and looks at the stop file: each ends by its deadline as far as the
 * engine is concerned, and few may hang beyond it. Engine thread only; the calls run in a lane of their own.
 */
public final class Coordination {

    /** The kinds of call; those that hang are counted for each. */
    public enum Kind {
        TERMS,
        SIGHT,
        SPEAKER,
        RESIGN,
        LOOK,
        SAVE,
        RANK,
        NOTICE,
        STOP_FILE,
        PREFLIGHT
    }

    private final EngineRuntime runtime;
    private final Duration limit;
    private final Lane lane;
    private final Map<Kind, Integer> hanging = new EnumMap<>(Kind.class);

    Coordination(EngineRuntime runtime) {
        this(runtime, EngineLimits.COORDINATION_ANSWER);
    }

    /** Calls with a deadline of their own. */
    public Coordination(EngineRuntime runtime, Duration limit) {
        this(runtime, limit, Lane.COORDINATION);
    }

    /** The same in a lane of their own, for what must not hold up the election. */
    public Coordination(EngineRuntime runtime, Duration limit, Lane lane) {
        this.runtime = runtime;
        this.limit = limit;
        this.lane = lane;
    }

    /** Makes a call; the completion comes by the deadline at the latest, on the engine thread. */
    public <T> void call(Kind kind, Work<T> work, Completion<T> completion) {
        int hung = hanging.getOrDefault(kind, 0);
        if (hung >= EngineLimits.HUNG_COORDINATION) {
            String why = hung + " earlier calls still hang";
            runtime.execute(() -> completion.ended(failed(new TimeoutException(why))));
            return;
        }
        new Call<>(kind, completion).begin(work);
    }

    private static String said(Duration time) {
        return time.toMillisPart() == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
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
            EngineRuntime.Cancellable deadline = runtime.schedule(limit, this::giveUp);
            task = runtime.submit(lane, work, end -> {
                deadline.cancel();
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
            completion.ended(failed(new TimeoutException("no answer within " + said(limit))));
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
