package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Trouble;
import java.util.List;

/** Why the records are not ours to change. Immutable. */
record Refusal(Trouble.Kind kind, String text) {

    /** Values that are not of the pool, and what would become of them. */
    static Refusal ofForeignValues(Turn turn, Found read, Publication.Stamp stamp) {
        String plan = Publication.transitions(turn.spec, read, Lineup.whole(List.of(0)), stamp)
                .toString();
        return new Refusal(
                Trouble.Kind.FOREIGN_VALUES,
                "found " + read.sets() + "; takeOver(ADOPT), as a key take-over=adopt, would replace it: " + plan);
    }
}
