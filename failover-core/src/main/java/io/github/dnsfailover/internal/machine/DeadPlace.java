package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether clients are led to endpoints that are all unhealthy while another one could serve: by what this engine sees
 * itself, whatever operators say of an endpoint, and by what was published when that was known last. So an engine can
 * say so that may not read the records, or cannot. Looks only.
 */
final class DeadPlace {

    private DeadPlace() {}

    /** Which endpoints, and who could serve; empty if it is not so, or if somebody wants nothing moved. */
    static String text(PoolSpec spec, PoolState state, long now) {
        List<Integer> published = state.custody().lastKnown();
        boolean still = state.frozen().isPresent()
                || state.isFrozenAfterEdit()
                || state.sight().isBlind()
                || spec.identity.dryRun();
        Merits merits = Merits.of(spec, state, now);
        if (published.isEmpty()
                || still
                || published.stream()
                        .anyMatch(e -> state.diagnosis().endpoint(e).health() != Health.UNHEALTHY)
                || published.stream().anyMatch(merits::isPinned)) {
            return "";
        }
        List<Integer> others = IntStream.range(0, spec.endpoints.size())
                .filter(e -> !published.contains(e) && merits.isProven(e))
                .boxed()
                .toList();
        return others.isEmpty()
                ? ""
                : spec.pool.pool() + " was last known to be at " + String.join(", ", spec.ids(published)) + ", "
                        + (published.size() == 1 ? "which is" : "which are") + " UNHEALTHY, and "
                        + String.join(", ", spec.ids(others)) + " could serve";
    }
}
