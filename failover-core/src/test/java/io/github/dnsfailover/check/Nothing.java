package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.time.Duration;

/** A check that breaks its contract and returns null. */
final class Nothing implements HealthCheck {

    @Override
    @SuppressWarnings("NullAway")
    public HealthResult check(Target target, Duration timeout) {
        return null;
    }

    @Override
    public String toString() {
        return "nothing";
    }
}
