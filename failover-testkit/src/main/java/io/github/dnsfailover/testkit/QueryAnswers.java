package io.github.dnsfailover.testkit;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers questions from a zone with authority (RFC 1034 section 4.3.2), without delegations. */
final class QueryAnswers {

    /** Longer chains of CNAMEs are loops. */
    private static final int LONGEST_CHAIN = 8;

    private static final Name WILDCARD = Name.fromConstantString("*");

    private QueryAnswers() {}

    /** Fills the answer to the question that it already holds. */
    static void fill(Message answer, ZoneRecords zone) {
        Record question = answer.getQuestion();
        if (question == null) {
            answer.getHeader().setRcode(Rcode.FORMERR);
            return;
        }
        boolean ours = question.getDClass() == DClass.IN && question.getName().subdomain(zone.apex());
        boolean plain = Type.isRR(question.getType()) || question.getType() == Type.ANY;
        if (!ours || !plain) {
            answer.getHeader().setRcode(Rcode.REFUSED);
            return;
        }
        answer.getHeader().setFlag(Flags.AA);
        Name name = question.getName();
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            Optional<Record> alias = answerAt(answer, zone, name, question.getType());
            if (alias.isEmpty()) {
                return;
            }
            name = ((CNAMERecord) alias.get()).getTarget();
            if (!name.subdomain(zone.apex())) {
                return;
            }
        }
    }

    /** The CNAME that leads on, if there is one. */
    private static Optional<Record> answerAt(Message answer, ZoneRecords zone, Name name, int type) {
        Optional<Record> made = belowDname(answer, zone, name);
        if (made.isPresent()) {
            answer.addRecord(made.get(), Section.ANSWER);
            return made;
        }
        Name source = zone.types(name).isEmpty() && !zone.isEmptyNonTerminal(name) ? wildcard(zone, name) : name;
        List<Integer> types = zone.types(source);
        List<Integer> wanted = type == Type.ANY ? types : List.of(type);
        List<Record> records = wanted.stream()
                .flatMap(each -> zone.records(source, each).stream())
                .map(record -> withName(record, name))
                .toList();
        records.forEach(record -> answer.addRecord(record, Section.ANSWER));
        if (!records.isEmpty()) {
            return Optional.empty();
        }
        Optional<Record> alias = zone.records(source, Type.CNAME).stream()
                .map(record -> withName(record, name))
                .findFirst();
        if (alias.isEmpty()) {
            denyAt(answer, zone, source);
        }
        alias.ifPresent(record -> answer.addRecord(record, Section.ANSWER));
        return alias;
    }

    /** RFC 6672 section 3.2: the DNAME record itself, and a CNAME that is made up from it. */
    private static Optional<Record> belowDname(Message answer, ZoneRecords zone, Name name) {
        for (int i = 1; new Name(name, i).subdomain(zone.apex()); i++) {
            Name owner = new Name(name, i);
            for (Record record : zone.records(owner, Type.DNAME)) {
                answer.addRecord(record, Section.ANSWER);
                try {
                    Name target = name.fromDNAME((DNAMERecord) record);
                    return Optional.of(new CNAMERecord(name, DClass.IN, record.getTTL(), target));
                } catch (NameTooLongException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** The wildcard at the closest name above that exists (RFC 4592 section 3.3.1), whether it is there or not. */
    private static Name wildcard(ZoneRecords zone, Name name) {
        Name encloser = new Name(name, 1);
        while (zone.types(encloser).isEmpty() && !zone.isEmptyNonTerminal(encloser)) {
            encloser = new Name(encloser, 1);
        }
        try {
            return Name.concatenate(WILDCARD, encloser);
        } catch (NameTooLongException e) {
            return name;
        }
    }

    private static Record withName(Record record, Name name) {
        return Record.newRecord(name, record.getType(), DClass.IN, record.getTTL(), record.rdataToWireCanonical());
    }

    /** RFC 2308 sections 2.1 and 2.2: the SOA says for how long to keep the answer. */
    private static void denyAt(Message answer, ZoneRecords zone, Name name) {
        if (zone.types(name).isEmpty() && !zone.isEmptyNonTerminal(name)) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        SOARecord soa = zone.soa();
        answer.addRecord(soa, Section.AUTHORITY);
    }
}
