package io.github.dnsfailover.route53.internal;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.route53.internal.RequestBudget.Rank;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Reads what stands at names. A list begins at a name, is sorted, and does not end with the name; so each name takes
 * one request, unless the list of another one has shown it already: the mark usually stands right behind its name.
 * Thread-safe.
 */
final class ZoneReader {

    /** Many more than stand at any name without routing policies, and few enough for a quick answer. */
    private static final int PAGE = 100;

    /** Pages for one name: 100 weighted sets of each of 20 types would fill fewer. */
    private static final int MOST_PAGES = 25;

    private final Service service;

    ZoneReader(Service service) {
        this.service = service;
    }

    /** What stands at each name of some keys. */
    Map<DnsName, NameSets> read(List<RecordKey> keys, Rank rank, Limit limit)
            throws DnsProviderException, InterruptedException {
        TreeSet<DnsName> names = new TreeSet<>(Comparator.comparing(ZoneReader::reversed));
        keys.forEach(key -> names.add(key.name()));
        Map<DnsName, NameSets> found = new HashMap<>();
        for (DnsName name : names) {
            if (!found.containsKey(name)) {
                found.putAll(list(name, names, rank, limit));
            }
        }
        return found;
    }

    /** The sets of some keys, in their order. */
    static List<RecordSet> sets(List<RecordKey> keys, Map<DnsName, NameSets> found) throws DnsProviderException {
        List<RecordSet> sets = new ArrayList<>();
        for (RecordKey key : keys) {
            sets.add(Objects.requireNonNull(found.get(key.name())).get(key.type()));
        }
        return List.copyOf(sets);
    }

    /** About the service's own order. Where it is not quite that, a name takes a request of its own. */
    private static String reversed(DnsName name) {
        List<String> labels = new ArrayList<>(List.of(name.toString().split("\\.", -1)));
        Collections.reverse(labels);
        return String.join(".", labels);
    }

    /** What stands at a name, and at others of these names that its list has shown whole. */
    private Map<DnsName, NameSets> list(DnsName from, Set<DnsName> names, Rank rank, Limit limit)
            throws DnsProviderException, InterruptedException {
        Map<DnsName, List<ResourceRecordSet>> shown = new HashMap<>();
        shown.put(from, new ArrayList<>());
        ListResourceRecordSetsRequest.Builder request = ListResourceRecordSetsRequest.builder()
                .startRecordName(from.toString())
                .maxItems(String.valueOf(PAGE));
        for (int page = 0; page < MOST_PAGES; page++) {
            ListResourceRecordSetsResponse answer = service.list(request, rank, limit);
            Optional<DnsName> last = Optional.empty();
            for (ResourceRecordSet set : answer.resourceRecordSets()) {
                last = nameOf(set, names);
                last.ifPresent(name ->
                        shown.computeIfAbsent(name, n -> new ArrayList<>()).add(set));
            }
            boolean goesOn = Boolean.TRUE.equals(answer.isTruncated()) && last.isPresent();
            boolean fromGoesOn = goesOn && last.get().equals(from);
            if (!fromGoesOn) {
                last.filter(name -> goesOn).ifPresent(shown::remove); // it gets a list of its own
                return understood(shown);
            }
            request.startRecordName(answer.nextRecordName())
                    .startRecordType(answer.nextRecordTypeAsString())
                    .startRecordIdentifier(answer.nextRecordIdentifier());
        }
        throw DnsProviderException.notApplied(from + " has more than " + MOST_PAGES * PAGE + " record sets")
                .answered();
    }

    private static Optional<DnsName> nameOf(ResourceRecordSet set, Set<DnsName> names) {
        return names.stream().filter(name -> Texts.isName(set.name(), name)).findFirst();
    }

    private static Map<DnsName, NameSets> understood(Map<DnsName, List<ResourceRecordSet>> shown) {
        Map<DnsName, NameSets> sets = new HashMap<>();
        shown.forEach((name, listed) -> sets.put(name, new NameSets(name, listed)));
        return sets;
    }

    /**
     * Makes sure that the zone is the one that its id says: a list from its top begins with its top.
     *
     * @throws DnsProviderException if it is another one, or cannot be read
     */
    void checkApex(DnsName zone, Limit limit) throws DnsProviderException, InterruptedException {
        ListResourceRecordSetsResponse answer = service.list(
                ListResourceRecordSetsRequest.builder()
                        .startRecordName(zone.toString())
                        .maxItems("1"),
                Rank.USUAL,
                limit);
        boolean same = answer.resourceRecordSets().stream().anyMatch(set -> Texts.isName(set.name(), zone));
        if (!same) {
            throw DnsProviderException.notApplied("the hosted zone " + service.zoneId() + " is not " + zone
                            + ": no record stands at that name, and every zone has some at its top")
                    .answered();
        }
    }
}
