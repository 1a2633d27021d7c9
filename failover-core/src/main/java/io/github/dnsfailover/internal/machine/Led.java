package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.Leadership.Leader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who is seen to lead one scope. Immutable.
 *
 * @param leader empty if nobody is, or nobody knows
 * @param since when this leader was seen first; meaningful only if there is one
 * @param until until when it lasts if it is not renewed; the same
 * @param outrankedBy the living candidate of a higher rank than this engine; empty if there is none
 */
record Led(Optional<Leader> leader, Instant since, Instant until, String outrankedBy) {

    static final Led UNKNOWN = new Led(Optional.empty(), Instant.EPOCH, Instant.EPOCH, "");

    /** After another look; a leadership that tells of nobody is believed that this engine leads. */
    Led seen(EngineInput.Look look, OptionalLong own, Instant wall) {
        Optional<Leader> now = look.leader();
        if (now.isEmpty() && own.isPresent()) {
            now = Optional.of(new Leader(own.getAsLong(), true, "", Candidate.SILENT, Duration.ZERO));
        }
        Instant begun = isSame(now) ? since : wall;
        Duration left = now.map(Leader::left).orElse(Duration.ZERO);
        return new Led(now, begun, wall.plus(left), look.outrankedBy());
    }

    private boolean isSame(Optional<Leader> other) {
        return leader.isPresent()
                && other.isPresent()
                && leader.get().term() == other.get().term()
                && leader.get().self() == other.get().self()
                && leader.get().name().equals(other.get().name());
    }

    /** Whether it is another instance, and was not seen to be before. */
    boolean isNewsAfter(Led before) {
        return leader.filter(now -> !now.self()).isPresent() && !before.isSame(leader);
    }

    /** For people. */
    EngineSnapshot.Lead view(String scope) {
        return new View(
                scope,
                leader.map(Leader::self).orElse(false),
                leader.map(Leader::name).orElse(""),
                leader.map(now -> OptionalLong.of(now.term())).orElse(OptionalLong.empty()),
                leader.map(now -> since),
                leader.filter(now -> !now.left().isZero()).map(now -> until),
                leader.map(Leader::says).orElse(Candidate.SILENT));
    }

    private record View(
            String scope,
            boolean own,
            String name,
            OptionalLong term,
            Optional<Instant> since,
            Optional<Instant> until,
            Candidate says)
            implements EngineSnapshot.Lead {

        @Override
        public String toString() {
            if (term.isEmpty()) {
                return scope + " is led by nobody, as far as is known here";
            }
            String who = own ? "this engine" + (name.isEmpty() ? "" : " (" + name + ")") : name;
            return scope + " is led by " + who + " with term " + term.getAsLong()
                    + since.map(begun -> " since " + Snapshots.second(begun)).orElse("")
                    + until.map(end -> ", unless renewed until " + Snapshots.second(end))
                            .orElse("");
        }
    }
}
