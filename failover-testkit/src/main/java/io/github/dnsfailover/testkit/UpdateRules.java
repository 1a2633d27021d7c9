package io.github.dnsfailover.testkit;

import io.github.dnsfailover.testkit.NameServer.Quirk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What a primary master does with an UPDATE (RFC 2136 section 3), in the RFC's order. */
final class UpdateRules {

    private final ZoneRecords zone;
    private final Quirks quirks;

    /** Names that lost a set by its type in this update: where Knot signs, signatures still stand there. */
    private final Set<Name> signaturesStand = new HashSet<>();

    UpdateRules(ZoneRecords zone, Quirks quirks) {
        this.zone = zone;
        this.quirks = quirks;
    }

    /** Whether the message is an update of this zone (section 3.1). */
    int checkZone(Message update) {
        List<Record> sections = update.getSection(Section.ZONE);
        if (sections.size() != 1 || sections.get(0).getType() != Type.SOA) {
            return Rcode.FORMERR;
        }
        Record section = sections.get(0);
        boolean ours = section.getName().equals(zone.apex()) && section.getDClass() == DClass.IN;
        return ours ? Rcode.NOERROR : Rcode.NOTAUTH;
    }

    private record Key(Name name, int type) {}

    /** Section 3.2. */
    int checkPrerequisites(Message update) {
        Map<Key, List<Record>> demanded = new LinkedHashMap<>();
        for (Record record : update.getSection(Section.PREREQ)) {
            if (record.getTTL() != 0) {
                return Rcode.FORMERR;
            }
            if (!record.getName().subdomain(zone.apex())) {
                return Rcode.NOTZONE;
            }
            int rcode = record.getDClass() == DClass.IN ? Rcode.NOERROR : checkPrerequisite(record);
            if (rcode != Rcode.NOERROR) {
                return rcode;
            }
            if (record.getDClass() == DClass.IN) {
                demanded.computeIfAbsent(new Key(record.getName(), record.getType()), key -> new ArrayList<>())
                        .add(record);
            }
        }
        for (Map.Entry<Key, List<Record>> set : demanded.entrySet()) {
            List<Record> there = zone.records(set.getKey().name(), set.getKey().type());
            boolean equal = there.size() == set.getValue().size() && there.containsAll(set.getValue());
            if (!equal || keptInAnotherText(set.getKey())) {
                return Rcode.NXRRSET;
            }
        }
        return Rcode.NOERROR;
    }

    private boolean keptInAnotherText(Key key) {
        return quirks.otherTexts().stream()
                .anyMatch(each -> ZoneRecords.name(each.name()).equals(key.name())
                        && each.type().name().equals(Type.string(key.type())));
    }

    /** Section 2.4 but value dependence: class ANY demands that something is there, class NONE that it is not. */
    private int checkPrerequisite(Record record) {
        boolean any = record.getType() == Type.ANY;
        boolean there = any
                ? !zone.types(record.getName()).isEmpty()
                : !zone.records(record.getName(), record.getType()).isEmpty();
        if (!record.rdataToString().isEmpty()) {
            return Rcode.FORMERR;
        }
        return switch (record.getDClass()) {
            case DClass.ANY -> there ? Rcode.NOERROR : any ? Rcode.NXDOMAIN : Rcode.NXRRSET;
            case DClass.NONE -> !there ? Rcode.NOERROR : any ? Rcode.YXDOMAIN : Rcode.YXRRSET;
            default -> Rcode.FORMERR;
        };
    }

    /** Section 3.4.1: everything is looked at before anything is changed. */
    int checkUpdates(Message update) {
        for (Record record : update.getSection(Section.UPDATE)) {
            if (!record.getName().subdomain(zone.apex())) {
                return Rcode.NOTZONE;
            }
            boolean meta = !Type.isRR(record.getType());
            boolean malformed = switch (record.getDClass()) {
                case DClass.IN -> meta;
                case DClass.ANY ->
                    record.getTTL() != 0 || !record.rdataToString().isEmpty() || (meta && record.getType() != Type.ANY);
                case DClass.NONE -> record.getTTL() != 0 || meta;
                default -> true;
            };
            if (malformed) {
                return Rcode.FORMERR;
            }
        }
        return Rcode.NOERROR;
    }

    /** Section 3.4.2. */
    void make(Message update) {
        for (Record record : update.getSection(Section.UPDATE)) {
            if (quirks.skipped().stream().anyMatch(type -> type.name().equals(Type.string(record.getType())))) {
                continue;
            }
            switch (record.getDClass()) {
                case DClass.IN -> add(record);
                case DClass.ANY -> deleteSets(record.getName(), record.getType());
                default -> deleteOne(record);
            }
        }
    }

    /** A mail server in this zone must have an address by the end; BIND refuses the whole update if not. */
    boolean leavesMailAstray(Message update) {
        return update.getSection(Section.UPDATE).stream()
                .filter(record -> record.getDClass() == DClass.IN && record instanceof MXRecord)
                .map(record -> ((MXRecord) record).getTarget())
                .filter(target -> target.subdomain(zone.apex()))
                .anyMatch(target -> zone.records(target, Type.A).isEmpty()
                        && zone.records(target, Type.AAAA).isEmpty());
    }

    /** Section 3.4.2.2: what must not stand together is passed over in silence. */
    private void add(Record record) {
        Name name = record.getName();
        List<Integer> there = zone.types(name);
        boolean alias = record.getType() == Type.CNAME;
        boolean forbidden = alias ? there.stream().anyMatch(type -> type != Type.CNAME) : there.contains(Type.CNAME);
        boolean dropped = alias
                && (quirks.has(Quirk.SKIPS_CNAMES)
                        || (quirks.has(Quirk.SIGNS_LIKE_KNOT) && signaturesStand.contains(name)));
        if (forbidden || dropped || record.getType() == Type.SOA) {
            return;
        }
        List<Record> records = new ArrayList<>(alias ? List.of() : zone.records(name, record.getType()));
        records.remove(record);
        records.add(record);
        zone.put(name, record.getType(), records);
    }

    /** Section 3.4.2.3; the apex keeps its SOA and NS. */
    private void deleteSets(Name name, int type) {
        if (type == Type.ANY) {
            signaturesStand.remove(name);
        } else if (zone.types(name).contains(type)) {
            signaturesStand.add(name);
        }
        for (int each : type == Type.ANY ? zone.types(name) : List.of(type)) {
            boolean kept = name.equals(zone.apex()) && (each == Type.SOA || each == Type.NS);
            if (!kept) {
                zone.put(name, each, List.of());
            }
        }
    }

    /** Section 3.4.2.4; the SOA and the last NS of the apex stay. */
    private void deleteOne(Record record) {
        Name name = record.getName();
        List<Record> records = new ArrayList<>(zone.records(name, record.getType()));
        Record asHeld = Record.newRecord(name, record.getType(), DClass.IN, 0, rdata(record));
        boolean removed = records.remove(asHeld);
        boolean kept = record.getType() == Type.SOA
                || (record.getType() == Type.NS && name.equals(zone.apex()) && records.isEmpty());
        if (removed && !kept) {
            signaturesStand.add(name);
            zone.put(name, record.getType(), records);
        }
    }

    private static byte[] rdata(Record record) {
        return record.rdataToWireCanonical();
    }
}
