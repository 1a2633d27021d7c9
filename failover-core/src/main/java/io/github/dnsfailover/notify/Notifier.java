package io.github.dnsfailover.notify;

import java.io.IOException;
import java.time.Instant;

/**
 * Carries alerts to people, one at a time.
 *
 * <p>{@link Alerts} does the rest: it calls on a thread where blocking is allowed, waits, tries again, and merges what
 * came meanwhile. Implementations are thread-safe.
 */
@FunctionalInterface
public interface Notifier {

    /**
     * Sends one alert, and returns when the other side has taken it.
     *
     * <p>May block for {@value Outbox#ATTEMPT_SECONDS} s, then it is interrupted. An alert comes again, with the same
     * {@link Alert#id}, when it is not known whether it arrived.
     *
     * @param alert what to say
     * @param now the present time, for what wants a stamp of sending
     * @throws NotDeliveredException if it did not arrive; says whether to try again
     * @throws IOException if it did not arrive and may arrive later
     * @throws InterruptedException if it took too long; it is tried again
     */
    void send(Alert alert, Instant now) throws IOException, InterruptedException;

    /**
     * What it is called in events, in logs and in the spool file; different for each notifier of one {@link Alerts}.
     */
    default String name() {
        return "custom";
    }
}
