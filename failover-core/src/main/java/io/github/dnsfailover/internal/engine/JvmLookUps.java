package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.internal.machine.EngineInput;
import io.github.dnsfailover.internal.machine.PoolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For how long this JVM keeps the addresses that it looked up, by the properties that java.net.InetAddress goes by
 * (JDK, "Networking Properties"): whatever clients of the application look up through it, they know of a move so much
 * later.
 */
final class JvmLookUps {

    /** The security property, as in the JDK's {@code java.security}. */
    static final String SECURITY_PROPERTY = "networkaddress.cache.ttl";

    /** The system property that counts where that one is not set. */
    static final String SYSTEM_PROPERTY = "sun.net.inetaddr.ttl";

    private static final int UNSET = 30; // seconds, of a JVM without a security manager

    private JvmLookUps() {}

    /**
     * What is wrong with it; empty if no pool has a shorter TTL.
     *
     * @param security the security property; null if it is not set
     * @param system the system property; null if it is not set
     */
    static Optional<EngineInput.LookUpsKept> wrong(
            List<PoolSpec> pools, @Nullable String security, @Nullable String system) {
        Optional<Integer> bySecurity = seconds(security);
        Optional<Integer> bySystem = seconds(system);
        int kept = bySecurity.or(() -> bySystem).orElse(UNSET);
        List<PoolSpec> shorter =
                pools.stream().filter(pool -> kept < 0 || kept > ttl(pool)).toList();
        if (shorter.isEmpty()) {
            return Optional.empty();
        }
        PoolSpec shortest = shorter.stream()
                .min((one, other) -> Long.compare(ttl(one), ttl(other)))
                .orElseThrow();
        String property = bySecurity.isPresent() || bySystem.isEmpty() ? SECURITY_PROPERTY : SYSTEM_PROPERTY;
        String set = bySecurity.or(() -> bySystem).map(value -> "is " + value).orElse("is not set");
        String text = property + " " + set + ", so this JVM keeps what it looked up "
                + (kept < 0 ? "for ever" : "for " + kept + " s") + ", and " + shortest.pool.pool() + " has a TTL of "
                + ttl(shortest) + " s; before the first look-up: java.security.Security.setProperty(\""
                + SECURITY_PROPERTY + "\", \"" + ttl(shortest) + "\")";
        List<String> names = shorter.stream().map(pool -> pool.pool.pool()).toList();
        return Optional.of(new EngineInput.LookUpsKept(names, text, kept < 0));
    }

    private static long ttl(PoolSpec pool) {
        Duration ttl = pool.pool.timings().ttl();
        return ttl.toSeconds();
    }

    /** What is no number counts as not set, as it does to the JDK. */
    private static Optional<Integer> seconds(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(Integer.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
