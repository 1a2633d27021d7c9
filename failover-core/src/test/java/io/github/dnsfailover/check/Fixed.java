package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A check that always says the same, and remembers how much time it was given. */
final class Fixed implements HealthCheck {

    static final HealthResult UP = HealthResult.healthy();
    static final HealthResult DOWN = HealthResult.unhealthy("down");
    static final HealthResult UNKNOWN = HealthResult.inconclusive("who knows");

    private final HealthResult result;
    private final List<Duration> timeouts = new CopyOnWriteArrayList<>();

    private Fixed(HealthResult result) {
        this.result = result;
    }

    static Fixed of(HealthResult result) {
        return new Fixed(result);
    }

    static Fixed up() {
        return new Fixed(UP);
    }

    static Fixed down() {
        return new Fixed(DOWN);
    }

    static Fixed unknown() {
        return new Fixed(UNKNOWN);
    }

    List<Duration> timeouts() {
        return timeouts;
    }

    @Override
    public HealthResult check(Target target, Duration timeout) {
        timeouts.add(timeout);
        return result;
    }

    @Override
    public String toString() {
        return result.verdict().toString();
    }
}
