package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.Explanation;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.RecordSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes a state readable for people. */
public final class Snapshots {

    private static final String CLOSED = "the engine is closed";

    private Snapshots() {}

    /** People need no nanoseconds. */
    static String second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private record Status(
            Endpoint endpoint,
            Health health,
            Health checks,
            Instant since,
            Instant checksSince,
            boolean proven,
            boolean published,
            boolean withoutIpv6,
            String detail)
            implements PoolSnapshot.EndpointStatus {

        @Override
        public String toString() {
            String opinion = health == checks
                    ? health + " since " + second(since)
                    : health + " as an operator said, by its checks " + checks + " since " + second(checksSince);
            return endpoint.id() + " " + opinion + (proven ? ", proven" : ", not proven")
                    + (published ? ", published" : "") + (withoutIpv6 ? " without IPv6" : "")
                    + (detail.isEmpty() ? "" : " (" + detail + ")");
        }
    }

    private record Pool(
            String pool,
            List<PoolSnapshot.EndpointStatus> endpoints,
            List<RecordSet> records,
            String decision,
            String reason,
            String waitsFor,
            List<Trouble> troubles,
            String frozen,
            String intent,
            String scope,
            OptionalLong term,
            long fence,
            Optional<Instant> lastChange,
            Optional<Instant> horizon,
            boolean isHorizonLeast,
            List<ServerStatus> servers,
            Optional<Instant> nextDeadline,
            Scene scene)
            implements PoolSnapshot {

        @Override
        public String version() {
            return Version.of(scene);
        }

        @Override
        public List<StandingIntent> intents() {
            return Snapshots.intents(scene);
        }

        @Override
        public Explanation explanation() {
            return Explaining.of(scene);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("pool " + pool);
            endpoints.forEach(endpoint -> text.append("\n  endpoint  ").append(endpoint));
            records.stream()
                    .filter(set -> !set.isEmpty())
                    .forEach(set -> text.append("\n  record    ").append(set));
            text.append("\n  decision  ").append(decision).append(": ").append(reason);
            text.append(waitsFor.isEmpty() ? "" : "\n  waits     " + waitsFor);
            troubles.forEach(trouble -> text.append("\n  trouble   ")
                    .append(trouble)
                    .append(", since ")
                    .append(second(trouble.since())));
            text.append("\n  intent    ").append(intent);
            text.append("\n  leads     ").append(term.isPresent() ? lead(term.getAsLong()) : "no");
            text.append("\n  changed   ")
                    .append(lastChange.map(Snapshots::second).orElse("nothing yet"));
            horizon.ifPresent(until -> text.append("\n  caches    resolvers that keep to the TTL follow ")
                    .append(isHorizonLeast ? "not before " : "until ")
                    .append(second(until.plusNanos(999_999_999))));
            nextDeadline.ifPresent(at -> text.append("\n  looks again by ").append(second(at)));
            return text.toString();
        }

        /** What it writes with may be above its term: a mark that stood there before is outbid. */
        private String lead(long term) {
            return "term " + term + " of " + scope + (fence > term ? ", marks with term " + fence : "");
        }
    }

    private record Intent(
            OperatorIntent.Kind kind, String endpoint, String who, String why, Instant said, Optional<Instant> until)
            implements PoolSnapshot.StandingIntent {}

    private static List<PoolSnapshot.StandingIntent> intents(Scene scene) {
        Said said = scene.state().said();
        List<PoolSnapshot.StandingIntent> intents = new ArrayList<>();
        for (Word word : said.intents().words()) {
            boolean stands = !word.kind().isOnce()
                    || said.failback().filter(word::equals).isPresent();
            if (stands && !word.isEdited()) {
                Optional<Instant> until = Optional.ofNullable(word.expiry())
                        .filter(end -> !word.kind().isOnce());
                intents.add(new Intent(
                        OperatorIntent.Kind.valueOf(word.kind().name()),
                        word.endpoint(),
                        word.who(),
                        word.why(),
                        word.said(),
                        until));
            }
        }
        return List.copyOf(intents);
    }

    /**
     * A pool at this moment.
     *
     * @param servers what was last asked of each
     */
    public static PoolSnapshot of(Scene scene, List<PoolSnapshot.ServerStatus> servers) {
        PoolSpec spec = scene.spec();
        PoolState state = scene.state();
        long now = scene.now();
        Instant wall = scene.wall();
        Merits merits = scene.merits();
        Found found = state.custody().found();
        List<PoolSnapshot.EndpointStatus> endpoints = new ArrayList<>();
        for (int e = 0; e < spec.endpoints.size(); e++) {
            EndpointHealth checks = state.diagnosis().endpoint(e);
            Word word = state.said().wordOn(spec.endpoints.get(e).id());
            endpoints.add(new Status(
                    spec.endpoints.get(e),
                    merits.health(e),
                    checks.health(),
                    word != null && merits.health(e) != checks.health() ? word.said() : checks.sinceWall(),
                    checks.sinceWall(),
                    merits.isProven(e),
                    found != null && found.published().contains(e),
                    found != null && found.lineup().lacksIpv6(e),
                    FailureText.ofLastResults(spec, e, state.diagnosis())));
        }
        Obstacle obstacle = state.outlook().obstacle();
        String idle = idle(state, obstacle);
        Accepted last = state.custody().changes().last();
        return new Pool(
                spec.pool.pool(),
                List.copyOf(endpoints),
                found == null ? List.of() : found.sets(),
                idle.isEmpty() ? state.outlook().decision() : "hold",
                idle.isEmpty() ? state.outlook().reason() : idle,
                state.pulse().closed() ? CLOSED : obstacle.text(),
                List.copyOf(scene.troubles()),
                frozen(state),
                state.said().intents().toString(),
                spec.scope,
                state.custody().term(),
                state.custody().fence(),
                last == null ? Optional.empty() : Optional.of(last.at()),
                Optional.of(state.custody().changes().horizon().until()).filter(until -> !until.equals(Instant.EPOCH)),
                state.custody().changes().isHorizonLeast(),
                servers,
                Optional.of(wall.plusNanos(state.deadline() - now))
                        .filter(at -> !state.pulse().closed()),
                scene);
    }

    /** Why nothing is decided here, whatever was decided before; empty if something is. */
    private static String idle(PoolState state, Obstacle obstacle) {
        if (state.pulse().closed()) {
            return CLOSED;
        }
        return obstacle.kind() == Obstacle.Kind.NOT_LEADING ? "whoever leads decides" : "";
    }

    static String frozen(PoolState state) {
        return state.frozen().orElse(state.isFrozenAfterEdit() ? Acting.FROZEN_AFTER_EDIT.text() : "");
    }
}
