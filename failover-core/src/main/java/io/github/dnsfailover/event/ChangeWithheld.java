package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What would have been written, had this not been a dry run. */
public final class ChangeWithheld implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final List<String> to;
    private final String plan;
    private final String reason;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param to ids of the endpoints that would be published
     * @param plan the change
     * @param reason why
     */
    public ChangeWithheld(String pool, Instant at, List<String> to, String plan, String reason) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.to = List.copyOf(to);
        this.plan = Objects.requireNonNull(plan, "plan");
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
        return Severity.NOTICE;
    }

    /** Ids of the endpoints that would be published. */
    public List<String> to() {
        return to;
    }

    /** The change. */
    public String plan() {
        return plan;
    }

    /** Why. */
    public String reason() {
        return reason;
    }

    @Override
    public String summary() {
        return "dry run, not written: " + plan + ": " + reason;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
