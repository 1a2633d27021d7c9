package io.github.dnsfailover.event;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Trouble;

/**
 * What is wrong has another cause or another severity, or it lasts and people are reminded of it. As severe as the
 * trouble.
 */
public interface TroubleChanged extends FailoverEvent {

    /** Why it is told again. */
    enum Reason {
        /** The text is another one. */
        CAUSE,
        /** The severity is another one. */
        SEVERITY,
        /** It goes on unchanged: told every 15 minutes while it is an {@link Severity#ALARM}. */
        REMINDER
    }

    /** What is wrong now. */
    Trouble trouble();

    /** What was wrong before; the same for a reminder. */
    Trouble before();

    /** Why it is told again. */
    Reason reason();
}
