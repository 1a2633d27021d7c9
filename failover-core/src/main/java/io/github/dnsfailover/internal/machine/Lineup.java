package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
        List<RecordSet> serving = sets.subList(0, spec.servingKeys());
        List<Integer> whole = new ArrayList<>();
        for (int e = 0; e < spec.endpoints.size(); e++) {
            if (isThere(spec, serving, e, false)) {
                whole.add(e);
            }
        }
        if (IntStream.range(0, spec.endpoints.size()).noneMatch(mayLackIpv6) || isMixed(spec, serving, whole)) {
            return whole(whole);
        }
        List<Integer> without = IntStream.range(0, spec.endpoints.size())
                .filter(e -> !whole.contains(e) && mayLackIpv6.test(e) && isThere(spec, serving, e, true))
                .boxed()
                .toList();
        return new Lineup(
                Stream.concat(whole.stream(), without.stream()).sorted().toList(), without);
    }

    /** Whether IPv6 addresses are there of an endpoint that lacks something else: then nobody's were withdrawn. */
    private static boolean isMixed(PoolSpec spec, List<RecordSet> serving, List<Integer> whole) {
        Set<String> expected = new HashSet<>();
        Set<String> others = new HashSet<>();
        for (int e = 0; e < spec.endpoints.size(); e++) {
            List<String> ipv6 = spec.endpoints.get(e).values(RecordType.AAAA);
            (whole.contains(e) ? expected : others).addAll(ipv6);
        }
        others.removeAll(expected);
        return serving.stream()
                .filter(set -> set.key().type() == RecordType.AAAA)
                .anyMatch(set -> set.values().stream().anyMatch(others::contains));
    }

    private static boolean isThere(PoolSpec spec, List<RecordSet> serving, int endpoint, boolean withoutIpv6) {
        return serving.stream()
                .filter(set -> !withoutIpv6 || set.key().type() != RecordType.AAAA)
                .allMatch(set -> set.values()
                        .containsAll(
                                spec.endpoints.get(endpoint).values(set.key().type())));
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
