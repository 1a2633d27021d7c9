package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses that a probe connects to. */
final class Lookup {

    private Lookup() {}

    /** The target's own address, or those that the JVM finds for its name; at least one. */
    static List<InetAddress> addresses(Target target) throws UnknownHostException {
        InetAddress own = target.address().orElse(null);
        return own != null ? List.of(own) : List.of(InetAddress.getAllByName(target.host()));
    }

    /**
     * Inconclusive: {@link UnknownHostException} is thrown for "no such name" and for "no DNS server answered" alike,
     * and the second must not move anybody's traffic. A name that is really gone shows as probes that never succeed.
     */
    static HealthResult failed(String host) {
        return HealthResult.inconclusive("no address found for " + host);
    }
}
