package io.github.dnsfailover.internal.machine;

import java.util.List;

/** What comes of a decision. */
sealed interface Move {

    /** The record follows. */
    record Nothing() implements Move {}

    /** Something is in the way. */
    record Obstructed(Obstacle obstacle) implements Move {}

    /**
     * A dry run keeps the change back.
     *
     * @param plan what would be written
     * @param served the same without the mark, which tells of times and would be another one at each look
     */
    record Withheld(List<Integer> endpoints, String plan, String served, String reason) implements Move {}

    /** The records are to be changed. */
    record Write(PlannedWrite write) implements Move {}
}
