package io.github.dnsfailover.event;

/** The application met a burst of failures of an endpoint, so its next probes come at once. */
public interface FailuresReported extends PoolEvent {

    /** Id of the endpoint. */
    String endpoint();

    /** How many failures, and what the last one was. */
    String detail();
}
