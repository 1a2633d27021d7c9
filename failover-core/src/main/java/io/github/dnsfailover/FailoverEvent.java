package io.github.dnsfailover;

import java.time.Instant;
import java.util.List;

/**
 * Something that happened, for people and programs; the kinds are in {@link io.github.dnsfailover.event}.
 *
 * <p>What is wrong for a while is a {@link Trouble}, and its beginning and its end are events. Kinds will be added: a
 * listener should ignore those it does not know. No event holds a secret. Immutable; made by the engine only.
 */
public interface FailoverEvent {

    /** How much attention something deserves. */
    enum Severity {
        /** For whoever looks closely. */
        DETAIL,
        /** DNS, leadership or an operator's intent changed, or a trouble is over. */
        NOTICE,
        /** The engine copes, but somebody should look. */
        WARNING,
        /** Clients are at a dead place, or a move is impossible without anybody having said so: somebody must act. */
        ALARM
    }

    /** The names of the pools concerned; empty if it concerns the engine and no pool in particular. */
    List<String> pools();

    /** When it happened, by the wall clock. */
    Instant at();

    /** How much attention it deserves. */
    Severity severity();

    /**
     * One line for people, without the pools, which {@link #pools} names; {@code toString()} is the same line with them
     * in front.
     */
    String summary();
}
