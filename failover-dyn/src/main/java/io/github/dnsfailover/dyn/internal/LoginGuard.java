package io.github.dnsfailover.dyn.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps bad credentials from being tried again and again, which gets an account blocked: a minute after the first
 * refusal, then twice as long each time, up to half an hour. Other credentials are tried at once. Confined to the call
 * that has its turn.
 */
final class LoginGuard {

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);

    /** What was refused last; null if nothing was, or the last login went well. */
    private @Nullable Login refused;

    private int refusals;
    private long until;

    /** How long these are not to be tried; zero if they may be. */
    Duration pause(Login login, long now) {
        boolean early = login.equals(refused) && until - now > 0;
        return early ? Duration.ofNanos(until - now) : Duration.ZERO;
    }

    /** The service does not take them. */
    void refused(Login login, long now) {
        refusals = login.equals(refused) ? refusals + 1 : 1;
        refused = login;
        until = now + nextPause().toNanos();
    }

    private Duration nextPause() {
        int doublings = Math.min(refusals - 1, 10);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** They are good. */
    void accepted() {
        refused = null;
        refusals = 0;
    }
}
