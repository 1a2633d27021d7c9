package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.dns.RecordSet;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The engine manages the records from now on. */
public final class TakenOver implements FailoverEvent {

    private final String pool;
    private final Instant at;
    private final List<String> published;
    private final List<RecordSet> found;

    /**
     * Makes the event.
     *
     * @param pool the name of the pool
     * @param at when
     * @param published ids of the endpoints that were found published
     * @param found what was found
     */
    public TakenOver(String pool, Instant at, List<String> published, List<RecordSet> found) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.at = Objects.requireNonNull(at, "at");
        this.published = List.copyOf(published);
        this.found = List.copyOf(found);
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

    /** Ids of the endpoints that were found published. */
    public List<String> published() {
        return published;
    }

    /** What was found. */
    public List<RecordSet> found() {
        return found;
    }

    @Override
    public String summary() {
        return "taken over, publishing " + published;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool + ": " + summary();
    }
}
