package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.Objects;

/**
 * A notifier, or the spool file of the alerts, does not work; alerts wait and are tried again. Said once until it works again, to the
 * listeners of the alerts and not to those of an engine.
 */
public final class AlertingFailed implements FailoverEvent {

    private final Instant at;
    private final String part;
    private final String detail;

    /**
     * Makes the event.
     *
     * @param at when
     * @param part the name of the notifier, or {@code spool}
     * @param detail what it said
     */
    public AlertingFailed(Instant at, String part, String detail) {
        this.at = Objects.requireNonNull(at, "at");
        this.part = Objects.requireNonNull(part, "part");
        this.detail = Objects.requireNonNull(detail, "detail");
    }

    /** Empty: it is about all pools. */
    @Override
    public String pool() {
        return "";
    }

    @Override
    public Instant at() {
        return at;
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    /** The name of the notifier, or {@code spool}. */
    public String part() {
        return part;
    }

    /** What it said. */
    public String detail() {
        return detail;
    }

    @Override
    public String summary() {
        return "alerts: " + part + " does not work: " + detail;
    }

    /** The summary. */
    @Override
    public String toString() {
        return summary();
    }
}
