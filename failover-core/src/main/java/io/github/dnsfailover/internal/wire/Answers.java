package io.github.dnsfailover.internal.wire;

import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What an answer says of one record set. */
public final class Answers {

    private Answers() {}

    /** Reads an answer that {@link Messages#answer} let pass; never {@link Answer.Unreachable}. */
    public static Answer judge(Message answer, RecordKey key) {
        int rcode = answer.getHeader().getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return new Answer.NotAuthoritative("answered " + Rcode.string(rcode));
        }
        if (!answer.getHeader().getFlag(Flags.AA)) {
            return new Answer.NotAuthoritative("answered " + Rcode.string(rcode) + " without authority (AA=0)");
        }
        if (answer.getHeader().getFlag(Flags.TC)) {
            return new Answer.NotAuthoritative("answered with a truncated message over TCP");
        }
        Name name = Messages.name(key.name());
        List<Record> own = records(answer, name, Records.type(key.type()));
        if (own.isEmpty()) {
            return new Answer.Authoritative(RecordSet.absent(key), negativeTtl(answer, name));
        }
        try {
            return new Answer.Authoritative(Records.set(key, own), Duration.ZERO);
        } catch (IllegalArgumentException e) {
            return new Answer.Unreadable("answered " + e.getMessage());
        }
    }

    private static List<Record> records(Message answer, Name name, int type) {
        return answer.getSection(Section.ANSWER).stream()
                .filter(record -> record.getType() == type && record.getName().equals(name))
                .toList();
    }

    /** Where a CNAME stands, the name has nothing else, and resolvers keep that for as long as they keep the CNAME. */
    private static Duration negativeTtl(Message answer, Name name) {
        List<Record> alias = records(answer, name, Type.CNAME);
        if (!alias.isEmpty()) {
            return Duration.ofSeconds(alias.get(0).getTTL());
        }
        for (Record record : answer.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                return Duration.ofSeconds(Math.min(soa.getTTL(), soa.getMinimum()));
            }
        }
        return Duration.ZERO; // RFC 2308 section 5: without a SOA, the answer is not to be kept
    }
}
