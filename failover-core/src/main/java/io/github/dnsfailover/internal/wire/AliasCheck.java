package io.github.dnsfailover.internal.wire;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.internal.wire.AliasAddresses.Alias;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Probes every address behind an alias, one after the other, with another check. The addresses are looked up anew for
 * each probe, within half of its time; what is left is shared equally. One that the target does not allow is refused.
 * Thread-safe.
 */
public final class AliasCheck implements HealthCheck {

    private static final Duration SHORTEST = Duration.ofMillis(1); // a check takes no timeout of zero

    private final HealthCheck check;
    private final Alias alias;
    private final AliasAddresses addresses;
    private final boolean anySuffices;

    /** A check of all addresses, or of one that suffices. */
    public AliasCheck(HealthCheck check, Alias alias, AliasAddresses addresses, boolean anySuffices) {
        this.check = check;
        this.alias = alias;
        this.addresses = addresses;
        this.anySuffices = anySuffices;
    }

    @Override
    public HealthResult check(Target target, Duration timeout) throws Exception {
        Deadline deadline = Deadline.in(timeout);
        List<InetAddress> found;
        try {
            found = addresses.of(alias, deadline.share(2));
        } catch (IOException e) {
            return HealthResult.inconclusive("no look-up of " + alias.target() + ": " + TcpSession.reason(e));
        }
        return found.isEmpty()
                ? HealthResult.unhealthy(alias.target() + " has no address")
                : probe(target, found, deadline);
    }

    private HealthResult probe(Target target, List<InetAddress> found, Deadline deadline) throws Exception {
        Verdict decides = anySuffices ? Verdict.HEALTHY : Verdict.UNHEALTHY;
        HealthResult summary = HealthResult.healthy();
        for (int i = 0; i < found.size(); i++) {
            Duration share = deadline.share(found.size() - i).left();
            HealthResult result = target.allows(found.get(i))
                    ? probe(
                            Target.of(target.pool(), target.endpoint(), found.get(i)),
                            share.compareTo(SHORTEST) < 0 ? SHORTEST : share)
                    : Whereabouts.refusal(alias.target().toString(), List.of(found.get(i)));
            if (result.verdict() == decides) {
                return result;
            }
            boolean first = i == 0;
            boolean says = result.verdict() == Verdict.INCONCLUSIVE && !summary.isRefused(); // what can be mended
            summary = first || says ? result : summary;
        }
        return summary;
    }

    /** As the engine takes what a check throws, so that one address's failure is not that of the next. */
    private HealthResult probe(Target address, Duration timeout) throws Exception {
        HealthResult result;
        try {
            result = check.check(address, timeout);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return HealthResult.unhealthy(address.host() + ": " + (e.getMessage() == null ? e : e.getMessage()));
        }
        if (result == null) {
            return HealthResult.inconclusive(address.host() + ": the check returned null");
        }
        return switch (result.verdict()) {
            case HEALTHY -> result;
            case UNHEALTHY -> HealthResult.unhealthy(address.host() + ": " + result.detail());
            case INCONCLUSIVE ->
                result.isRefused() ? result : HealthResult.inconclusive(address.host() + ": " + result.detail());
        };
    }

    @Override
    public String toString() {
        return check + " at every address of " + alias.target();
    }
}
