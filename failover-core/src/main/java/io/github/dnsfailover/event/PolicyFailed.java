package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/** The policy threw, or asked for something that is not allowed: the record is held. Said once until the policy asks for something allowed. */
public final class PolicyFailed implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final String detail;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param detail what was wrong
     */
    public PolicyFailed(String pool, Instant at, String detail) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.detail = Objects.requireNonNull(detail, "detail");
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
        return Severity.WARNING;
    }

    /** What was wrong. */
    public String detail() {
        return detail;
    }

    @Override
    public String summary() {
        return "policy: " + detail;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
