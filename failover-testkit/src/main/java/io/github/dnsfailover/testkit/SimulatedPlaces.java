package io.github.dnsfailover.testkit;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Places that are up or down, seen through a check that lies, hangs and throws. Confined to the simulation's thread.
 */
final class SimulatedPlaces implements HealthCheck {

    /** How the check of a place behaves. */
    private enum Mood {
        HONEST,
        LIES_SOMETIMES,
        LIES_OFTEN,
        INCONCLUSIVE,
        HANGS,
        HANGS_FOR_GOOD,
        THROWS,
        BREAKS
    }

    /** Behind the id of an endpoint: its IPv6 addresses alone. */
    static final String IPV6 = "/IPv6";

    private static final Duration NEVER = Duration.ofDays(365);

    private final VirtualRuntime runtime;
    private final Random random;
    private final Transcript transcript;
    private final Set<String> down = new HashSet<>();
    private final Map<String, Duration> excused = new HashMap<>();
    private final Map<String, Mood> moods = new HashMap<>();

    /** When the check of an endpoint's address said healthy last; the endpoint passed when its last address did. */
    private final Map<String, Map<String, Duration>> passes = new HashMap<>();

    SimulatedPlaces(VirtualRuntime runtime, Random random, Transcript transcript) {
        this.runtime = runtime;
        this.random = random;
        this.transcript = transcript;
    }

    void toggle(String endpoint) {
        if (!down.remove(endpoint)) {
            down.add(endpoint);
        }
    }

    void restore(String endpoint) {
        down.remove(endpoint);
    }

    void mood(String endpoint) {
        moods.put(endpoint, Mood.values()[random.nextInt(Mood.values().length)]);
    }

    void calm() {
        moods.clear();
    }

    /** For this time a person answers for it: it may be published without proof. */
    void excuse(String endpoint, Duration time) {
        excused.merge(endpoint, runtime.passed().plus(time), (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    boolean isExcused(String endpoint) {
        return runtime.passed().compareTo(excused.getOrDefault(endpoint, Duration.ZERO)) < 0;
    }

    /** Honest again, each place up or down for good. */
    void heal(Random fate) {
        moods.clear();
        down.removeIf(endpoint -> fate.nextInt(3) > 0);
    }

    boolean isUp(String endpoint) {
        return !down.contains(endpoint);
    }

    /** How long ago these hosts of an endpoint passed: all of them, or any one where one is enough. */
    Duration sinceLastPass(Endpoint endpoint, Predicate<String> which) {
        Map<String, Duration> addresses = passes.getOrDefault(endpoint.id(), Map.of());
        Comparator<Duration> order = Comparator.naturalOrder();
        return endpoint.probeHosts().stream()
                .filter(which)
                .map(host -> host.endsWith(".") ? host.substring(0, host.length() - 1) : host)
                .map(host -> Optional.ofNullable(addresses.get(host))
                        .map(at -> runtime.passed().minus(at))
                        .orElse(NEVER))
                .min(endpoint.isAnyAddressEnough() ? order : order.reversed())
                .orElse(NEVER);
    }

    @Override
    public HealthResult check(Target target, Duration timeout) {
        boolean reachable = !isIpv6(target.host()) || isUp(target.endpoint() + IPV6);
        boolean up = isUp(target.endpoint()) && reachable;
        runtime.elapse(Duration.ofMillis(1 + random.nextInt(50)));
        Mood mood = moods.getOrDefault(target.endpoint(), Mood.HONEST);
        transcript.count("check " + mood);
        HealthResult result = switch (mood) {
            case HONEST -> says(up);
            case LIES_SOMETIMES -> says(up ^ random.nextInt(10) == 0);
            case LIES_OFTEN -> says(random.nextBoolean());
            case INCONCLUSIVE -> random.nextBoolean() ? says(up) : HealthResult.inconclusive("network unreachable");
            case HANGS -> {
                runtime.elapse(timeout.multipliedBy(2));
                yield says(up);
            }
            case HANGS_FOR_GOOD -> {
                runtime.elapseDeaf(Duration.ofSeconds(random.nextInt(200)));
                yield says(up);
            }
            case THROWS -> throw new IllegalStateException("scripted");
            case BREAKS -> throw new AssertionError("scripted");
        };
        if (result.verdict() == HealthResult.Verdict.HEALTHY) {
            passes.computeIfAbsent(target.endpoint(), e -> new HashMap<>()).put(target.host(), runtime.passed());
        }
        return result;
    }

    static boolean isIpv6(String host) {
        return host.indexOf(':') >= 0;
    }

    private static HealthResult says(boolean up) {
        return up ? HealthResult.healthy() : HealthResult.unhealthy("down");
    }
}
