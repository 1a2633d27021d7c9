package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** An alert will not reach the people behind one notifier; told to the listeners of the alerts, not to those of an engine. */
public final class AlertLost implements FailoverEvent {

    private final List<String> pools;
    private final Instant at;
    private final String notifier;
    private final String subject;
    private final String detail;

    /**
     * Makes the event.
     *
     * @param pools the names of the pools that the alert was about
     * @param at when it was given up
     * @param notifier the name of the notifier
     * @param subject what the alert said
     * @param detail why it was given up
     */
    public AlertLost(List<String> pools, Instant at, String notifier, String subject, String detail) {
        this.pools = List.copyOf(pools);
        this.at = Objects.requireNonNull(at, "at");
        this.notifier = Objects.requireNonNull(notifier, "notifier");
        this.subject = Objects.requireNonNull(subject, "subject");
        this.detail = Objects.requireNonNull(detail, "detail");
    }

    /** The pool's name; empty if the alert was about several. */
    @Override
    public String pool() {
        return pools.size() == 1 ? pools.get(0) : "";
    }

    /** The names of all pools that the alert was about. */
    public List<String> pools() {
        return pools;
    }

    @Override
    public Instant at() {
        return at;
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    /** The name of the notifier. */
    public String notifier() {
        return notifier;
    }

    /** What the alert said. */
    public String subject() {
        return subject;
    }

    /** Why it was given up. */
    public String detail() {
        return detail;
    }

    @Override
    public String summary() {
        return "alert lost, notifier " + notifier + ": " + detail + "; it said: " + subject;
    }

    /** The pool and the summary. */
    @Override
    public String toString() {
        return pool() + ": " + summary();
    }
}
