package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.Leadership.Sighting;
import io.github.dnsfailover.PreflightReport.Level;
import io.github.dnsfailover.internal.engine.ServerLook.Word;
import io.github.dnsfailover.internal.text.FailureWords;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What a preflight says of who leads. Pure. */
final class LeadLook {

    private LeadLook() {}

    /** What a leadership told of a scope, and what it calls itself. */
    record Seen(String leadership, Sighting sighting, Optional<Leader> leader) {

        boolean isKnown() {
            return sighting != Sighting.UNKNOWN;
        }
    }

    /**
     * What is known besides.
     *
     * @param since when this engine saw this leader first; empty before it has started
     * @param site of this engine; empty if not said
     * @param published whether what is published lies in that site, too
     */
    record Place(String scope, Optional<Instant> since, String site, boolean published) {}

    /** Of an engine that has no election. */
    static Word alone() {
        return new Word(Level.OK, "no election: no other engine may write these records");
    }

    /** That nobody leads is told only by who can see it. */
    static Word word(Ended<Seen> end, Place place) {
        Seen seen = end.value();
        if (seen == null || !seen.isKnown()) {
            String why = end.failure() != null
                    ? "it threw " + FailureWords.of(end.failure())
                    : "sighting(\"" + place.scope() + "\") is UNKNOWN (it has not looked for long enough, or never"
                            + " tells)";
            return new Word(
                    Level.WARNING,
                    "does not see who leads " + place.scope() + ", as " + why
                            + ": as long as that is so, nobody is told when no instance leads (NOBODY_LEADS)");
        }
        if (seen.sighting() == Sighting.NOBODY) {
            return new Word(
                    Level.WARNING,
                    seen.leadership() + ": nobody leads " + place.scope() + ", which is as it should be only before the"
                            + " first instance is started");
        }
        String text = seen.leader()
                .map(leader -> who(leader, place))
                .orElse("sees that " + seen.sighting() + " leads " + place.scope());
        return new Word(Level.OK, seen.leadership() + ": " + text);
    }

    private static String who(Leader leader, Place place) {
        String since = place.since()
                .map(begun -> ", seen since " + begun.truncatedTo(ChronoUnit.SECONDS))
                .orElse("");
        String led = " leads " + place.scope() + " with term " + leader.term() + since;
        if (!leader.self()) {
            return leader.name() + led;
        }
        String name = leader.name().isEmpty() ? "" : " (" + leader.name() + ")";
        String where = place.site().isEmpty() ? "" : "; it lies in " + place.site();
        String moves = place.published()
                ? ", like what is published: when that site fails, another instance takes the lead once its lease is"
                        + " over"
                : "";
        return "this engine" + name + led + where + moves;
    }
}
