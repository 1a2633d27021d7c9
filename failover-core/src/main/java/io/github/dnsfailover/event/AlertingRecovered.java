package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** A notifier, or the spool file of the alerts, works again; told to the listeners of the alerts. */
public final class AlertingRecovered implements FailoverEvent {

    private final Instant at;
    private final String part;
    private final Duration lasted;

    /**
     * Makes the event.
     *
     * @param at when
     * @param part the name of the notifier, or {@code spool}
     * @param lasted for how long it did not work
     */
    public AlertingRecovered(Instant at, String part, Duration lasted) {
        this.at = Objects.requireNonNull(at, "at");
        this.part = Objects.requireNonNull(part, "part");
        this.lasted = Objects.requireNonNull(lasted, "lasted");
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
        return Severity.NOTICE;
    }

    /** The name of the notifier, or {@code spool}. */
    public String part() {
        return part;
    }

    /** For how long it did not work. */
    public Duration lasted() {
        return lasted;
    }

    @Override
    public String summary() {
        return "alerts: " + part + " works again after " + lasted.toSeconds() + " s";
    }

    /** The summary. */
    @Override
    public String toString() {
        return summary();
    }
}
