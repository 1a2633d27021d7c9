package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.dns.RecordType;
import java.net.Inet6Address;

/** Which endpoints have addresses of both families, and which may lose IPv6. Pure functions of a pool's rules. */
final class Families {

    private Families() {}

    static boolean areBoth(PoolSpec spec, int endpoint) {
        return areBoth(spec.endpoints.get(endpoint));
    }

    private static boolean areBoth(Endpoint endpoint) {
        return !endpoint.values(RecordType.A).isEmpty()
                && !endpoint.values(RecordType.AAAA).isEmpty();
    }

    /** Whether the IPv6 addresses of an endpoint are withdrawn while they alone are dead. */
    static boolean mayWithdraw(PoolSpec spec, int endpoint) {
        return spec.pool.withdrawsFamily() && areBoth(spec, endpoint);
    }

    /** Whether a target tells nothing of its endpoint but how its IPv6 addresses are. */
    static boolean isApart(EndpointPool pool, Endpoint endpoint, Target target) {
        boolean ipv6 = target.address().filter(Inet6Address.class::isInstance).isPresent();
        return ipv6 && pool.withdrawsFamily() && areBoth(endpoint);
    }
}
