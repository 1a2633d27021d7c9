package io.github.dnsfailover.console;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.ProbeRecorder;
import io.github.dnsfailover.event.ProbeEvidence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What happened at an engine since the console was made, pool by pool. What concerns no pool in particular concerns all
 * of them. Thread-safe; it is told on the listeners' threads, so that the engine's has nothing to do with it.
 */
final class History implements FailoverListener, ProbeRecorder {

    private final Map<String, PoolHistory> pools = new LinkedHashMap<>();
    private final AtomicBoolean news = new AtomicBoolean();

    History(List<EndpointPool> pools) {
        pools.forEach(pool -> this.pools.put(pool.pool(), new PoolHistory()));
    }

    /** Whether something has happened since this was asked before. */
    boolean takeNews() {
        return news.getAndSet(false);
    }

    PoolHistory of(String pool) {
        return Objects.requireNonNull(pools.get(pool), pool);
    }

    @Override
    public void on(FailoverEvent event) {
        if (event.pools().isEmpty()) {
            pools.values().forEach(history -> history.happened(event));
        }
        for (String pool : event.pools()) {
            PoolHistory history = pools.get(pool);
            if (history != null) {
                history.happened(event);
            }
        }
        news.set(true);
    }

    @Override
    public void ended(String pool, String endpoint, ProbeEvidence probe) {
        PoolHistory history = pools.get(pool);
        if (history != null) {
            history.probed(new PoolHistory.Probe(endpoint, probe));
        }
    }
}
