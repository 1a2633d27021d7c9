package io.github.dnsfailover;

import io.github.dnsfailover.internal.text.ForeignText;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says, to be handed to {@link FailoverEngine#say}.
 *
 * <pre>{@code
 * engine.say(OperatorIntent.down("www", "cloudhelix").by("alice").because("patching").lasting(Duration.ofHours(2)));
 * }</pre>
 *
 * <p>Strongest first: freeze, endpoint up or down, pin, the policy. An intent overrules health, thresholds, hold-down,
 * failback and a blind vantage. It never overrules leadership or reading before writing. It never leaves a name without
 * an address, and never overwrites other people's values.
 *
 * <p>It stands until it expires or is cleared, a restart included if the {@link StateStore} survives one. Immutable;
 * the methods that take a value return a changed copy.
 */
public final class OperatorIntent {

    /** What is said. */
    public enum Kind {
        /** Write nothing. */
        FREEZE,
        /** Take the endpoint for unhealthy, whatever its checks say. */
        DOWN,
        /** Take the endpoint for healthy, whatever its checks say. */
        UP,
        /** Publish this endpoint and no other: a failover by hand. */
        PIN,
        /** Lift the pin, and go to the best healthy endpoint now, without soak and although failback is manual. */
        FAILBACK,
        /** Forget all that was said, and a freeze that followed a foreign edit. */
        CLEAR
    }

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Kind kind;
    private final String pool;
    private final String endpoint;
    private final String who;
    private final String why;

    /** Null if it never expires. */
    private final @Nullable Instant expiry;

    /** Null unless the expiry was given as a duration, counted from {@code say}. */
    private final @Nullable Duration duration;

    private final boolean evenIfUnproven;

    /** Empty if it is taken in any state of the pool. */
    private final String version;

    private OperatorIntent(
            Kind kind,
            String pool,
            String endpoint,
            String who,
            String why,
            @Nullable Instant expiry,
            @Nullable Duration duration,
            boolean evenIfUnproven,
            String version) {
        this.kind = kind;
        this.pool = Objects.requireNonNull(pool, "pool");
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
        this.who = ForeignText.line(Objects.requireNonNull(who, "by"), ForeignText.LONGEST_NAME);
        this.why = ForeignText.line(Objects.requireNonNull(why, "because"));
        this.expiry = expiry;
        this.duration = duration;
        this.evenIfUnproven = evenIfUnproven;
        this.version = Objects.requireNonNull(version, "ifStill");
    }

    private static OperatorIntent of(Kind kind, String pool, String endpoint) {
        return new OperatorIntent(kind, pool, endpoint, "", "", null, null, false, "");
    }

    /** Write nothing for this pool. */
    public static OperatorIntent freeze(String pool) {
        return of(Kind.FREEZE, pool, "");
    }

    /**
     * Take an endpoint for unhealthy: it is left as soon as another can serve, and no {@linkplain AllDown last resort}
     * leads to it.
     */
    public static OperatorIntent down(String pool, String endpoint) {
        return of(Kind.DOWN, pool, endpoint);
    }

    /** Take an endpoint for healthy. Refused if it is not proven, unless {@link #evenIfUnproven} is said. */
    public static OperatorIntent up(String pool, String endpoint) {
        return of(Kind.UP, pool, endpoint);
    }

    /** Publish this endpoint and no other. Refused if it is not proven, unless {@link #evenIfUnproven} is said. */
    public static OperatorIntent pin(String pool, String endpoint) {
        return of(Kind.PIN, pool, endpoint);
    }

    /**
     * Lift a pin, and go to the best healthy endpoint now. Obeyed once: refused if nothing better than what is
     * published is proven healthy, and then the pin stays. An engine that does not lead looks by its own
     * probes, where it knows what is published.
     */
    public static OperatorIntent failback(String pool) {
        return of(Kind.FAILBACK, pool, "");
    }

    /**
     * Forget everything said for this pool, and a freeze that followed a foreign edit. What stands in the mark's place
     * and is no mark, or is the mark of a newer engine, is replaced. That holds only for what the engine knew to stand
     * there when this was said: what comes later needs another clear.
     */
    public static OperatorIntent clear(String pool) {
        return of(Kind.CLEAR, pool, "");
    }

    /** Says who; needed. One line: line breaks become spaces, and what is beyond 200 characters is cut. */
    public OperatorIntent by(String name) {
        return new OperatorIntent(kind, pool, endpoint, name, why, expiry, duration, evenIfUnproven, version);
    }

    /** Says why; needed. One line: line breaks become spaces, and what is beyond 1,000 characters is cut. */
    public OperatorIntent because(String reason) {
        return new OperatorIntent(kind, pool, endpoint, who, reason, expiry, duration, evenIfUnproven, version);
    }

    /** Lets it expire at an instant. */
    public OperatorIntent until(Instant instant) {
        Objects.requireNonNull(instant, "until");
        return new OperatorIntent(kind, pool, endpoint, who, why, instant, null, evenIfUnproven, version);
    }

    /** Lets it expire after a duration, counted from when it is said. */
    public OperatorIntent lasting(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("lasting: " + time + "; a positive duration is needed");
        }
        if (time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "lasting: " + time + "; at most " + LONGEST + " is allowed, or no end at all");
        }
        return new OperatorIntent(kind, pool, endpoint, who, why, null, time, evenIfUnproven, version);
    }

    /** For {@link #up} and {@link #pin}: also if the endpoint is not proven healthy. */
    public OperatorIntent evenIfUnproven() {
        return new OperatorIntent(kind, pool, endpoint, who, why, expiry, duration, true, version);
    }

    /**
     * Has the engine refuse it unless the pool is still as it was when somebody looked at it: what is published, what
     * others said, whether it is frozen. So nobody decides by an old picture.
     *
     * @param snapshot its {@link PoolSnapshot#version}, which another instance may have given, too
     * @throws IllegalArgumentException if it is blank, which would be no condition at all
     */
    public OperatorIntent ifStill(String snapshot) {
        if (Objects.requireNonNull(snapshot, "ifStill").isBlank()) {
            throw new IllegalArgumentException("ifStill: the version of a snapshot is needed");
        }
        return new OperatorIntent(kind, pool, endpoint, who, why, expiry, duration, evenIfUnproven, snapshot);
    }

    /** What is said. */
    public Kind kind() {
        return kind;
    }

    /** The pool's name. */
    public String pool() {
        return pool;
    }

    /** The endpoint's id; empty where the kind needs none. */
    public String endpoint() {
        return endpoint;
    }

    /** Who says it. */
    public String who() {
        return who;
    }

    /** Why. */
    public String why() {
        return why;
    }

    /** When it ends, if it was given as an instant. */
    public Optional<Instant> expiry() {
        return Optional.ofNullable(expiry);
    }

    /** For how long it stands, if that was given as a duration. */
    public Optional<Duration> duration() {
        return Optional.ofNullable(duration);
    }

    /** Whether an unproven endpoint is accepted. */
    public boolean acceptsUnproven() {
        return evenIfUnproven;
    }

    /** The version of the pool that it is about; empty if it is accepted in any state of the pool. */
    public String version() {
        return version;
    }

    @Override
    public String toString() {
        String what = kind.name().toLowerCase(Locale.ROOT) + " " + pool + (endpoint.isEmpty() ? "" : " " + endpoint);
        String end = expiry != null ? " until " + expiry : duration != null ? " for " + duration : "";
        return what + end + " by " + who + " because " + why;
    }
}
