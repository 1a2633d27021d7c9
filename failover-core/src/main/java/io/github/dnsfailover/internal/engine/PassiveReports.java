package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.internal.machine.Input;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Failures that the application met, counted for each endpoint. A burst is told to the engine thread, and then
 * nothing for a while, however many follow: an application may report each of thousands of failed calls. Thread-safe.
 */
final class PassiveReports {

    private final PoolSpec spec;
    private final EngineRuntime runtime;
    private final Consumer<Input> tell;
    private final List<Burst> bursts = new ArrayList<>();

    /** The failures of one endpoint; guarded by itself, and calls nobody meanwhile. */
    private static final class Burst {
        private int count;
        private long began;
        private long quietUntil;
        private boolean told;
    }

    PassiveReports(PoolSpec spec, EngineRuntime runtime, Consumer<Input> tell) {
        this.spec = spec;
        this.runtime = runtime;
        this.tell = tell;
        spec.endpoints.forEach(endpoint -> bursts.add(new Burst()));
    }

    void met(String endpoint, String cause) {
        int index = indexOf(endpoint);
        long now = runtime.nanoTime();
        int count = count(bursts.get(index), now);
        if (count > 0) {
            String detail = count + " failures within " + EngineLimits.REPORT_WINDOW.toSeconds() + " s, the last: "
                    + shortened(cause);
            runtime.execute(() -> tell.accept(new Input.FailuresReported(index, detail)));
        }
    }

    /** How many there were if this one makes them a burst that nobody has been told of; else 0. */
    private static int count(Burst burst, long now) {
        synchronized (burst) {
            if (burst.told && now - burst.quietUntil < 0) {
                return 0;
            }
            if (burst.count == 0 || now - burst.began > EngineLimits.REPORT_WINDOW.toNanos()) {
                burst.count = 0;
                burst.began = now;
            }
            burst.count++;
            if (burst.count < EngineLimits.REPORT_BURST) {
                return 0;
            }
            int count = burst.count;
            burst.count = 0;
            burst.told = true;
            burst.quietUntil = now + EngineLimits.REPORT_QUIET.toNanos();
            return count;
        }
    }

    private int indexOf(String endpoint) {
        for (int e = 0; e < spec.endpoints.size(); e++) {
            if (spec.endpoints.get(e).id().equals(endpoint)) {
                return e;
            }
        }
        throw new IllegalArgumentException("endpoint: " + endpoint + " is none of pool " + spec.pool.pool() + "'s "
                + spec.endpoints.stream().map(e -> e.id()).toList());
    }

    private static String shortened(String cause) {
        return cause.length() <= EngineLimits.REPORT_CAUSE
                ? cause
                : cause.substring(0, EngineLimits.REPORT_CAUSE) + "...";
    }
}
