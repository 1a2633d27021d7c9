package io.github.dnsfailover;

import java.time.Instant;

/**
 * Something that happened, for people and programs; the kinds are in {@link io.github.dnsfailover.event}.
 *
 * <p>Kinds will be added: a listener should ignore those it does not know. No event holds a secret. Immutable.
 */
public interface FailoverEvent {

    /** How much attention an event deserves. */
    enum Severity {
        /** For whoever looks closely. */
        DETAIL,
        /** DNS, leadership or an operator's intent changed. */
        NOTICE,
        /** The engine coped, but somebody should look. */
        WARNING
    }

    /** The pool's name; empty if the event is of the whole engine. */
    String pool();

    /** When it happened, by the wall clock. */
    Instant at();

    /** How much attention it deserves. */
    Severity severity();

    /** One line for people. */
    String summary();
}
