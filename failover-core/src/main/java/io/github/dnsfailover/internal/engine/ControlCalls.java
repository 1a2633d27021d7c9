package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.internal.machine.EngineEffect;
import io.github.dnsfailover.internal.machine.EngineInput;
import io.github.dnsfailover.internal.machine.EngineInput.Ending;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Probes control targets as the machine wants it, in a lane of their own, which neither hung checks nor silent name
 * servers fill. Engine thread only.
 */
final class ControlCalls {

    private final EngineRuntime runtime;
    private final List<ControlTarget> controls;
    private final Consumer<EngineInput> tell;
    private final Map<Long, EngineRuntime.Task> open = new HashMap<>();

    ControlCalls(EngineRuntime runtime, List<ControlTarget> controls, Consumer<EngineInput> tell) {
        this.runtime = runtime;
        this.controls = controls;
        this.tell = tell;
    }

    void probe(EngineEffect.ProbeControl probe) {
        ControlTarget control = controls.get(probe.control());
        EngineRuntime.Task task = runtime.<HealthResult>submit(
                Lane.CONTROLS,
                () -> control.check().check(control.target(), control.timeout()),
                end -> ended(probe, end));
        open.put(probe.id(), task);
    }

    private void ended(EngineEffect.ProbeControl probe, Ended<HealthResult> end) {
        EngineRuntime.Task task = open.remove(probe.id());
        if (task == null) {
            tell.accept(new EngineInput.ControlReturned(probe.control()));
            return;
        }
        HealthResult result = end.value();
        boolean passed = result != null && result.verdict() == Verdict.HEALTHY;
        boolean asked = task.started() && !(end.failure() instanceof Error);
        Ending ending = passed ? Ending.PASSED : asked ? Ending.FAILED : Ending.NOT_ASKED;
        String text = result != null ? result.toString() : String.valueOf(end.failure());
        tell.accept(new EngineInput.ControlEnded(probe.id(), probe.control(), ending, end.startedNanos(), text));
    }

    /** A runtime may tell the end of what is cancelled at once, so it is taken from the open ones first. */
    void giveUp(EngineEffect.GiveUpControl late) {
        EngineRuntime.Task task = open.remove(late.id());
        if (task == null) {
            return;
        }
        Ending ending = task.started() ? Ending.SILENT : Ending.NOT_ASKED;
        long now = runtime.nanoTime();
        tell.accept(new EngineInput.ControlEnded(late.id(), late.control(), ending, now, ""));
        task.cancel();
    }
}
