package io.github.dnsfailover;

import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordType;
import java.util.List;

/** What must be true of a pool that withdraws IPv6, and of the engine that runs it. */
final class FamilyRules {

    private static final String OPTION = "withdrawFamily: ";

    private FamilyRules() {}

    static void check(String pool, List<Endpoint> endpoints, ProviderTraits traits) {
        PoolRules.require(
                traits.deletes(), pool, OPTION + traits.label() + " cannot delete the AAAA records of a name");
        boolean any = false;
        for (Endpoint endpoint : endpoints) {
            PoolRules.require(
                    !endpoint.isCname() && !endpoint.isAlias(),
                    pool,
                    OPTION + "endpoint " + endpoint.id() + " is published as "
                            + (endpoint.isCname() ? "a CNAME" : "an alias")
                            + ", whose addresses are somebody else's; endpoints with addresses are needed");
            boolean both = hasBoth(endpoint);
            any |= both;
            PoolRules.require(
                    !both || isProbedByBoth(endpoint),
                    pool,
                    OPTION + "endpoint " + endpoint.id() + " publishes A and AAAA and is probed at "
                            + endpoint.probeHosts()
                            + "; probes of both families are needed to tell which one is dead");
        }
        PoolRules.require(any, pool, OPTION + "no endpoint of " + endpoints + " has both IPv4 and IPv6 addresses");
    }

    private static boolean hasBoth(Endpoint endpoint) {
        return !endpoint.values(RecordType.A).isEmpty()
                && !endpoint.values(RecordType.AAAA).isEmpty();
    }

    private static boolean isProbedByBoth(Endpoint endpoint) {
        long ipv6 = endpoint.probeHosts().stream().filter(FamilyRules::isIpv6).count();
        return ipv6 > 0 && ipv6 < endpoint.probeHosts().size();
    }

    private static boolean isIpv6(String address) {
        return address.indexOf(':') >= 0;
    }

    /** Whether the engine could tell a dead address from its own loss of IPv6. */
    static void checkControls(List<EndpointPool> pools, List<ControlTarget> controls) {
        boolean known =
                controls.stream().anyMatch(control -> isIpv6(control.target().host()));
        for (EndpointPool pool : pools) {
            PoolRules.require(
                    known || !pool.withdrawsFamily(),
                    pool.pool(),
                    OPTION + "control targets " + controls
                            + "; at least one with an IPv6 address is needed, to tell dead addresses from an engine "
                            + "that has lost IPv6 itself");
        }
    }
}
