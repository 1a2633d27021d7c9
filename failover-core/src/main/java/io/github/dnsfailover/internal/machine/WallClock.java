package io.github.dnsfailover.internal.machine;

import java.time.Duration;
import java.util.Optional;

/** By which rule this host's wall clock is wrong. Pure. */
public final class WallClock {

    private WallClock() {}

    /** Whether it is further off than answers take. */
    static boolean isWrong(Duration ahead) {
        return ahead.abs().compareTo(Limits.CLOCK_TOLERANCE) > 0;
    }

    /** What is wrong with a clock that is so far ahead of somebody's; empty if nothing is. */
    public static Optional<String> trouble(Duration ahead, String whose) {
        return isWrong(ahead)
                ? Optional.of("this host's clock is " + ahead.abs().toSeconds() + " s "
                        + (ahead.isNegative() ? "behind" : "ahead of") + " that of " + whose)
                : Optional.empty();
    }
}
