package io.github.dnsfailover.route53.internal;

import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.route53.internal.AliasWords.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.services.route53.model.AliasTarget;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeBatch;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Makes the change batch that is a compare-and-set: DELETE exactly what is expected, then CREATE what is desired. The
 * service takes all of it or nothing, a DELETE that does not fit and a CREATE of what exists are refused. Nothing is
 * ever UPSERTed, which would overwrite what somebody else wrote. Pure.
 */
final class ChangeBatches {

    private static final int LONGEST_COMMENT = 256; // the interface's limit

    private ChangeBatches() {}

    /** The batch of a change, spelled as this library spells. */
    static ChangeBatch of(RecordChange change) {
        return of(change, key -> List.of());
    }

    /**
     * The batch of a change whose DELETEs are spelled as the sets are listed: other programs write {@code
     * LB.EXAMPLE.NET} or {@code 2001:db8:0::1}, which is the same to DNS, and maybe not to a DELETE.
     *
     * @param listed the sets that make a key, as they are listed; none to spell them as this library does
     */
    static ChangeBatch of(RecordChange change, Function<RecordKey, List<ResourceRecordSet>> listed) {
        List<Change> deletes = new ArrayList<>();
        List<Change> creates = new ArrayList<>();
        for (Transition transition : change.transitions()) {
            List<ResourceRecordSet> known = listed.apply(transition.key());
            List<ResourceRecordSet> old = known.isEmpty()
                    ? sets(transition.expected())
                    : known.stream().map(ChangeBatches::respelled).toList();
            old.forEach(set -> deletes.add(change(ChangeAction.DELETE, set)));
            sets(transition.desired()).forEach(set -> creates.add(change(ChangeAction.CREATE, set)));
        }
        List<Change> all = new ArrayList<>(deletes);
        all.addAll(creates);
        return ChangeBatch.builder().comment(comment(change)).changes(all).build();
    }

    private static Change change(ChangeAction action, ResourceRecordSet set) {
        return Change.builder().action(action).resourceRecordSet(set).build();
    }

    /** What and why, in the characters that XML and people can do with, cut to the limit. */
    private static String comment(RecordChange change) {
        String text =
                "dnsfailover: " + (change.reason().isEmpty() ? change.keys().toString() : change.reason());
        String plain = text.replaceAll("[^ -~]+", " ");
        return plain.length() <= LONGEST_COMMENT ? plain : plain.substring(0, LONGEST_COMMENT - 3) + "...";
    }

    /**
     * Only what a simple or alias set has: an alias is at times listed with an empty list of records, which is refused.
     */
    private static ResourceRecordSet respelled(ResourceRecordSet set) {
        ResourceRecordSet.Builder plain =
                ResourceRecordSet.builder().name(set.name()).type(set.typeAsString());
        return set.aliasTarget() != null
                ? plain.aliasTarget(set.aliasTarget()).build()
                : plain.ttl(set.ttl()).resourceRecords(set.resourceRecords()).build();
    }

    private static List<ResourceRecordSet> sets(RecordSet set) {
        if (set.isEmpty()) {
            return List.of();
        }
        if (set.key().type() == RecordType.ALIAS) {
            return set.values().stream()
                    .flatMap(value -> aliases(set.key(), value).stream())
                    .toList();
        }
        boolean text = set.key().type() == RecordType.TXT;
        return List.of(ResourceRecordSet.builder()
                .name(set.key().name().toString())
                .type(RRType.fromValue(set.key().type().name()))
                .ttl(set.ttl().toSeconds())
                .resourceRecords(set.values().stream()
                        .map(value -> ResourceRecord.builder()
                                .value(text ? Texts.quoted(value) : value)
                                .build())
                        .toList())
                .build());
    }

    private static List<ResourceRecordSet> aliases(RecordKey key, String value) {
        AliasWords words = AliasWords.parse(value);
        AliasTarget target = AliasTarget.builder()
                .hostedZoneId(words.zoneId())
                .dnsName(words.target().toString())
                .evaluateTargetHealth(words.health() == Health.EVALUATED)
                .build();
        return words.families().stream()
                .map(family -> ResourceRecordSet.builder()
                        .name(key.name().toString())
                        .type(RRType.fromValue(family.name()))
                        .aliasTarget(target)
                        .build())
                .toList();
    }
}
