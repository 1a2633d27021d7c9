package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** Asks the leadership each second and tells the pools; gives up the lead when the engine is blind. Engine thread only. */
final class LeadershipWatch {

    private final EngineRuntime runtime;
    private final Leadership leadership;
    private final BooleanSupplier anyPoolIsBlind;
    private final BiConsumer<OptionalLong, String> tell;
    private boolean resigned;
    private boolean asking;
    private long askedAt;
    private boolean closed;

    LeadershipWatch(
            EngineRuntime runtime,
            Leadership leadership,
            BooleanSupplier anyPoolIsBlind,
            BiConsumer<OptionalLong, String> tell) {
        this.runtime = runtime;
        this.leadership = leadership;
        this.anyPoolIsBlind = anyPoolIsBlind;
        this.tell = tell;
    }

    /** Asks now, and again each second. */
    void poll() {
        if (closed) {
            return;
        }
        if (resigned && !anyPoolIsBlind.getAsBoolean()) {
            resigned = false;
        }
        if (asking && runtime.nanoTime() - askedAt > Limits.LEADERSHIP_ANSWER.toNanos()) {
            tell.accept(OptionalLong.empty(), "the leadership has not answered for " + Limits.LEADERSHIP_ANSWER);
        }
        if (!asking && !resigned) {
            asking = true;
            askedAt = runtime.nanoTime();
            runtime.submit(Lane.PROVIDER, leadership::term, this::answered);
        }
        runtime.schedule(Limits.LEADERSHIP_POLL, this::poll);
    }

    private void answered(EngineRuntime.Ended<OptionalLong> end) {
        asking = false;
        if (closed || resigned) {
            return;
        }
        OptionalLong term = end.value();
        Throwable failure = end.failure();
        if (term != null) {
            tell.accept(term, "");
        } else {
            tell.accept(
                    OptionalLong.empty(), "the leadership failed: " + Objects.toString(failure, "it answered null"));
        }
    }

    /**
     * Lets another instance lead, if there may be one, until no pool is blind. The only engine there is keeps its term: its
     * other pools need it, and the blind one does not write anyway.
     */
    void resign(String why) {
        if (leadership.instances() == Leadership.Instances.SEVERAL && !resigned) {
            resigned = true;
            tell.accept(OptionalLong.empty(), "gave up the lead: " + why);
            submitResignation(() -> {});
        }
    }

    /** Gives up the lead for good; {@code then} runs when that has ended, or has had its time. */
    void close(Runnable then) {
        closed = true;
        boolean[] over = {false};
        Runnable once = () -> {
            if (!over[0]) {
                over[0] = true;
                then.run();
            }
        };
        submitResignation(once);
        runtime.schedule(Limits.LEADERSHIP_ANSWER, once);
    }

    private void submitResignation(Runnable then) {
        runtime.<Boolean>submit(
                Lane.PROVIDER,
                () -> {
                    leadership.resign();
                    return true;
                },
                end -> then.run());
    }
}
