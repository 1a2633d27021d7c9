package io.github.dnsfailover.console;

import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** An engine as JSON: what is said of it as a whole, and of what is wrong. Pure. */
final class EngineJson {

    /** Of the whole API; another number means that fields went or mean something else. */
    private static final long API = 1;

    /** An engine is late by milliseconds; after a suspension of its machine it needs a moment. */
    private static final Duration LATEST = Duration.ofSeconds(30);

    private EngineJson() {}

    /** What comes first in the JSON of an engine, and differs from moment to moment and from visitor to visitor. */
    static JsonFields head(Instant at, Optional<JsonFields> visitor) {
        JsonFields fields = new JsonFields().number("api", API).time("at", at);
        return visitor.isPresent() ? fields.object("visitor", visitor.get()) : fields.nothing("visitor");
    }

    /** All that is left of it, but the pools. */
    static JsonFields rest(FailoverEngine engine, EngineSnapshot snapshot) {
        return new JsonFields()
                .text("instance", snapshot.instance())
                .text("owner", engine.owner())
                .text("environment", engine.environment())
                .truth("running", engine.isRunning())
                .truth("hangs", hangs(snapshot))
                .truth("blind", snapshot.troubles().stream().anyMatch(each -> each.kind() == Trouble.Kind.BLIND))
                .objects("leads", snapshot.leads(), EngineJson::lead)
                .text("stopAll", snapshot.stopAll())
                .objects("troubles", snapshot.troubles(), EngineJson::trouble);
    }

    /**
     * Whether an engine that runs has done nothing that was due lately: what it says was true once. Each pool has
     * something due.
     */
    static boolean hangs(EngineSnapshot snapshot) {
        Instant limit = snapshot.at().minus(LATEST);
        return snapshot.isRunning()
                && snapshot.pools().stream()
                        .allMatch(pool -> pool.nextDeadline()
                                .filter(due -> due.isBefore(limit))
                                .isPresent());
    }

    private static JsonFields lead(EngineSnapshot.Lead lead) {
        JsonFields fields = new JsonFields()
                .text("scope", lead.scope())
                .truth("own", lead.own())
                .text("name", lead.name());
        if (lead.term().isPresent()) {
            fields.number("term", lead.term().getAsLong());
        } else {
            fields.nothing("term");
        }
        return fields.time("since", lead.since()).time("until", lead.until());
    }

    static JsonFields trouble(Trouble trouble) {
        return new JsonFields()
                .text("kind", trouble.kind().name())
                .text("severity", trouble.severity().name())
                .text("about", trouble.kind().about().name())
                .text("name", trouble.name())
                .text("subject", trouble.subject())
                .texts("pools", trouble.pools())
                .time("since", trouble.since())
                .text("text", trouble.text())
                .text("meaning", trouble.kind().meaning())
                .text("toDo", trouble.kind().remedy())
                .truth("inTheWay", trouble.isInTheWay());
    }

    /** The text of a word as it is shown, and named where it is lifted: {@code pin ec2}. */
    static String word(Enum<?> kind, String endpoint) {
        String verb = kind.name().toLowerCase(Locale.ROOT);
        return endpoint.isEmpty() ? verb : verb + " " + endpoint;
    }
}
