package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Endpoints that are published, ascending. Immutable.
 *
 * @param withoutIpv6 those of them that have IPv6 addresses which are not published
 */
public record Lineup(List<Integer> endpoints, List<Integer> withoutIpv6) {

    /** Nobody. */
    static final Lineup NONE = whole(List.of());

    public Lineup {
        endpoints = List.copyOf(endpoints);
        withoutIpv6 = List.copyOf(withoutIpv6);
    }

    /** These endpoints with all of their addresses. */
    static Lineup whole(List<Integer> endpoints) {
        return new Lineup(endpoints, List.of());
    }

    /** The endpoints whose every value is there for every name, or every one but those of IPv6 if they may lack it. */
    static Lineup in(PoolSpec spec, List<RecordSet> sets, IntPredicate mayLackIpv6) {
        List<Integer> published = new ArrayList<>();
        List<Integer> without = new ArrayList<>();
        for (int e = 0; e < spec.endpoints.size(); e++) {
            if (isThere(spec, sets, e, false)) {
                published.add(e);
            } else if (mayLackIpv6.test(e) && isThere(spec, sets, e, true)) {
                published.add(e);
                without.add(e);
            }
        }
        return new Lineup(published, without);
    }

    private static boolean isThere(PoolSpec spec, List<RecordSet> sets, int endpoint, boolean withoutIpv6) {
        for (RecordSet set : sets.subList(0, spec.servingKeys())) {
            List<String> values = spec.endpoints.get(endpoint).values(set.key().type());
            boolean lacked = withoutIpv6 && set.key().type() == RecordType.AAAA;
            if (lacked
                    ? values.stream().anyMatch(set.values()::contains)
                    : !set.values().containsAll(values)) {
                return false;
            }
        }
        return true;
    }

    /** Whether an endpoint is published without its IPv6 addresses. */
    boolean lacksIpv6(int endpoint) {
        return withoutIpv6.contains(endpoint);
    }

    /** Whether an endpoint is published with all of its addresses. */
    boolean isWhole(int endpoint) {
        return endpoints.contains(endpoint) && !lacksIpv6(endpoint);
    }

    /** What of an endpoint is published. */
    List<String> values(PoolSpec spec, int endpoint, RecordType type) {
        boolean lacked = type == RecordType.AAAA && lacksIpv6(endpoint);
        return lacked ? List.of() : spec.endpoints.get(endpoint).values(type);
    }
}
