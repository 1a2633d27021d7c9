package io.github.dnsfailover.testkit;

import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers questions from a zone with authority (RFC 1034 section 4.3.2), without delegations and wildcards. */
final class QueryAnswers {

    /** Longer chains of CNAMEs are loops. */
    private static final int LONGEST_CHAIN = 8;

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
            if (answerAt(answer, zone, name, question.getType())) {
                return;
            }
            List<Record> alias = zone.records(name, Type.CNAME);
            if (alias.isEmpty()) {
                denyAt(answer, zone, name);
                return;
            }
            answer.addRecord(alias.get(0), Section.ANSWER);
            name = ((CNAMERecord) alias.get(0)).getTarget();
            if (!name.subdomain(zone.apex())) {
                return;
            }
        }
    }

    private static boolean answerAt(Message answer, ZoneRecords zone, Name name, int type) {
        List<Integer> types = zone.types(name);
        List<Integer> wanted = type == Type.ANY ? types : List.of(type);
        wanted.stream()
                .flatMap(each -> zone.records(name, each).stream())
                .forEach(record -> answer.addRecord(record, Section.ANSWER));
        return type == Type.ANY ? !types.isEmpty() : types.contains(type);
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
