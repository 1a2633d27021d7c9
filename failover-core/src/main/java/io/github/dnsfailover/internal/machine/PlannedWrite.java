package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.event.RecordsChanged;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A change and why it is made.
 *
 * @param from ids of the endpoints published before
 * @param to ids of the endpoints published afterwards
 * @param detected when the need arose
 * @param lineup the endpoints published afterwards, as the pool numbers them
 * @param repair whether the records lead to the same endpoints before and after
 * @param basis what it rests on
 */
public record PlannedWrite(
        long id,
        RecordChange change,
        RecordsChanged.Cause cause,
        List<String> from,
        List<String> to,
        String reason,
        Instant detected,
        Instant decided,
        Lineup lineup,
        boolean repair,
        Basis basis) {

    /**
     * What a change rests on when it is planned, which need not be what is told of it: the rest of a change that was
     * left half made is told as that.
     *
     * @param found the sets that stood there, one for each key of the pool
     * @param byOperator whether an operator wants it
     * @param enters ids of endpoints that must be proven still when it is sent
     */
    public record Basis(List<RecordSet> found, boolean byOperator, List<String> enters) {

        public Basis {
            found = List.copyOf(found);
            enters = List.copyOf(enters);
        }
    }

    /**
     * Whether of this change some sets stand as desired, the others as expected, and everything else as it was when it
     * was planned.
     */
    boolean standsInPart(List<RecordSet> sets) {
        List<Transition> transitions = change.transitions();
        Set<RecordKey> changed = transitions.stream().map(Transition::key).collect(Collectors.toSet());
        boolean restIsAsItWas = sets.stream()
                .filter(set -> !changed.contains(set.key()))
                .allMatch(set -> basis.found().stream().anyMatch(set::sameValues));
        return restIsAsItWas && Publication.standsInPart(sets, transitions);
    }
}
