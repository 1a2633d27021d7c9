package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.OperatorIntent;
import java.time.Instant;

/** Whether what an operator says can be taken. */
public final class Admission {

    private Admission() {}

    /** Why an intent cannot be taken now; empty if it can. */
    public static String refusal(PoolSpec spec, PoolState state, OperatorIntent intent, long now, Instant wall) {
        if (intent.who().isBlank() || intent.why().isBlank()) {
            return "who and why are needed: say by(..) and because(..)";
        }
        if (intent.expiry().filter(end -> !end.isAfter(wall)).isPresent()) {
            return "until " + intent.expiry().orElseThrow() + " is over";
        }
        int endpoint = spec.indexOf(intent.endpoint());
        boolean needsProof = intent.kind() == OperatorIntent.Kind.UP || intent.kind() == OperatorIntent.Kind.PIN;
        boolean needsEndpoint = needsProof || intent.kind() == OperatorIntent.Kind.DOWN;
        if (endpoint < 0 && (needsEndpoint || !intent.endpoint().isEmpty())) {
            return "pool " + spec.pool.pool() + " has no endpoint \"" + intent.endpoint() + "\"";
        }
        if (needsProof && !intent.acceptsUnproven() && !state.isProven(spec, endpoint, now)) {
            Health health = state.diagnosis().endpoint(endpoint).health();
            return "endpoint " + intent.endpoint() + " is not proven healthy (" + health
                    + "); say evenIfUnproven() if you know better";
        }
        return "";
    }
}
