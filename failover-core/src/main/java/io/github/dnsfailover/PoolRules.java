package io.github.dnsfailover;

import io.github.dnsfailover.Target.Network;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.wire.Whereabouts;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must be true of a pool before it exists. Each refusal names the pool, the field, the value and the rule. */
final class PoolRules {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");
    private static final int MOST_NAMES = 20; // all names change in one message, which checkChange measures
    private static final int MOST_ENDPOINTS = 32;
    private static final Duration SHORT_SPAN = Duration.ofSeconds(1);
    private static final Set<RecordType> SERVING =
            EnumSet.of(RecordType.A, RecordType.AAAA, RecordType.CNAME, RecordType.ALIAS);
    private static final Set<RecordType> SINGLE = EnumSet.of(RecordType.CNAME, RecordType.ALIAS);

    private PoolRules() {}

    static void require(boolean rule, String pool, String message) {
        if (!rule) {
            throw new IllegalArgumentException("pool " + pool + ": " + message);
        }
    }

    static List<Endpoint> byPriority(List<Endpoint> endpoints) {
        return endpoints.stream()
                .sorted(Comparator.comparingInt(Endpoint::priority))
                .toList();
    }

    static void checkPool(String pool) {
        require(
                NAME.matcher(pool).matches(),
                pool,
                "name of the pool: \"" + pool
                        + "\"; 1 to 32 letters, digits, '_', '.' or '-' are allowed, beginning with a letter or digit");
    }

    static void checkNames(String pool, List<DnsName> names) {
        checkPool(pool);
        require(!names.isEmpty(), pool, "name: none given; at least one is needed, by name(..) or the key names");
        require(
                names.size() <= MOST_NAMES,
                pool,
                "name: " + names.size() + " given; at most " + MOST_NAMES + " move together");
        require(new HashSet<>(names).size() == names.size(), pool, "name: one is given twice in " + names);
    }

    static void checkEndpoints(String pool, List<Endpoint> endpoints, boolean differentFamilies, AllDown allDown) {
        require(
                !endpoints.isEmpty(),
                pool,
                "endpoint: none given; at least one is needed, by endpoint(..) or the keys endpoints[0].id and so on");
        require(
                endpoints.size() <= MOST_ENDPOINTS,
                pool,
                "endpoint: " + endpoints.size() + " given; at most " + MOST_ENDPOINTS + " are allowed");
        Map<String, String> ownerOfValue = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (Endpoint endpoint : endpoints) {
            require(ids.add(endpoint.id()), pool, "endpoint: two have the id " + endpoint.id());
            for (RecordType type : SERVING) {
                for (String value : endpoint.values(type)) {
                    String other = ownerOfValue.put(value, endpoint.id());
                    require(
                            other == null,
                            pool,
                            "endpoint " + endpoint.id() + ": " + value + " is also of endpoint " + other);
                }
            }
        }
        checkFamilies(pool, endpoints, differentFamilies);
        boolean lastResortKnown = allDown.mode() != AllDown.Mode.LAST_RESORT || ids.contains(allDown.endpoint());
        require(
                lastResortKnown,
                pool,
                "allDown: last resort \"" + allDown.endpoint() + "\" is no endpoint of the pool " + ids);
    }

    private static void checkFamilies(String pool, List<Endpoint> endpoints, boolean differentFamilies) {
        long cnames = endpoints.stream().filter(Endpoint::isCname).count();
        require(
                cnames == 0 || cnames == endpoints.size(),
                pool,
                "endpoint: CNAME targets and addresses are mixed; a name has one or the other (RFC 1034 section "
                        + "3.6.2)");
        long aliases = endpoints.stream().filter(Endpoint::isAlias).count();
        require(
                aliases == 0 || aliases == endpoints.size(),
                pool,
                "endpoint: aliases are mixed with CNAME targets or addresses; a name has one kind or the other");
        Endpoint first = endpoints.get(0);
        for (Endpoint endpoint : endpoints) {
            boolean same = families(endpoint).equals(families(first));
            require(
                    same || differentFamilies,
                    pool,
                    "endpoint " + endpoint.id() + " offers " + families(endpoint) + " and endpoint " + first.id()
                            + " offers " + families(first)
                            + "; say allowDifferentFamilies() if the records of a missing family may be deleted at a "
                            + "move");
        }
    }

    /** What was said, and where the pool's own addresses lie: who writes a private one may be led to one. */
    static Set<Network> networks(List<Endpoint> endpoints, Set<Network> said) {
        Set<Network> all = EnumSet.copyOf(said);
        for (Endpoint endpoint : endpoints) {
            Stream.of(
                            endpoint.values(RecordType.A),
                            endpoint.values(RecordType.AAAA),
                            endpoint.probeHosts().stream()
                                    .filter(host -> !host.endsWith("."))
                                    .toList())
                    .flatMap(List::stream)
                    .forEach(address -> Whereabouts.of(address).ifPresent(all::add));
        }
        return Collections.unmodifiableSet(all);
    }

