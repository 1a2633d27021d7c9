package io.github.dnsfailover.examples;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.client.Drain;
import io.github.dnsfailover.client.Residual;
import io.github.dnsfailover.client.Serving;

/** A process that serves as one endpoint of a pool and wants to know where it stands. */
final class ServingAsEndpoint {

    private ServingAsEndpoint() {}

    static boolean takesWrites(FailoverEngine engine, EndpointPool www) {
        // readme: serving
        Serving serving = Serving.of(engine, www, "cloudhelix");
        boolean readOnly = serving.state().isLeft();
        // readme: end
        return !readOnly;
    }

    static LeftPlace place(FailoverEngine engine, EndpointPool www, StateStore store) {
        // readme: left-place
        Serving serving = Serving.of(engine, www, "cloudhelix");
        Drain drain = Drain.of(serving);
        Residual residual = Residual.at(engine, www, "cloudhelix")
                .stateStore(store) // the one of the engine
                .except(request -> request.agent().startsWith("Pingdom"))
                .build();
        // readme: end
        return LeftPlace.of(serving, drain, residual);
    }
}
