package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.machine.PoolSpec.TargetSpec;
import io.github.dnsfailover.internal.wire.AliasAddresses;
import io.github.dnsfailover.internal.wire.AliasAddresses.Alias;
import io.github.dnsfailover.internal.wire.AliasCheck;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** What a pool's probes are aimed at, endpoint by endpoint, and the check of each. */
final class TargetLayout {

    private TargetLayout() {}

    static List<TargetSpec> of(EndpointPool pool) {
        List<TargetSpec> targets = new ArrayList<>();
        for (int e = 0; e < pool.endpoints().size(); e++) {
            Endpoint endpoint = pool.endpoints().get(e);
            for (String host : endpoint.probeHosts()) {
                Target target = target(pool.pool(), endpoint.id(), host).mayLeadTo(pool.networks());
                HealthCheck check = check(pool.check(), endpoint, target);
                targets.add(new TargetSpec(e, target, check, Families.isApart(pool, endpoint, target)));
            }
        }
        return List.copyOf(targets);
    }

    private static HealthCheck check(HealthCheck check, Endpoint endpoint, Target target) {
        if (!endpoint.isAlias() || target.address().isPresent()) {
            return check;
        }
        AliasAddresses addresses = endpoint.resolvers().isEmpty()
                ? AliasAddresses.fromAuthorities()
                : AliasAddresses.fromResolvers(endpoint.resolvers());
        Alias alias = Alias.of(endpoint.values(RecordType.ALIAS).get(0));
        return new AliasCheck(check, alias, addresses, endpoint.isAnyAddressEnough());
    }

    private static Target target(String pool, String endpoint, String host) {
        boolean name = host.endsWith(".");
        if (name) {
            return Target.ofName(pool, endpoint, host.substring(0, host.length() - 1));
        }
        try {
            return Target.of(pool, endpoint, InetAddress.getByName(host)); // a literal: nothing is looked up
        } catch (UnknownHostException e) {
            throw new IllegalStateException(host + " was checked to be an address", e);
        }
    }
}