    /** What is allowed, but should be meant. */
    static List<String> warnings(Timings timings) {
        boolean hasty = timings.minimumUnhealthySpan().compareTo(SHORT_SPAN) < 0;
        return hasty
                ? List.of("minimumUnhealthySpan " + timings.minimumUnhealthySpan() + " is below " + SHORT_SPAN
                        + ": a short blackout of the network moves traffic")
                : List.of();
    }

    static void checkPublishAll(String pool, List<Endpoint> endpoints, AllDown allDown, ProviderTraits traits) {
        if (allDown.mode() != AllDown.Mode.PUBLISH_ALL) {
            return;
        }
        for (RecordType type : SERVING) {
            int count = endpoints.stream().mapToInt(e -> e.values(type).size()).sum();
            int most = SINGLE.contains(type) ? 1 : traits.valuesPerSet();
            require(
                    count <= most,
                    pool,
                    "allDown: " + allDown.mode() + " would publish " + count + " values of type " + type
                            + " at once; at most " + most + " can stand there");
        }
    }

    private static Set<RecordType> families(Endpoint endpoint) {
        Set<RecordType> families = EnumSet.noneOf(RecordType.class);
        for (RecordType type : SERVING) {
            if (!endpoint.values(type).isEmpty()) {
                families.add(type);
            }
        }
        return families;
    }

    static void checkProvider(
            String pool, List<DnsName> names, List<Endpoint> endpoints, Timings timings, ProviderTraits traits) {
        for (DnsName name : names) {
            require(
                    name.isWithin(traits.zone()),
                    pool,
                    "name: " + name + " is outside of the provider's zone " + traits.zone());
            boolean apexCname = name.equals(traits.zone()) && endpoints.get(0).isCname();
            require(
                    !apexCname,
                    pool,
                    "name: " + name
                            + " is the top of the zone, which cannot be a CNAME (RFC 1034 section 3.6.2); publish "
                            + "addresses there");
        }
        for (Endpoint endpoint : endpoints) {
            for (RecordType type : families(endpoint)) {
                require(
                        traits.types().contains(type),
                        pool,
                        "endpoint " + endpoint.id() + ": " + traits.label() + " does not write " + type + " records");
                int count = endpoint.values(type).size();
                require(
                        count <= traits.valuesPerSet(),
                        pool,
                        "endpoint " + endpoint.id() + ": " + count + " values of type " + type + "; " + traits.label()
                                + " takes " + traits.valuesPerSet());
            }
        }
        checkAliases(pool, endpoints, traits);
        checkChangeFits(pool, names, endpoints, traits);
        boolean ttlFits = !traits.setsTtl()
                || (timings.ttl().compareTo(traits.minTtl()) >= 0
                        && timings.ttl().compareTo(traits.maxTtl()) <= 0);
        require(
                ttlFits,
                pool,
                "ttl: " + timings.ttl() + "; " + traits.label() + " takes " + traits.minTtl() + " to "
                        + traits.maxTtl());
    }

    private static void checkAliases(String pool, List<Endpoint> endpoints, ProviderTraits traits) {
        for (Endpoint endpoint : endpoints) {
            for (String value : endpoint.values(RecordType.ALIAS)) {
                try {
                    traits.checkAlias(value);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "pool " + pool + ": endpoint " + endpoint.id() + ": " + e.getMessage(), e);
                }
            }
        }
    }

    /** The largest change replaces all that the pool may ever publish by as much, and its mark. */
    private static void checkChangeFits(
            String pool, List<DnsName> names, List<Endpoint> endpoints, ProviderTraits traits) {
        long perName = 0;
        for (RecordType type : SERVING) {
            long all = endpoints.stream().mapToLong(e -> e.values(type).size()).sum();
            perName += Math.min(SINGLE.contains(type) ? 1 : traits.valuesPerSet(), all);
        }
        long largest = 2 * (names.size() * perName + 1);
        require(
                largest <= traits.valuesPerChange(),
                pool,
                "name: " + names.size() + " names of " + perName + " values make changes of up to " + largest
                        + " values; " + traits.label() + " takes " + traits.valuesPerChange());
        try {
            traits.checkChange(LargestChange.of(names, endpoints, traits));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "pool " + pool + ": name: " + names.size() + " names of " + perName + " values: " + e.getMessage(),
                    e);
        }
    }
}
