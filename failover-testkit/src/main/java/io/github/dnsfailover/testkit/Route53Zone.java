package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.testkit.Route53Server.Alias;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The record sets of one hosted zone, and the rules by which a batch changes them: all of it or nothing. Confined. */
final class Route53Zone {

    private static final int MOST_RECORDS = 1_000; // for each request
    private static final int MOST_CHARACTERS = 32_000;
    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** One element of a batch. */
    record Change(String action, Route53Set set) {}

    /** A batch that was refused, with every reason. */
    static final class RejectedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final List<String> reasons;

        RejectedException(List<String> reasons) {
            super(reasons.toString());
            this.reasons = List.copyOf(reasons);
        }

        List<String> reasons() {
            return reasons;
        }
    }

    private final String name;
    private NavigableMap<String, Route53Set> sets = new TreeMap<>();

    Route53Zone(DnsName apex) {
        name = apex.toString();
        String server = "ns-1." + name;
        put(Route53Set.simple(name, "NS", 172_800, List.of(server)));
        put(Route53Set.simple(name, "SOA", 900, List.of(server + " hostmaster." + name + " 1 7200 900 1209600 86400")));
    }

    private Route53Zone(Route53Zone other) {
        name = other.name;
        sets = new TreeMap<>(other.sets);
    }

    Route53Zone copy() {
        return new Route53Zone(this);
    }

    /** Sets it, whatever stands there and whatever the rules say. */
    void put(Route53Set set) {
        sets.put(set.order(), set);
    }

    void removeAll(String owner, String type) {
        String bare = Route53Set.bare(owner);
        sets.values().removeIf(set -> set.name().equals(bare) && set.type().equals(type));
    }

    /** All sets of a name and type. */
    List<Route53Set> at(String owner, String type) {
        return at(sets, Route53Set.bare(owner), type);
    }

    private static List<Route53Set> at(Map<String, Route53Set> sets, String bare, String type) {
        return sets.values().stream()
                .filter(set -> set.name().equals(bare) && set.type().equals(type))
                .toList();
    }

    /** The sets at and after a place, in the service's order. */
    Collection<Route53Set> from(String order) {
        return List.copyOf(sets.tailMap(order, true).values());
    }

    Collection<Route53Set> all() {
        return List.copyOf(sets.values());
    }

    /** Takes the whole batch, one change after the other, or nothing. */
    void change(List<Change> batch) throws RejectedException {
        List<String> reasons = new ArrayList<>();
        checkSize(batch, reasons);
        NavigableMap<String, Route53Set> draft = new TreeMap<>(sets);
        for (Change change : batch) {
            String reason = switch (change.action()) {
                case "DELETE" -> delete(draft, change.set());
                case "CREATE" -> create(draft, change.set());
                default -> upsert(draft, change.set());
            };
            if (!reason.isEmpty()) {
                reasons.add(reason);
            }
        }
        if (!reasons.isEmpty()) {
            throw new RejectedException(reasons);
        }
        sets = draft;
    }

    private static void checkSize(List<Change> batch, List<String> reasons) {
        int records = 0;
        int characters = 0;
        for (Change change : batch) {
            int weight = change.action().equals("UPSERT") ? 2 : 1;
            records += weight * Math.max(1, change.set().values().size());
            characters += weight
                    * change.set().values().stream().mapToInt(String::length).sum();
        }
        if (records > MOST_RECORDS) {
            reasons.add("Number of records limit of " + MOST_RECORDS + " exceeded.");
        }
        if (characters > MOST_CHARACTERS) {
            reasons.add("Number of characters limit of " + MOST_CHARACTERS + " exceeded.");
        }
    }

    private static String delete(NavigableMap<String, Route53Set> draft, Route53Set set) {
        Route53Set there = draft.get(set.order());
        String tried = "Tried to delete resource record set " + set.named();
        if (there == null) {
            return tried + " but it was not found";
        }
        if (!set.matches(there)) {
            return tried + " but the values provided do not match the current values";
        }
        draft.remove(set.order());
        return "";
    }

    private String create(NavigableMap<String, Route53Set> draft, Route53Set set) {
        if (draft.containsKey(set.order())) {
            return "Tried to create resource record set " + set.named() + " but it already exists";
        }
        return place(draft, set);
    }

    private String upsert(NavigableMap<String, Route53Set> draft, Route53Set set) {
        draft.remove(set.order());
        return place(draft, set);
    }

    private String place(NavigableMap<String, Route53Set> draft, Route53Set set) {
        String dnsName = "DNS name " + Route53Set.escaped(set.name());
        String zone = " in zone " + name;
        if (!set.name().equals(name) && !set.name().endsWith("." + name)) {
            return "RRSet with " + dnsName + " is not permitted" + zone;
        }
        boolean cname = set.type().equals("CNAME");
        if (cname && set.name().equals(name)) {
            return "RRSet of type CNAME with " + dnsName + " is not permitted at apex" + zone;
        }
        boolean crowded = draft.values().stream()
                .anyMatch(other -> other.name().equals(set.name())
                        && !other.type().equals(set.type())
                        && (cname || other.type().equals("CNAME")));
        if (crowded) {
            return "RRSet of type " + set.type() + " with " + dnsName
                    + " is not permitted as it conflicts with other records with the same DNS name" + zone;
        }
        boolean mixed =
                at(draft, set.name(), set.type()).stream().anyMatch(other -> other.isSimple() || set.isSimple());
        if (mixed) {
            return "RRSet with " + dnsName + ", type " + set.type()
                    + " cannot be created as other RRSets exist with the same name and type.";
        }
        String bad = badValue(set);
        if (bad.isEmpty()) {
            draft.put(set.order(), set);
        }
        return bad;
    }

    private static String badValue(Route53Set set) {
        for (String value : set.values()) {
            boolean bad = switch (set.type()) {
                case "A" -> !IPV4.matcher(value).matches();
                case "AAAA" -> !IPV6.matcher(value).matches();
                case "TXT" -> !value.startsWith("\"") || !value.endsWith("\"");
                default -> false;
            };
            if (bad) {
                return "Invalid Resource Record: 'FATAL problem: (Value is not valid) encountered with '" + value + "'";
            }
        }
        return "";
    }

    /** The addresses that an alias in this zone leads to inside of the zone; none if it leads elsewhere. */
    List<Route53Set> behind(Alias alias, String type) {
        return at(alias.dnsName(), type).stream()
                .filter(set -> set.alias() == null)
                .toList();
    }
}
