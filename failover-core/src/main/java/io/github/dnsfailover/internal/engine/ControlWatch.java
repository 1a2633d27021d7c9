package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the control targets: now and then, and whenever a pool has met a failure. They are never all down at once, so if
 * they seem to be, it is this machine that is cut off. In the lane for verification, which hung checks cannot starve. Engine
 * thread only.
 */
final class ControlWatch {

    private final EngineRuntime runtime;
    private final List<ControlTarget> controls;
    private final Consumer<Input> tellAll;
    private final Set<PoolLoop> waiting = new LinkedHashSet<>();
    private boolean allFail;
    private boolean closed;
    private long lastRound;
    private boolean looked;

    /** Null while nothing is asked. */
    private @Nullable Round round;

    /** The next look; null before the first and while one is under way. */
    private @Nullable Cancellable next;

    ControlWatch(EngineRuntime runtime, List<ControlTarget> controls, Consumer<Input> tellAll) {
        this.runtime = runtime;
        this.controls = controls;
        this.tellAll = tellAll;
    }

    boolean hasTargets() {
        return !controls.isEmpty();
    }

    void start() {
        if (hasTargets()) {
            look();
        }
    }

    /** A pool wants to know whether anything answers: it is told of a pass that began from now on. */
    void ask(PoolLoop pool) {
        waiting.add(pool);
        if (round == null) {
            lookAfter(Limits.CONTROL_GAP);
        }
    }

    void close() {
        closed = true;
        waiting.clear();
    }

    /** At once, if the last round began as long ago as this. */
    private void lookAfter(Duration gap) {
        long wait = looked ? lastRound + gap.toNanos() - runtime.nanoTime() : 0;
        if (next != null) {
            next.cancel();
        }
        next = null;
        if (wait <= 0) {
            look();
        } else {
            next = runtime.schedule(Duration.ofNanos(wait), this::look);
        }
    }

    private void look() {
        next = null;
        if (closed || round != null) {
            return;
        }
        looked = true;
        lastRound = runtime.nanoTime();
        round = new Round(new ArrayList<>(waiting));
        waiting.clear();
        round.begin();
    }

    private void over() {
        round = null;
        lookAfter(!waiting.isEmpty() ? Limits.CONTROL_GAP : allFail ? Limits.CONTROL_RECHECK : Limits.CONTROL_INTERVAL);
    }

    /** All control targets asked at once. */
    private final class Round {

        private final List<PoolLoop> askers;
        private final List<EngineRuntime.Task> tasks = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();
        private int open = controls.size();
        private boolean passed;
        private boolean ended;

        Round(List<PoolLoop> askers) {
            this.askers = askers;
        }

        void begin() {
            Duration longest = Duration.ZERO;
            for (ControlTarget control : controls) {
                longest = control.timeout().compareTo(longest) > 0 ? control.timeout() : longest;
                tasks.add(runtime.<HealthResult>submit(
                        Lane.VERIFICATION,
                        () -> control.check().check(control.target(), control.timeout()),
                        end -> answered(control, end)));
            }
            runtime.schedule(longest.plus(Limits.PROBE_START), this::giveUp);
        }

        private void answered(ControlTarget control, Ended<HealthResult> end) {
            if (ended) {
                return;
            }
            HealthResult result = end.value();
            if (result != null && result.verdict() == Verdict.HEALTHY) {
                tellPassed(end.startedNanos());
            } else {
                failures.add(control.name() + " " + (result != null ? result : String.valueOf(end.failure())));
            }
            open--;
            if (open == 0) {
                end();
            }
        }

        /** The first pass is enough for those who wait. */
        private void tellPassed(long startedNanos) {
            if (passed) {
                return;
            }
            passed = true;
            Input input = new Input.ControlPassed(startedNanos);
            if (allFail) {
                allFail = false;
                tellAll.accept(input);
            } else {
                askers.forEach(pool -> pool.tell(input));
            }
        }

        private void giveUp() {
            if (!ended) {
                failures.add(open + " have not answered");
                tasks.forEach(EngineRuntime.Task::cancel);
                end();
            }
        }

        private void end() {
            ended = true;
            if (closed) {
                return;
            }
            if (!passed) {
                allFail = true;
                tellAll.accept(new Input.ControlsFailed(String.join("; ", failures)));
            }
            over();
        }
    }
}
