package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.dns.RecordSet;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Somebody else changed the records. */
public final class ForeignEdit implements FailoverEvent {

    /** What the engine does about it. */
    public enum Response {
        /** Sets it right after the hold-down. */
        REASSERT,
        /** Stops writing until an operator clears. */
        FREEZE,
        /** Leaves it as it is. */
        YIELD
    }

    private final String pool;
    private final Instant at;
    private final List<RecordSet> expected;
    private final List<RecordSet> found;
    private final Response response;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param expected what should stand
     * @param found what stands
     * @param response what the engine does about it
     */
    public ForeignEdit(String pool, Instant at, List<RecordSet> expected, List<RecordSet> found, Response response) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.expected = List.copyOf(expected);
        this.found = List.copyOf(found);
        this.response = Objects.requireNonNull(response, "response");
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

    /** What should stand. */
    public List<RecordSet> expected() {
        return expected;
    }

    /** What stands. */
    public List<RecordSet> found() {
        return found;
    }

    /** What the engine does about it. */
    public Response response() {
        return response;
    }

    @Override
    public String summary() {
        return "foreign edit, found " + found + " instead of " + expected + "; " + response;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
