package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.event.ProbeEvidence;
import io.github.dnsfailover.internal.machine.Input;
import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.internal.text.Durations;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the probes of one pool in the lane for checks, and says what their ends mean. Engine thread only. */
final class Probes {

    private final PoolSpec spec;
    private final EngineRuntime runtime;
    private final Consumer<Input> tell;
    private final Map<Long, Probe> running = new HashMap<>();
    private final int[] hung;
    private final int[] underWay;
    private final Held held;
    private final ProbeRecords records;

    /** The probes of all pools that are under way, and those of them that hang. Engine thread only. */
    static final class Held {

        private int underWay;
        private int hung;
    }

    Probes(PoolSpec spec, EngineRuntime runtime, Held held, ProbeRecords records, Consumer<Input> tell) {
        this.spec = spec;
        this.runtime = runtime;
        this.held = held;
        this.records = records;
        this.tell = tell;
        this.hung = new int[spec.targets.size()];
        this.underWay = new int[spec.targets.size()];
    }

    void start(long id, int target) {
        long now = runtime.nanoTime();
        if (hung[target] >= EngineLimits.HUNG_PROBES || (hung[target] > 0 && held.hung >= EngineLimits.HELD_PROBES)) {
            String why = hung[target] + " earlier probes still hang";
            tell.accept(new Input.CheckBroken(target, "does not return: no more probes are started while others hang"));
            notBegun(id, target, now, why);
            return;
        }
        if (underWay[target] > 0 && held.underWay >= EngineLimits.CROWDED_PROBES) {
            String why = held.underWay + " probes are under way, one of them of this target";
            notBegun(id, target, now, why);
            return;
        }
        Probe probe = new Probe(id, target, now);
        running.put(id, probe);
        count(target, 1);
        probe.task = runtime.submit(Lane.CHECKS, probe::run, probe::ended);
    }

    private void notBegun(long id, int target, long now, String why) {
        HealthResult result = HealthResult.inconclusive(why);
        record(target, result, now, now);
        tell.accept(new Input.ProbeEnded(id, target, result, now, 0));
    }

    private void record(int target, HealthResult result, long startedNanos, long endedNanos) {
        if (records.areWanted()) {
            PoolSpec.TargetSpec of = spec.targets.get(target);
            Duration since = Duration.ofNanos(runtime.nanoTime() - startedNanos);
            ProbeEvidence evidence = new ProbeEvidence(
                    runtime.now().minus(since),
                    of.target().host(),
                    result,
                    Duration.ofNanos(endedNanos - startedNanos));
            records.ended(spec.pool.pool(), spec.endpoints.get(of.endpoint()).id(), evidence);
        }
    }

    private void count(int target, int by) {
        underWay[target] += by;
        held.underWay += by;
    }

    void abandon(long id) {
        Probe probe = running.get(id);
        if (probe != null) {
            probe.abandon();
        }
    }

    void close() {
        running.values().forEach(Probe::cancel);
    }

    private final class Probe {

        private final long id;
        private final int target;
        private final long requestedAt;
        private final long stalledBefore = runtime.stalledNanos();
        private boolean abandoned;

        /** Null until it was handed to the lane. */
        private EngineRuntime.@Nullable Task task;

        Probe(long id, int target, long requestedAt) {
            this.id = id;
            this.target = target;
            this.requestedAt = requestedAt;
        }

        /** On a thread of the lane. */
        @Nullable
        HealthResult run() throws Exception {
            long waited = runtime.nanoTime() - requestedAt;
            if (waited > Limits.PROBE_START.toNanos()) {
                return HealthResult.inconclusive("the probe could start only after " + seconds(waited));
            }
            PoolSpec.TargetSpec aim = spec.targets.get(target);
            return aim.check().check(aim.target(), spec.pool.timings().timeout());
        }

        void cancel() {
            if (task != null) {
                task.cancel();
            }
        }

        /**
         * The machine asks because its deadline has passed: a probe that has begun failed, one that waits says nothing.
         */
        void abandon() {
            if (abandoned) {
                return;
            }
            abandoned = true;
            boolean started = task != null && task.started();
            cancel();
            if (started) {
                hung[target]++;
                held.hung++;
                if (!spec.wasHeldUp(stalled())) {
                    tell.accept(new Input.CheckBroken(
                            target,
                            "did not end within its timeout of "
                                    + Durations.words(spec.pool.timings().timeout())));
                }
                tellEnd(outOfTime("no answer within " + seconds(spec.timeout)), requestedAt, runtime.nanoTime());
            } else {
                running.remove(id);
                count(target, -1);
                tellEnd(
                        HealthResult.inconclusive("the probe could not start in time"),
                        requestedAt,
                        runtime.nanoTime());
            }
        }

        void ended(Ended<HealthResult> end) {
            boolean wasRunning = running.remove(id) != null;
            count(target, wasRunning ? -1 : 0);
            if (abandoned) {
                hung[target] -= wasRunning ? 1 : 0;
                held.hung -= wasRunning ? 1 : 0;
                return;
            }
            String breach = breach(end);
            if (!breach.isEmpty()) {
                tell.accept(new Input.CheckBroken(target, breach));
            }
            tellEnd(result(end), end.startedNanos(), end.endedNanos());
        }

        private void tellEnd(HealthResult result, long startedNanos, long endedNanos) {
            record(target, result, startedNanos, endedNanos);
            tell.accept(new Input.ProbeEnded(id, target, result, startedNanos, stalled()));
        }

        private long stalled() {
            return runtime.stalledNanos() - stalledBefore;
        }

        private String breach(Ended<HealthResult> end) {
            if (end.failure() instanceof Error error) {
                return "threw " + error;
            }
            return end.failure() == null && end.value() == null ? "returned null" : "";
        }

        private HealthResult result(Ended<HealthResult> end) {
            Throwable failure = end.failure();
            if (failure instanceof Error) {
                return HealthResult.inconclusive("the check threw " + failure);
            }
            if (failure instanceof RejectedExecutionException || failure instanceof CancellationException) {
                return HealthResult.inconclusive("the probe could not start: " + failure.getMessage());
            }
            if (failure instanceof InterruptedException) {
                return HealthResult.inconclusive("the probe was interrupted");
            }
            if (failure != null) {
                return HealthResult.unhealthy(
                        Objects.requireNonNullElseGet(failure.getMessage(), () -> ForeignText.of(failure)));
            }
            HealthResult value = end.value();
            if (value == null) {
                return HealthResult.inconclusive("the check returned null");
            }
            long took = end.endedNanos() - end.startedNanos();
            boolean tooLate = value.verdict() == HealthResult.Verdict.HEALTHY && took > spec.timeout;
            return tooLate
                    ? outOfTime("it took " + seconds(took) + ", " + seconds(spec.timeout) + " are allowed")
                    : value;
        }

        /**
         * A check bounds by itself all but the look-up of a name, and says when its server is silent. So what the
         * engine has to cut off at a name is a resolver of ours that is slow or dead, which must move nobody's
         * traffic.
         */
        private HealthResult outOfTime(String detail) {
            return spec.targets.get(target).isLookedUp()
                    ? HealthResult.inconclusive(detail + "; the look-up of its name may hang")
                    : HealthResult.unhealthy(detail);
        }
    }

    private static String seconds(long nanos) {
        Duration time = Duration.ofNanos(nanos);
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
