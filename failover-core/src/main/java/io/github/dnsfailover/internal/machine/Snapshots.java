package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.dns.RecordSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes a state readable for people. */
public final class Snapshots {

    private Snapshots() {}

    private record Status(
            Endpoint endpoint, Health health, Instant since, boolean proven, boolean published, String detail)
            implements PoolSnapshot.EndpointStatus {

        @Override
        public String toString() {
            return endpoint.id() + " " + health + " since " + since + (proven ? ", proven" : ", not proven")
                    + (published ? ", published" : "") + (detail.isEmpty() ? "" : " (" + detail + ")");
        }
    }

    private record Pool(
            String pool,
            List<PoolSnapshot.EndpointStatus> endpoints,
            List<RecordSet> records,
            String decision,
            String reason,
            String obstacle,
            String intent,
            OptionalLong term,
            boolean blind,
            Optional<Instant> lastChange,
            String lastError,
            Instant nextDeadline)
            implements PoolSnapshot {

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("pool " + pool);
            endpoints.forEach(endpoint -> text.append("\n  endpoint  ").append(endpoint));
            records.stream()
                    .filter(set -> !set.isEmpty())
                    .forEach(set -> text.append("\n  record    ").append(set));
            text.append("\n  decision  ").append(decision).append(": ").append(reason);
            text.append(obstacle.isEmpty() ? "" : "\n  waits for " + obstacle);
            text.append("\n  intent    ").append(intent);
            text.append("\n  leads     ").append(term.isPresent() ? "term " + term.getAsLong() : "no");
            text.append(blind ? "\n  blind     the engine does not trust its own view" : "");
            text.append("\n  changed   ")
                    .append(lastChange.map(Instant::toString).orElse("nothing yet"));
            text.append(lastError.isEmpty() ? "" : "\n  last error " + lastError);
            return text.append("\n  looks again by ").append(nextDeadline).toString();
        }
    }

    public static PoolSnapshot of(PoolSpec spec, PoolState state, long now, Instant wall) {
        Merits merits = Merits.of(spec, state, now);
        Found found = state.custody().found();
        List<PoolSnapshot.EndpointStatus> endpoints = new ArrayList<>();
        for (int e = 0; e < spec.endpoints.size(); e++) {
            endpoints.add(new Status(
                    spec.endpoints.get(e),
                    merits.health(e),
                    state.diagnosis().endpoint(e).sinceWall(),
                    merits.isProven(e),
                    found != null && found.published().contains(e),
                    FailureText.ofLastResults(spec, e, state.diagnosis())));
        }
        Accepted last = state.custody().lastChange();
        return new Pool(
                spec.pool.pool(),
                List.copyOf(endpoints),
                found == null ? List.of() : found.sets(),
                state.outlook().decision(),
                state.outlook().reason(),
                state.outlook().obstacle(),
                state.said().intents().toString(),
                state.custody().term(),
                state.sight().isBlind(),
                last == null ? Optional.empty() : Optional.of(last.at()),
                state.outlook().lastError(),
                wall.plusNanos(state.deadline() - now));
    }
}
