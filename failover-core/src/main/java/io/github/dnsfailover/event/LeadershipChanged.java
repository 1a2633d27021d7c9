package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;

/** The engine leads from now on, or no longer. */
public final class LeadershipChanged implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final OptionalLong term;
    private final String detail;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param term the term; empty if it does not lead
     * @param detail why, where that is known
     */
    public LeadershipChanged(String pool, Instant at, OptionalLong term, String detail) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.term = Objects.requireNonNull(term, "term");
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
        return Severity.NOTICE;
    }

    /** The term; empty if it does not lead. */
    public OptionalLong term() {
        return term;
    }

    /** Why, where that is known. */
    public String detail() {
        return detail;
    }

    @Override
    public String summary() {
        return (term.isPresent() ? "leads with term " + term.getAsLong() : "does not lead")
                + (detail.isEmpty() ? "" : ": " + detail);
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
