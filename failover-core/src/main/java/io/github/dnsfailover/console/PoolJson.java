package io.github.dnsfailover.console;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Explanation;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.RecordSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A pool as JSON: in short for the list of pools, and at length. Pure. */
final class PoolJson {

    /** What a clear lifts beside what operators said, in the list of what it lifts. */
    static final String FROZEN_AFTER_EDIT = "frozenAfterEdit";

    /**
     * What is known of a pool at one moment.
     *
     * @param published what the engine vouches for; empty if it does not
     */
    record Known(EndpointPool pool, PoolSnapshot snapshot, Optional<Published> published, Explanation explanation) {

        static Known of(EndpointPool pool, PoolSnapshot snapshot, Optional<Published> published) {
            return new Known(pool, snapshot, published, snapshot.explanation());
        }
    }

    private PoolJson() {}

    /** In short, without the next deadline, which moves with every probe. */
    static JsonFields summary(Known known) {
        PoolSnapshot now = known.snapshot();
        JsonFields fields = new JsonFields()
                .text("pool", now.pool())
                .texts(
                        "names",
                        known.pool().names().stream().map(Object::toString).toList())
                .text("version", now.version())
                .text("scope", now.scope())
                .truth("leading", now.term().isPresent());
        Optional<List<String>> published = published(known);
        if (published.isPresent()) {
            fields.texts("published", published.get());
        } else {
            fields.nothing("published");
        }
        return fields.truth("confirmed", known.published().isPresent())
                .text("decision", now.decision())
                .text("reason", now.reason())
                .text("waitsFor", now.waitsFor())
                .text("frozen", now.frozen())
                .text("next", known.explanation().next().stream().findFirst().orElse(""))
                .textIfAny("worst", worst(now.troubles()).map(Enum::name))
                .number("troubles", now.troubles().size())
                .objects("endpoints", now.endpoints(), PoolJson::endpoint);
    }

    /** As the engine vouches for it, or else as the records were read last; empty if they were not. */
    private static Optional<List<String>> published(Known known) {
        if (known.published().isPresent()) {
            return known.published()
                    .map(now -> now.endpoints().stream().map(Endpoint::id).toList());
        }
        if (known.snapshot().records().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(known.snapshot().endpoints().stream()
                .filter(PoolSnapshot.EndpointStatus::published)
                .map(status -> status.endpoint().id())
                .toList());
    }

    private static Optional<Severity> worst(List<Trouble> troubles) {
        return troubles.stream().map(Trouble::severity).max(Comparator.naturalOrder());
    }

    private static JsonFields endpoint(PoolSnapshot.EndpointStatus status) {
        return new JsonFields()
                .text("id", status.endpoint().id())
                .text("site", status.endpoint().site())
                .number("priority", status.endpoint().priority())
                .text("health", status.health().name())
                .text("checks", status.checks().name())
                .time("since", status.since())
                .truth("proven", status.proven())
                .truth("published", status.published())
                .text("detail", status.detail());
    }

    /** What a pool at length has beside what it has in short. */
    static JsonFields detail(FailoverEngine engine, Known known, PoolHistory history) {
        PoolSnapshot now = known.snapshot();
        return new JsonFields()
                .text("owner", engine.owner())
                .text("environment", engine.environment())
                .objects("open", now.troubles(), EngineJson::trouble)
                .objects("records", now.records(), PoolJson::record)
                .object("explanation", explanation(known.explanation()))
                .objects("intents", now.intents(), PoolJson::intent)
                .truth("frozenAfterEdit", isFrozenAfterEdit(now))
                .objects("servers", now.servers(), PoolJson::server)
                .objects("probes", history.probes(), PoolHistory.Probe::json)
                .objects("events", history.events(), PoolHistory::json)
                .objects("moves", history.moves(), PastMove::json)
                .time("horizon", now.horizon())
                .truth("horizonIsLeast", now.isHorizonLeast())
                .time("lastChange", now.lastChange());
    }

    private static JsonFields record(RecordSet set) {
        return new JsonFields()
                .text("name", set.key().name().toString())
                .text("type", set.key().type().name())
                .number("ttlMillis", set.ttl().toMillis())
                .texts("values", set.values());
    }

    private static JsonFields explanation(Explanation explanation) {
        return new JsonFields()
                .texts("published", explanation.published())
                .texts("endpoints", explanation.endpoints())
                .texts("wouldMove", explanation.wouldMove())
                .texts("inTheWay", explanation.inTheWay())
                .texts("next", explanation.next());
    }

    private static JsonFields intent(PoolSnapshot.StandingIntent intent) {
        return new JsonFields()
                .text("kind", intent.kind().name())
                .text("endpoint", intent.endpoint())
                .text("who", intent.who())
                .text("why", intent.why())
                .time("said", intent.said())
                .time("until", intent.until())
                .text("text", EngineJson.word(intent.kind(), intent.endpoint()));
    }

    private static JsonFields server(PoolSnapshot.ServerStatus server) {
        return new JsonFields()
                .text("server", server.server())
                .text("gives", server.gives().name())
                .text("detail", server.detail())
                .time("since", server.since());
    }

    /** An operator's freeze hides the other one, and a clear lifts both. */
    private static boolean isFrozenAfterEdit(PoolSnapshot now) {
        return !now.frozen().isEmpty()
                && now.intents().stream().noneMatch(intent -> intent.kind() == OperatorIntent.Kind.FREEZE);
    }

    /** What a clear lifts, each by the name that it is shown by, sorted. */
    static List<String> lifted(PoolSnapshot now) {
        List<String> lifted = new ArrayList<>();
        now.intents().forEach(intent -> lifted.add(EngineJson.word(intent.kind(), intent.endpoint())));
        if (isFrozenAfterEdit(now)) {
            lifted.add(FROZEN_AFTER_EDIT);
        }
        return lifted.stream().sorted().toList();
    }
}
