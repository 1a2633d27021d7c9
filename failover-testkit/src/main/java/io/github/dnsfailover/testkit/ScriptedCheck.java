package io.github.dnsfailover.testkit;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A check that answers what a test says, for an endpoint by its id or for one address.
 *
 * <p>Everything passes until told otherwise. Thread-safe.
 */
public final class ScriptedCheck implements HealthCheck {

    private final Map<String, HealthCheck> answers = new ConcurrentHashMap<>();
    private final AtomicLong probes = new AtomicLong();

    /** Everything passes. */
    public ScriptedCheck() {}

    /** The endpoint, or the address, passes. */
    public ScriptedCheck passes(String endpointOrAddress) {
        return answers(endpointOrAddress, HealthResult.healthy());
    }

    /** The endpoint, or the address, fails. */
    public ScriptedCheck fails(String endpointOrAddress, String detail) {
        return answers(endpointOrAddress, HealthResult.unhealthy(detail));
    }

    /** The endpoint, or the address, gives this result. */
    public ScriptedCheck answers(String endpointOrAddress, HealthResult result) {
        return answers(endpointOrAddress, (target, timeout) -> result);
    }

    /** The endpoint, or the address, is checked by this: it may throw, return null, or take its time. */
    public ScriptedCheck answers(String endpointOrAddress, HealthCheck check) {
        answers.put(endpointOrAddress, Objects.requireNonNull(check, "check"));
        return this;
    }

    /** How many probes there were. */
    public long probes() {
        return probes.get();
    }

    @Override
    public HealthResult check(Target target, Duration timeout) throws Exception {
        probes.incrementAndGet();
        HealthCheck byAddress = answers.get(target.host());
        HealthCheck byEndpoint = answers.get(target.endpoint());
        HealthCheck check = byAddress != null ? byAddress : byEndpoint;
        return check == null ? HealthResult.healthy() : check.check(target, timeout);
    }
}
