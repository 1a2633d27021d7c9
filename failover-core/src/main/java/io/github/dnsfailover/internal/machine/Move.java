package io.github.dnsfailover.internal.machine;

import java.util.List;

/** What comes of a decision. */
sealed interface Move {

    /** The record follows. */
    record Nothing() implements Move {}

    /** Something is in the way. */
    record Obstructed(Obstacle obstacle) implements Move {}

    /** A dry run keeps the change back; {@code plan} is what would be written. */
    record Withheld(List<Integer> endpoints, String plan, String reason) implements Move {}

    /** The records are to be changed. */
    record Write(PlannedWrite write) implements Move {}
}
