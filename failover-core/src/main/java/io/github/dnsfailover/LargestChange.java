package io.github.dnsfailover;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The largest change that a pool may make: all that it may ever publish is replaced by as much, at each of its names,
 * with its mark. Where a pool publishes CNAMEs or aliases, one takes the place of an address of each family at each
 * name, as when it takes its names over. What else stands there before that is known to nobody when the pool is built.
 */
final class LargestChange {

    /** A character-string of TXT holds 255 octets, and a mark is one. */
    private static final String LONGEST_MARK = "x".repeat(255);

    private static final Duration BEFORE = Duration.ofSeconds(60);
    private static final Duration AFTER = Duration.ofSeconds(30);

    private LargestChange() {}

    static RecordChange of(List<DnsName> names, List<Endpoint> endpoints, ProviderTraits traits) {
        List<Transition> transitions = new ArrayList<>();
        Endpoint first = endpoints.get(0);
        for (DnsName name : names) {
            if (first.isCname()) {
                transitions.addAll(fromAddresses(RecordKey.of(name, RecordType.CNAME), AFTER, endpoints));
            } else if (first.isAlias()) {
                transitions.addAll(fromAddresses(RecordKey.of(name, RecordType.ALIAS), Duration.ZERO, endpoints));
            } else {
                transitions.addAll(everything(name, endpoints, traits));
            }
        }
        if (traits.types().contains(RecordType.TXT)) {
            transitions.add(replaced(RecordKey.of(traits.zone(), RecordType.TXT), List.of(LONGEST_MARK)));
        }
        return RecordChange.of(transitions);
    }

    private static List<Transition> fromAddresses(RecordKey single, Duration ttl, List<Endpoint> endpoints) {
        RecordKey a = RecordKey.of(single.name(), RecordType.A);
        RecordKey aaaa = RecordKey.of(single.name(), RecordType.AAAA);
        String longest = endpoints.stream()
                .flatMap(endpoint -> endpoint.values(single.type()).stream())
                .reduce("", (some, other) -> other.length() > some.length() ? other : some);
        return List.of(
                new Transition(RecordSet.of(a, BEFORE, "192.0.2.1"), RecordSet.absent(a)),
                new Transition(RecordSet.of(aaaa, BEFORE, "2001:db8::1"), RecordSet.absent(aaaa)),
                new Transition(RecordSet.absent(single), RecordSet.of(single, ttl, longest)));
    }

    private static List<Transition> everything(DnsName name, List<Endpoint> endpoints, ProviderTraits traits) {
        List<Transition> transitions = new ArrayList<>();
        for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
            List<String> values = endpoints.stream()
                    .flatMap(endpoint -> endpoint.values(type).stream())
                    .limit(traits.valuesPerSet())
                    .toList();
            if (!values.isEmpty()) {
                transitions.add(replaced(RecordKey.of(name, type), values));
            }
        }
        return transitions;
    }

    private static Transition replaced(RecordKey key, List<String> values) {
        return new Transition(RecordSet.of(key, BEFORE, values), RecordSet.of(key, AFTER, values));
    }
}
