package io.github.dnsfailover.route53.internal;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.route53.internal.AliasWords.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.route53.model.AliasTarget;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** Everything that is listed at one name, and what it is in this library's words. Immutable. */
final class NameSets {

    private final DnsName name;
    private final List<ResourceRecordSet> sets;

    NameSets(DnsName name, List<ResourceRecordSet> sets) {
        this.name = name;
        this.sets = List.copyOf(sets);
    }

    /**
     * The set of a type.
     *
     * @throws DnsProviderException if there is something of the type that must not be touched or cannot be held
     */
    RecordSet get(RecordType type) throws DnsProviderException {
        RecordKey key = RecordKey.of(name, type);
        List<ResourceRecordSet> found = listed(type);
        refuseWhatIsNotOurs(found);
        if (found.isEmpty()) {
            return RecordSet.absent(key);
        }
        try {
            return type == RecordType.ALIAS ? aliases(key, found) : simple(key, found.get(0));
        } catch (IllegalArgumentException e) {
            throw DnsProviderException.notApplied(key + " holds what cannot be managed: " + e.getMessage())
                    .unreadable();
        }
    }

    /** The sets that a type is made of, as they are listed. */
    List<ResourceRecordSet> listed(RecordType type) {
        boolean aliases = type == RecordType.ALIAS;
        return sets.stream()
                .filter(set -> aliases
                        ? isAddress(set) && set.aliasTarget() != null
                        : set.typeAsString().equals(type.name()) && !(isAddress(set) && set.aliasTarget() != null))
                .toList();
    }

    private static boolean isAddress(ResourceRecordSet set) {
        return set.type() == RRType.A || set.type() == RRType.AAAA;
    }

    /** A set of a group is decided about by the group's policy, and a batch that knows only values would not fit it. */
    private void refuseWhatIsNotOurs(List<ResourceRecordSet> found) throws DnsProviderException {
        for (ResourceRecordSet set : found) {
            String kind = kind(set);
            if (!kind.isEmpty()) {
                throw DnsProviderException.notApplied(name + " " + set.typeAsString() + " is " + kind
                                + ", which this library leaves alone: it writes simple and alias records only. Let one "
                                + "simple or alias record take its place in one change batch, or give the pool another "
                                + "name")
                        .unreadable();
            }
            if (set.aliasTarget() != null && !isAddress(set)) {
                throw DnsProviderException.notApplied(name + " " + set.typeAsString()
                                + " is an alias record, which this library knows for A and AAAA only: let a simple "
                                + "record take its place")
                        .unreadable();
            }
        }
    }

    /** What makes a set more than a simple one, in words; empty if it is simple. */
    private static String kind(ResourceRecordSet set) {
        if (set.trafficPolicyInstanceId() != null) {
            return "made by the traffic policy instance " + set.trafficPolicyInstanceId();
        }
        if (set.setIdentifier() != null) {
            return policy(set) + " (set identifier \"" + set.setIdentifier() + "\")";
        }
        return set.healthCheckId() != null ? "bound to the health check " + set.healthCheckId() : "";
    }

    private static String policy(ResourceRecordSet set) {
        if (set.weight() != null) {
            return "part of a weighted group";
        }
        if (set.failover() != null) {
            return "part of a failover pair";
        }
        if (set.region() != null) {
            return "part of a latency group";
        }
        if (set.geoLocation() != null || set.geoProximityLocation() != null) {
            return "part of a geographic group";
        }
        if (set.multiValueAnswer() != null) {
            return "part of a multivalue group";
        }
        return set.cidrRoutingConfig() != null ? "part of an IP-based group" : "part of a routed group";
    }

    private static RecordSet simple(RecordKey key, ResourceRecordSet set) {
        List<String> values = new ArrayList<>();
        for (ResourceRecord resource : set.resourceRecords()) {
            values.add(key.type() == RecordType.TXT ? text(resource.value()) : resource.value());
        }
        return RecordSet.of(key, Duration.ofSeconds(set.ttl() == null ? 0 : set.ttl()), values);
    }

    private static String text(String value) {
        List<String> strings = Texts.unquoted(value);
        if (strings.size() != 1) {
            throw new IllegalArgumentException(
                    strings.size() + " character-strings in one TXT record; only one can be managed");
        }
        return strings.get(0);
    }

    /** One value for each target; usually that of the A record and that of the AAAA record are the same. */
    private static RecordSet aliases(RecordKey key, List<ResourceRecordSet> found) {
        Map<AliasWords, Set<RecordType>> families = new LinkedHashMap<>();
        for (ResourceRecordSet set : found) {
            RecordType family = RecordType.valueOf(set.typeAsString());
            families.computeIfAbsent(words(set.aliasTarget(), RecordType.A), w -> EnumSet.noneOf(RecordType.class))
                    .add(family);
        }
        List<String> values = new ArrayList<>();
        families.forEach((words, types) ->
                values.add(new AliasWords(words.target(), types, words.zoneId(), words.health()).text()));
        return RecordSet.of(key, Duration.ZERO, values);
    }

    private static AliasWords words(AliasTarget target, RecordType family) {
        Health health = Boolean.TRUE.equals(target.evaluateTargetHealth()) ? Health.EVALUATED : Health.IGNORED;
        DnsName name = DnsName.of(Texts.plainName(target.dnsName()));
        return new AliasWords(name, EnumSet.of(family), target.hostedZoneId(), health);
    }
}
