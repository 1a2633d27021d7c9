package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.dns.RecordChange.Transition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The provider has accepted a change of the records. */
public final class RecordsChanged implements FailoverEvent {

    /** The kinds of change. */
    public enum Cause {
        /** Away from an endpoint that fails. */
        FAILOVER,
        /** To a better endpoint, or one more, while the present ones are good. */
        FAILBACK,
        /** Nothing is healthy, and the pool names what to publish then. */
        LAST_RESORT,
        /** An operator asked for it. */
        OPERATOR,
        /** The records were made, or taken over. */
        ADOPTION,
        /** The same endpoints: a TTL, a mark, or a foreign edit set right. */
        REPAIR
    }

    private final String pool;
    private final Instant at;
    private final Cause cause;
    private final List<String> from;
    private final List<String> to;
    private final String reason;
    private final List<Transition> transitions;
    private final String receipt;
    private final Instant detected;
    private final Instant decided;
    private final Instant accepted;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param cause what kind of change it was
     * @param from ids of the endpoints published before
     * @param to ids of the endpoints published now
     * @param reason why
     * @param transitions what was changed, record set by record set
     * @param receipt the id that the vendor gave the change; empty if none
     * @param detected when the last health that led to it changed, or the need was seen
     * @param decided when it was decided
     * @param accepted when the provider had accepted it
     */
    public RecordsChanged(
            String pool,
            Instant at,
            Cause cause,
            List<String> from,
            List<String> to,
            String reason,
            List<Transition> transitions,
            String receipt,
            Instant detected,
            Instant decided,
            Instant accepted) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.cause = Objects.requireNonNull(cause, "cause");
        this.from = List.copyOf(from);
        this.to = List.copyOf(to);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.transitions = List.copyOf(transitions);
        this.receipt = Objects.requireNonNull(receipt, "receipt");
        this.detected = Objects.requireNonNull(detected, "detected");
        this.decided = Objects.requireNonNull(decided, "decided");
        this.accepted = Objects.requireNonNull(accepted, "accepted");
    }

    @Override
    public String pool() {
        return pool;
    }

    @Override
    public Instant at() {
        return at;
    }

    @Override
    public Severity severity() {
        return Severity.NOTICE;
    }

    /** What kind of change it was. */
    public Cause cause() {
        return cause;
    }

    /** Ids of the endpoints published before. */
    public List<String> from() {
        return from;
    }

    /** Ids of the endpoints published now. */
    public List<String> to() {
        return to;
    }

    /** Why. */
    public String reason() {
        return reason;
    }

    /** What was changed, record set by record set. */
    public List<Transition> transitions() {
        return transitions;
    }

    /** The id that the vendor gave the change; empty if none. */
    public String receipt() {
        return receipt;
    }

    /** When the last health that led to it changed, or the need was seen. */
    public Instant detected() {
        return detected;
    }

    /** When it was decided. */
    public Instant decided() {
        return decided;
    }

    /** When the provider had accepted it. */
    public Instant accepted() {
        return accepted;
    }

    @Override
    public String summary() {
        return cause + " from " + from + " to " + to + ": " + reason;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
