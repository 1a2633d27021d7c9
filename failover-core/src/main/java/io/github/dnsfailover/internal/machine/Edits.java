package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.EndpointPool.ForeignEdits;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ForeignEdit.Response;
import java.util.List;

/** What somebody else does to records that are ours, and how often that is set right. Immutable. */
final class Edits extends Part<Edits> {

    /** Whether an edit stands there. */
    private boolean present;

    /** Since when; meaningful only while one stands there. */
    private long since;

    /** What was found; empty before the first edit. */
    private String text = "";

    /** The same, mark and all, until it is set right or cleared: by that it is known in another term. */
    private List<RecordSet> found = List.of();

    private int count;
    private boolean frozen;

    /** Whether the present edit is left as it is. */
    private boolean yielding;

    /** Whether an operator cleared an edit that still stands, so that it is set right and not yielded to again. */
    private boolean cleared;

    Edits() {}

    boolean isPresent() {
        return present;
    }

    boolean isFrozen() {
        return frozen;
    }

    boolean isYielding() {
        return present && yielding;
    }

    /** Whether so much time has passed since the edit, if there is one; if not, asks for a step when it has. */
    boolean hasPassed(Turn turn, long wait) {
        return !present || turn.reachedOrWake(since + wait);
    }

    /** What is done about an edit; one that was seen in an earlier term, and is as it was, is no second one. */
    Response response(Turn turn, List<RecordSet> sets) {
        if (sets.equals(found)) {
            return frozen ? Response.FREEZE : yielding ? Response.YIELD : Response.REASSERT;
        }
        boolean yields = turn.spec.pool.foreignEdits() == ForeignEdits.YIELD && !cleared;
        return yields ? Response.YIELD : count > 0 ? Response.FREEZE : Response.REASSERT;
    }

    /** What was found and expected; empty if this engine has seen no edit. */
    String text() {
        return text;
    }

    Edits begun(Turn turn, List<RecordSet> sets, List<RecordSet> expected) {
        Response response = response(turn, sets);
        Edits next = copy();
        next.present = true;
        if (sets.equals(found)) {
            return next; // the hold-down goes on, too: leads that change often would put it off for ever
        }
        next.text = told(sets, expected);
        next.found = sets;
        next.since = turn.now;
        next.count++;
        next.cleared = false;
        next.yielding = response == Response.YIELD;
        next.frozen |= response == Response.FREEZE;
        return next;
    }

    /** Only what differs; the mark, if nothing else does. */
    private static String told(List<RecordSet> sets, List<RecordSet> expected) {
        List<RecordSet> others =
                sets.stream().filter(set -> !expected.contains(set)).toList();
        List<RecordSet> values = others.stream()
                .filter(set -> set.key().type() != RecordType.TXT)
                .toList();
        List<RecordSet> missed =
                expected.stream().filter(set -> !sets.contains(set)).toList();
        String there = "found " + (values.isEmpty() ? others : values);
        return missed.isEmpty() ? there : there + " instead of " + missed;
    }

    /** The records are as they should be again. */
    Edits undone() {
        Edits next = over();
        if (cleared) {
            next = next.copy();
            next.cleared = false;
        }
        return next;
    }

    /** The edit was replaced. */
    Edits over() {
        if (!present && found.isEmpty()) {
            return this;
        }
        Edits next = inTerm().copy();
        next.found = List.of();
        return next;
    }

    /** Another term: what stands there is looked at anew. */
    Edits inTerm() {
        if (!present) {
            return this;
        }
        Edits next = copy();
        next.present = false;
        return next;
    }

    /** An operator wants earlier edits forgotten; one that still stands counts as the first of its kind. */
    Edits forgotten() {
        Edits next = copy();
        next.frozen = false;
        next.count = 0;
        next.found = List.of();
        next.present = false;
        next.cleared |= present;
        return next;
    }
}
