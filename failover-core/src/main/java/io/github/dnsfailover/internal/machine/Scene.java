package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.internal.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A pool at one moment, with what is true of its process: what people are told is read off it. Immutable.
 *
 * @param known what this instance knows to be published; empty if that is not confirmed
 * @param begun whether the pool's engine was started
 * @param now the moment, in nanoseconds
 * @param wall the same by the wall clock
 */
public record Scene(
        PoolSpec spec,
        PoolState state,
        EngineState engine,
        Optional<Published> known,
        boolean begun,
        long now,
        Instant wall) {

    private static final Set<Trouble.Kind> CHANGES_FAIL =
            Set.of(Trouble.Kind.MAY_NOT_WRITE, Trouble.Kind.WRITE_FAILS, Trouble.Kind.PROVIDER_UNREACHABLE);

    private static final String SECOND = "T00:00:00Z";

    Merits merits() {
        return Merits.of(spec, state, now);
    }

    /** What is wrong and concerns this pool: with the process and its providers, then with the pool. */
    List<Trouble> troubles() {
        List<Trouble> troubles = new ArrayList<>();
        engine.wrong().stream()
                .filter(trouble -> trouble.pools().contains(spec.pool.pool()))
                .forEach(troubles::add);
        troubles.addAll(state.troubles().present());
        return troubles;
    }

    /** Whether the provider is known to take no change at present. */
    boolean isChangeDoubtful() {
        return troubles().stream().map(Trouble::kind).anyMatch(CHANGES_FAIL::contains);
    }

    /** An endpoint that is HEALTHY still while its probes fail; empty if there is none. */
    Optional<String> failing() {
        return IntStream.range(0, spec.targets.size())
                .filter(i -> state.diagnosis().target(i).isFailing()
                        && state.diagnosis().target(i).health() == Health.HEALTHY)
                .mapToObj(i -> id(spec.targets.get(i).endpoint()))
                .findFirst();
    }

    /** The endpoints that are published, as far as this engine has read that itself. */
    List<Integer> published() {
        Found found = state.custody().found();
        return found == null ? List.of() : found.published();
    }

    boolean isClosed() {
        return state.pulse().closed();
    }

    /** Whether this engine leads, has read the records, and they are its own to change. */
    boolean isInCharge() {
        return !isClosed()
                && state.custody().leads()
                && state.custody().found() != null
                && state.custody().isManaged();
    }

    /** Whether clients are led to endpoints none of which is good. */
    boolean isAtDeadPlace() {
        List<Integer> published = published();
        return !published.isEmpty() && !merits().anyIsGood(published);
    }

    /** Whether an endpoint that is not published is proven. */
    boolean isAnotherProven() {
        Merits merits = merits();
        List<Integer> published = published();
        return IntStream.range(0, spec.endpoints.size()).anyMatch(e -> !published.contains(e) && merits.isProven(e));
    }

    String id(int endpoint) {
        return spec.endpoints.get(endpoint).id();
    }

    String ids(List<Integer> endpoints) {
        return String.join(", ", spec.ids(endpoints));
    }

    /** What an address of an endpoint is called. */
    String subject(int target) {
        PoolSpec.TargetSpec which = spec.targets.get(target);
        return id(which.endpoint()) + " at " + which.target().host();
    }

    boolean isUnhealthy(int endpoint) {
        return merits().health(endpoint) == Health.UNHEALTHY;
    }

    /** When a word ends, in nanoseconds; empty if it does not by itself. */
    OptionalLong endOf(Word word) {
        return engine.heard().endOf(word.number());
    }

    /** How long an endpoint must have been healthy before clients are led back to it; failback is not manual. */
    long soak(EndpointHealth health) {
        return spec.soak << health.relapses();
    }

    /** When that has been long enough; meaningful only while it is healthy. */
    long soakedAt(EndpointHealth health) {
        return health.since() + soak(health);
    }

    // Times

    /** When something was: to the second, and without the date if that is the one of this moment. */
    String at(Instant instant) {
        String text = instant.truncatedTo(ChronoUnit.SECONDS).toString();
        String today = wall.atOffset(ZoneOffset.UTC).toLocalDate() + "T";
        return text.startsWith(today) && text.length() == today.length() - 1 + SECOND.length()
                ? text.substring(today.length())
                : text;
    }

    String at(long nanos) {
        return at(wallAt(nanos));
    }

    /** By when something is over: the first second that is not before it. */
    String by(Instant instant) {
        return at(instant.plusNanos(999_999_999));
    }

    String by(long nanos) {
        return by(wallAt(nanos));
    }

    Instant wallAt(long nanos) {
        return wall.plusNanos(nanos - now);
    }

    static String words(long nanos) {
        return Durations.words(Duration.ofNanos(nanos));
    }

    /** {@code 1 probe}, {@code 2 probes}. */
    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
