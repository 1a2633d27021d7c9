package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** The policy or the rules around it came to another decision. */
public final class DecisionChanged implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final String decision;
    private final String reason;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param decision what is to be published, or that the record is held
     * @param reason why
     */
    public DecisionChanged(String pool, Instant at, String decision, String reason) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.decision = Objects.requireNonNull(decision, "decision");
        this.reason = Objects.requireNonNull(reason, "reason");
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
        return Severity.DETAIL;
    }

    /** What is to be published, or that the record is held. */
    public String decision() {
        return decision;
    }

    /** Why. */
    public String reason() {
        return reason;
    }

    @Override
    public String summary() {
        return decision + ": " + reason;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
