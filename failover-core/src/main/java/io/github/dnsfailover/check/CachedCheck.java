package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.Target;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * One probe for several pools that check the same thing: whoever asks while a probe of the same target runs waits for
 * its result, and a result is handed out for a while after the probe began.
 *
 * <pre>{@code
 * HealthCheck shared = CachedCheck.of(HttpCheck.get("/").host("www.example.com").build(), Duration.ofSeconds(5));
 * // then .check(shared) in each pool
 * }</pre>
 *
 * <p><b>No pool gets the same probe twice</b>, or one failure would count as several and {@code fall} mean nothing: a
 * pool that asks again sooner has a probe of its own. So this saves probes between pools, never within one. A pool
 * learns of a change later by at most the time that a result is handed out: keep it below the interval. A result
 * counts for the pool as of the moment when it asks, up to that time after the probe; where such a delay matters,
 * keep it below the pool's {@code recheck}, 1 s unless said.
 *
 * <p>"The same" is the same endpoint id, the same address or name, the same networks that the name may lead to, and the
 * same timeout; whether a probe counts as slow depends on it. The inner check must not depend on the pool
 * otherwise. An inconclusive result goes to those who waited for it and to nobody later. An exception of the
 * inner check counts as unhealthy.
 *
 * <p>Who waits does so for at most the timeout, counted from the beginning of the probe; if it has not ended then,
 * the result is unhealthy. If the target has a name only, it is twice the timeout and inconclusive, since a look-up
 * may take as long as it likes and is no word of the target. An interrupt ends the wait at once, inconclusive; one of
 * the thread that runs the probe ends it for all who wait. Thread-safe if the inner check is; an {@link Error} goes
 * through to the thread that ran into it.
 */
public final class CachedCheck implements HealthCheck {

    /** As many targets as a large engine has; beyond, results that are too old are dropped. */
    private static final int MANY = 10_000;

    /** What makes two probes the same. */
    private record Question(String endpoint, String host, Set<Target.Network> networks, Duration timeout) {}

    private final HealthCheck check;
    private final Duration freshFor;
    private final LongSupplier nanoTime;
    private final Map<Question, Probe> probes = new ConcurrentHashMap<>();

    private CachedCheck(HealthCheck check, Duration freshFor, LongSupplier nanoTime) {
        this.check = Objects.requireNonNull(check, "check");
        this.freshFor = Arguments.span("freshFor", freshFor);
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    }

    /**
     * Shares the probes of this check.
     *
     * @param freshFor how long after its beginning a probe's result is handed out
     * @throws IllegalArgumentException unless it is more than zero
     */
    public static CachedCheck of(HealthCheck check, Duration freshFor) {
        return of(check, freshFor, ProbeClock.NANO_TIME);
    }

    /**
     * The same by another clock, such as that of an {@link io.github.dnsfailover.runtime.EngineRuntime}:
     * {@code runtime::nanoTime}. Waiting for a probe of another thread takes real time all the same.
     *
     * @param nanoTime nanoseconds for durations, as {@link System#nanoTime}
     */
    public static CachedCheck of(HealthCheck check, Duration freshFor, LongSupplier nanoTime) {
        return new CachedCheck(check, freshFor, nanoTime);
    }

    /**
     * Hands out a result that the pool has not had yet, or probes.
     *
     * @throws IllegalArgumentException if the timeout is zero, negative or longer than a day
     */
    @Override
    public HealthResult check(Target target, Duration timeout) {
        Arguments.timeout(timeout);
        Question question = new Question(target.endpoint(), target.host(), target.networks(), timeout);
        Probe own = new Probe(target.pool(), timeout);
        Probe probe = probes.compute(question, (same, last) -> last != null && last.isFor(target.pool()) ? last : own);
        if (probe != own) {
            return probe.await(target);
        }
        if (probes.size() > MANY) {
            probes.values().removeIf(each -> !each.isFresh());
        }
        return own.run(target);
    }

    @Override
    public String toString() {
        return "shared " + check;
    }

    /** One probe, and who has its result. */
    private final class Probe {

        private final Duration timeout;
        private final long startedAt = nanoTime.getAsLong();
        private final CompletableFuture<HealthResult> end = new CompletableFuture<>();

        /** Touched only while the map computes the value of this probe's question. */
        private final Set<String> pools = new HashSet<>();

        Probe(String pool, Duration timeout) {
            this.timeout = timeout;
            pools.add(pool);
        }

        /** Whether this is news to the pool, which then has it. */
        boolean isFor(String pool) {
            return isFresh() && pools.add(pool);
        }

        boolean isFresh() {
            if (!end.isDone()) {
                return age().compareTo(timeout) <= 0; // one that hangs beyond is nobody's answer
            }
            return end.join().verdict() != Verdict.INCONCLUSIVE && age().compareTo(freshFor) <= 0;
        }

        private Duration age() {
            return Duration.ofNanos(nanoTime.getAsLong() - startedAt);
        }

        HealthResult run(Target target) {
            HealthResult result = HealthResult.inconclusive("the shared probe ended by an error");
            try {
                result = Outcome.of(check, target, timeout);
                return result;
            } finally {
                boolean interrupted = Thread.currentThread().isInterrupted();
                end.complete(interrupted ? HealthResult.inconclusive("the shared probe was interrupted") : result);
            }
        }

        HealthResult await(Target target) {
            boolean isName = target.address().isEmpty();
            Duration limit = isName ? timeout.multipliedBy(2) : timeout; // its look-up is not counted in the timeout
            try {
                long left = limit.minus(age()).toNanos();
                return end.get(Math.max(0, left), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                String silence = "no answer to the shared probe within " + DetailText.of(limit);
                return isName
                        ? HealthResult.inconclusive(silence + "; the look-up of its name may hang")
                        : HealthResult.unhealthy(silence);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return HealthResult.inconclusive("interrupted");
            } catch (ExecutionException e) {
                throw new AssertionError("a probe always ends with a result", e);
            }
        }
    }
}
