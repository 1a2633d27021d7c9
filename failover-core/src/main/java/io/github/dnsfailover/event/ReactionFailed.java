package io.github.dnsfailover.event;

import io.github.dnsfailover.MoveReaction;

/** A reaction of the application to a move threw, or took longer than it may. */
public interface ReactionFailed extends PoolEvent {

    /** What failed, by its class. */
    String reaction();

    /** How far the move had come when it was called. */
    MoveReaction.Stage stage();

    /** What it threw, or that it took too long. */
    String detail();
}
