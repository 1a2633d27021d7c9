package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.ProbeRecorder;
import io.github.dnsfailover.event.ProbeEvidence;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands what probes found to those who keep figures: in batches, on the listeners' threads, so that a probe costs the
 * engine's thread an entry in a queue, and nothing at all while nobody keeps any. Engine thread only.
 */
final class ProbeRecords {

    private record Probe(String pool, String endpoint, ProbeEvidence evidence) {}

    private final EngineRuntime runtime;
    private final BiConsumer<String, String> onTurn;
    private final List<One> all = new ArrayList<>();

    /** @param onTurn as for {@link EventHub} */
    ProbeRecords(EngineRuntime runtime, BiConsumer<String, String> onTurn) {
        this.runtime = runtime;
        this.onTurn = onTurn;
    }

    /** Adds one; may be called on any thread, and so may what takes it out. */
    Cancellable add(ProbeRecorder recorder) {
        One one = new One(recorder);
        runtime.execute(() -> all.add(one));
        return () -> runtime.execute(() -> {
            all.remove(one);
            one.heard(""); // that it failed is over, too
        });
    }

    boolean areWanted() {
        return !all.isEmpty();
    }

    void ended(String pool, String endpoint, ProbeEvidence evidence) {
        Probe probe = new Probe(pool, endpoint, evidence);
        all.forEach(one -> one.take(probe));
    }

    private final class One {

        private final ProbeRecorder recorder;
        private final Deque<Probe> waiting = new ArrayDeque<>();
        private boolean busy;
        private boolean failing;

        One(ProbeRecorder recorder) {
            this.recorder = recorder;
        }

        /** Of more probes than it can take the oldest are lost: it is for figures. */
        void take(Probe probe) {
            if (waiting.size() >= EngineLimits.PROBES_RECORDED) {
                waiting.remove();
            }
            waiting.add(probe);
            if (!busy) {
                busy = true;
                runtime.schedule(EngineLimits.RECORD_PAUSE, this::hand);
            }
        }

        private void hand() {
            if (!all.contains(this)) {
                waiting.clear();
                return;
            }
            List<Probe> batch = List.copyOf(waiting);
            waiting.clear();
            runtime.<String>submit(Lane.LISTENERS, () -> tell(batch), end -> {
                boolean wanted = all.contains(this);
                heard(wanted ? end.value() : "");
                busy = wanted && !waiting.isEmpty();
                if (busy) {
                    runtime.schedule(EngineLimits.RECORD_PAUSE, this::hand);
                }
            });
        }

        /** @param failure null if the lane had no room */
        private void heard(@Nullable String failure) {
            if (failure != null && failing == failure.isEmpty()) {
                failing = !failing;
                onTurn.accept(EventHub.readable(recorder.getClass().getName()), failure);
            }
        }

        /** On a thread of the lane. What was thrown first; empty if nothing was. */
        private String tell(List<Probe> batch) throws InterruptedException {
            String failure = "";
            for (Probe probe : batch) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                try {
                    recorder.ended(probe.pool(), probe.endpoint(), probe.evidence());
                } catch (RuntimeException | Error e) { // a registry of another version, say: the others are told
                    failure = failure.isEmpty() ? ForeignText.of(e) : failure;
                }
            }
            return failure;
        }
    }
}
