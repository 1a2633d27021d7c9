package io.github.dnsfailover.client;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.MoveReaction;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.util.List;
import java.util.Optional;

/** What clients need of an engine. */
interface EngineView {

    /** Of a real one. */
    static EngineView of(FailoverEngine engine) {
        return new EngineView() {
            @Override
            public List<EndpointPool> pools() {
                return engine.pools();
            }

            @Override
            public Optional<Published> published(String pool) {
                return engine.published(pool);
            }

            @Override
            public EngineRuntime.Cancellable onMove(String pool, MoveReaction reaction) {
                return engine.onMove(pool, reaction);
            }

            @Override
            public EngineRuntime runtime() {
                return engine.runtime();
            }

            @Override
            public String owner() {
                return engine.owner() + "/" + engine.environment();
            }

            @Override
            public String instance() {
                return engine.snapshot().instance();
            }

            @Override
            public void report(String pool, ResidualReport report) {
                engine.reportResidual(pool, report);
            }
        };
    }

    List<EndpointPool> pools();

    Optional<Published> published(String pool);

    EngineRuntime.Cancellable onMove(String pool, MoveReaction reaction);

    EngineRuntime runtime();

    /** Whose records it manages, with the environment: stores are shared. */
    String owner();

    /** What it is called among the others; empty if it has no name. */
    String instance();

    void report(String pool, ResidualReport report);
}
