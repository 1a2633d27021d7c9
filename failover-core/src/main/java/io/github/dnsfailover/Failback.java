package io.github.dnsfailover;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When to go back to a better endpoint after a failover, while the present one still serves.
 *
 * <pre>{@code
 * EndpointPool.named("www").failback(Failback.after(Duration.ofMinutes(30)))
 * EndpointPool.named("www").failback(Failback.manual())
 * }</pre>
 *
 * <p>Immutable.
 */
public final class Failback {

    private enum Mode {
        SOAK_BY_TTL,
        SOAK,
        MANUAL
    }

    private static final int SOAK_IN_TTLS = 10;
    private static final Duration LONGEST = Duration.ofDays(366);

    private final Mode mode;

    /** Null unless a delay was given. */
    private final @Nullable Duration delay;

    private Failback(Mode mode, @Nullable Duration delay) {
        this.mode = mode;
        this.delay = delay;
    }

    /**
     * Back by itself, once the better endpoint has been healthy without a break for ten TTLs, or a year: the soak. One
     * that fails again within ten soaks after it recovered has to soak twice as long the next time, up to eight times
     * as long; so an endpoint that flaps does not take the traffic with it.
     */
    public static Failback automatic() {
        return new Failback(Mode.SOAK_BY_TTL, null);
    }

    /**
     * Back by itself, once the better endpoint has been healthy without a break for this long. It grows for an
     * endpoint that flaps as that of {@link #automatic} does.
     *
     * @throws IllegalArgumentException if the delay is negative or longer than a year
     */
    public static Failback after(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("failback: delay " + delay + " is negative");
        }
        if (delay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "failback: delay " + delay + "; at most " + LONGEST + " is allowed, beyond that say manual()");
        }
        return new Failback(Mode.SOAK, delay);
    }

    /** Back only when an operator says so with an intent to fail back, or when the present endpoint fails. */
    public static Failback manual() {
        return new Failback(Mode.MANUAL, null);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** How long the better endpoint must have been healthy; empty if failback is manual. */
    public Optional<Duration> soak(Duration ttl) {
        return switch (mode) {
            case SOAK_BY_TTL -> Optional.of(shorter(ttl.multipliedBy(SOAK_IN_TTLS), LONGEST));
            case SOAK -> Optional.of(Objects.requireNonNull(delay));
            case MANUAL -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return switch (mode) {
            case SOAK_BY_TTL -> "automatic after " + SOAK_IN_TTLS + " TTLs";
            case SOAK -> "automatic after " + delay;
            case MANUAL -> "manual";
        };
    }
}
