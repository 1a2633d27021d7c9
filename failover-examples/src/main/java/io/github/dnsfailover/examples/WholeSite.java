package io.github.dnsfailover.examples;

import io.github.dnsfailover.Decision;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.FailoverPolicy;
import java.util.List;

/** A policy of one's own: publish everything that serves in the best site, and nothing of the others. */
final class WholeSite {

    private WholeSite() {}

    static FailoverPolicy policy() {
        // readme: custom policy
        FailoverPolicy wholeSite = view -> {
            List<Endpoint> serving = view.serving(); // the best first
            if (serving.isEmpty()) {
                return new Decision.Hold("no endpoint may serve");
            }
            String site = serving.get(0).site();
            List<Endpoint> there =
                    serving.stream().filter(e -> e.site().equals(site)).toList();
            return new Decision.Publish(there, "all that serves in " + site);
        };
        // readme: end
        return wholeSite;
    }
}
