package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.internal.machine.Input;
import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the control targets: now and then, and whenever a pool has met a failure. They are never all down at once, so if
 * they seem to be, it is this machine that is cut off. In a lane of its own, which neither hung checks nor silent name servers
 * fill. Engine thread only.
 */
final class ControlWatch {

    private final EngineRuntime runtime;
    private final List<ControlTarget> controls;
    private final Consumer<Input> tellAll;
    private final Set<PoolLoop> waiting = new LinkedHashSet<>();

    /** Those whose probe was given up and has not ended: they are not asked again, or they would fill the lane. */
    private final Set<ControlTarget> hanging = new HashSet<>();

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

    /** All control targets asked at once, except those whose earlier probe has still not ended. */
    private final class Round {

        private final List<PoolLoop> askers;
        private final Map<ControlTarget, EngineRuntime.Task> open = new LinkedHashMap<>();
        private final List<String> failures = new ArrayList<>();
        private boolean passed;
        private boolean ended;

        Round(List<PoolLoop> askers) {
            this.askers = askers;
        }

        void begin() {
            Duration longest = Duration.ZERO;
            for (ControlTarget control : controls) {
                if (hanging.contains(control)) {
                    failures.add(control.name() + " still hangs");
                } else {
                    longest = control.timeout().compareTo(longest) > 0 ? control.timeout() : longest;
                    open.put(control, submit(control));
                }
            }
            runtime.schedule(longest.plus(Limits.PROBE_START), this::giveUp);
        }

        private EngineRuntime.Task submit(ControlTarget control) {
            return runtime.<HealthResult>submit(
                    Lane.CONTROLS,
                    () -> control.check().check(control.target(), control.timeout()),
                    end -> answered(control, end));
        }

        private void answered(ControlTarget control, Ended<HealthResult> end) {
            hanging.remove(control);
            EngineRuntime.Task task = open.remove(control);
            if (ended || task == null) {
                return;
            }
            HealthResult result = end.value();
            if (result != null && result.verdict() == Verdict.HEALTHY) {
                tellPassed(end.startedNanos());
            } else if (task.started() && !(end.failure() instanceof Error)) {
                failures.add(control.name() + " " + (result != null ? result : String.valueOf(end.failure())));
            }
            if (open.isEmpty()) {
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
            if (ended) {
                return;
            }
            Map<ControlTarget, EngineRuntime.Task> left = new LinkedHashMap<>(open);
            open.clear(); // a runtime may tell the end of what is cancelled at once
            left.forEach((control, task) -> {
                if (task.started()) {
                    hanging.add(control);
                    failures.add(control.name() + " has not answered");
                }
                task.cancel();
            });
            end();
        }

        /** A control target that could not even be asked, for want of a thread say, has not failed. */
        private void end() {
            ended = true;
            if (closed) {
                return;
            }
            if (!passed && failures.size() == controls.size()) {
                allFail = true;
                tellAll.accept(new Input.ControlsFailed(String.join("; ", failures)));
            }
            over();
        }
    }
}
