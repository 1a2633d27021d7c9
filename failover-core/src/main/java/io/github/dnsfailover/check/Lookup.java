package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.internal.wire.Whereabouts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Finds the addresses that a probe connects to, and none that it may not connect to: whoever writes the DNS of a name
 * would else choose who gets the headers of a probe.
 */
final class Lookup {

    /** At least one address if there is no verdict yet; what to say if there is none. */
    record Found(List<InetAddress> addresses, HealthResult none) {}

    private static final HealthResult NOT_TRIED = HealthResult.inconclusive("not tried");

    private Lookup() {}

    /** The target's own address, or those that the JVM finds for its name and the target allows. */
    static Found addresses(Target target) {
        InetAddress own = target.address().orElse(null);
        if (own != null) {
            return new Found(List.of(own), NOT_TRIED);
        }
        try {
            return allowed(target, List.of(InetAddress.getAllByName(target.host())));
        } catch (UnknownHostException e) {
            return new Found(List.of(), failed(target.host()));
        }
    }

    static Found allowed(Target target, List<InetAddress> found) {
        List<InetAddress> allowed = found.stream().filter(target::allows).toList();
        return new Found(allowed, allowed.isEmpty() ? Whereabouts.refusal(target.host(), found) : NOT_TRIED);
    }

    /**
     * Inconclusive: {@link UnknownHostException} is thrown for "no such name" and for "no DNS server answered" alike,
     * and the second must not move anybody's traffic. A name that is really gone shows as probes that never succeed.
     */
    private static HealthResult failed(String host) {
        return HealthResult.inconclusive("no address found for " + host);
    }
}
