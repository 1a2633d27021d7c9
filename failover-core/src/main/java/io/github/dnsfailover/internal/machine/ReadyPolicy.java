package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Decision;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointView;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.PoolView;
import java.util.List;

/**
 * The policies that are ready to use. They may be asked what they would choose at any time and on any thread, which
 * nobody knows of a policy of an application's own.
 */
public sealed interface ReadyPolicy extends FailoverPolicy {

    /** The best that may serve. */
    record OrderedPriority() implements ReadyPolicy {

        @Override
        public Decision decide(PoolView view) {
            for (EndpointView endpoint : view.endpoints()) {
                if (endpoint.mayServe()) {
                    return new Decision.Publish(
                            List.of(endpoint.endpoint()), endpoint.endpoint().id() + " is the best that may serve");
                }
            }
            return new Decision.Hold("no endpoint may serve");
        }

        @Override
        public String toString() {
            return "ordered priority";
        }
    }

    /**
     * All that may serve.
     *
     * @param minimum when fewer may, and one that is published still does, the record is held as it is
     */
    record ServeAllHealthy(int minimum) implements ReadyPolicy {

        public ServeAllHealthy {
            if (minimum < 1) {
                throw new IllegalArgumentException("minimum: " + minimum + "; at least 1 is needed");
            }
        }

        @Override
        public Decision decide(PoolView view) {
            List<Endpoint> serving = view.serving();
            if (serving.isEmpty()) {
                return new Decision.Hold("no endpoint may serve");
            }
            boolean publishedServes = view.endpoints().stream().anyMatch(e -> e.published() && e.mayServe());
            if (serving.size() < minimum && publishedServes) {
                return new Decision.Hold(serving.size() + " of at least " + minimum + " may serve");
            }
            return new Decision.Publish(serving, serving.size() + " may serve");
        }

        @Override
        public String toString() {
            return "serve all healthy, at least " + minimum;
        }
    }
}
