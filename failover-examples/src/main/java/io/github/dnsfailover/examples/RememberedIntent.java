package io.github.dnsfailover.examples;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StateStore;
import java.nio.file.Path;

/** An engine that remembers what an operator said over a restart. */
final class RememberedIntent {

    private RememberedIntent() {}

    static FailoverEngine.Builder engine(EndpointPool www, Path folder) {
        // readme: state store
        FailoverEngine.Builder engine = FailoverEngine.builder()
                .pool(www)
                .leadership(Leadership.singleInstance())
                .stateStore(StateStore.file(folder.resolve("failover.state")));
        // readme: end
        return engine;
    }
}
