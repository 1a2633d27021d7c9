package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The authoritative servers could not be found or asked, so a change stays unproved. */
public final class ProofFailed implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final List<String> to;
    private final String detail;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param to ids of the endpoints published now
     * @param detail what went wrong
     */
    public ProofFailed(String pool, Instant at, List<String> to, String detail) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.to = List.copyOf(to);
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

    /** Ids of the endpoints published now. */
    public List<String> to() {
        return to;
    }

    /** What went wrong. */
    public String detail() {
        return detail;
    }

    @Override
    public String summary() {
        return "the change to " + to + " stays unproved: " + detail;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
