package io.github.dnsfailover.internal.wire;

import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

    /** RFC 4035 section 2.5: at a name with a CNAME there are only its signature, an NSEC and keys. */
    private static final Set<Integer> ALLOWED_BESIDE_CNAME =
            Set.of(Type.CNAME, Type.RRSIG, Type.NSEC, Type.KEY, Type.SIG);

    private Answers() {}

    /** Reads an answer that {@link Messages#answer} let pass; never {@link Answer.Unreachable}. */
    public static Answer judge(Message answer, RecordKey key) {
        int rcode = answer.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return new Answer.NotAuthoritative("answered " + Rcode.string(rcode));
        }
        if (!answer.getHeader().getFlag(Flags.AA)) {
            return new Answer.NotAuthoritative(
                    "answered " + Rcode.string(rcode) + " without authority (AA=0)" + referral(answer));
        }
        if (answer.getHeader().getFlag(Flags.TC)) {
            return new Answer.NotAuthoritative("answered with a truncated message over TCP");
        }
        Name name = Messages.name(key.name());
        List<Record> own = records(answer, name, Records.type(key.type()));
        String contradiction = contradiction(answer, name, own);
        if (!contradiction.isEmpty()) {
            return new Answer.Unreadable(contradiction);
        }
        if (own.isEmpty()) {
            return new Answer.Authoritative(RecordSet.absent(key), negativeTtl(answer, name));
        }
        try {
            return new Answer.Authoritative(Records.set(key, own), Duration.ZERO);
        } catch (IllegalArgumentException e) {
            return new Answer.Unreadable("answered " + e.getMessage());
        }
    }

    /**
     * Why no resolver knows what to make of it: records at a name that does not exist (RFC 2308 section 2.1), or beside
     * a CNAME (RFC 2181 section 10.1). Empty if it is in order.
     */
    private static String contradiction(Message answer, Name name, List<Record> own) {
        if (answer.getRcode() == Rcode.NXDOMAIN && !own.isEmpty()) {
            return "answered NXDOMAIN, and yet with " + shown(own.get(0));
        }
        List<Record> beside = Messages.records(answer, Section.ANSWER).stream()
                .filter(record -> record.getName().equals(name) && !ALLOWED_BESIDE_CNAME.contains(record.getType()))
                .toList();
        return isAlias(answer, name) && !beside.isEmpty()
                ? "answered with a CNAME, and beside it with " + shown(beside.get(0))
                : "";
    }

    private static String shown(Record record) {
        return record.getName() + " " + Type.string(record.getType()) + " " + record.rdataToString();
    }

    private static String referral(Message answer) {
        return Messages.records(answer, Section.AUTHORITY).stream()
                .filter(record -> record.getType() == Type.NS)
                .findFirst()
                .map(record -> ", and refers to the name servers of " + record.getName())
                .orElse("");
    }

    /**
     * The apex of the zone that an answer is from, as far as it shows: the owner of the SOA record that was asked
     * for, of the one beside an empty answer (RFC 2308 section 2), or of the NS records beside another. An answer
     * that a CNAME led elsewhere shows none.
     */
    public static Optional<Name> apex(Message answer) {
        Record question = answer.getQuestion();
        if (question == null || !answer.getHeader().getFlag(Flags.AA) || isAlias(answer, question.getName())) {
            return Optional.empty();
        }
        Name name = question.getName();
        return Stream.concat(
                        records(answer, name, Type.SOA).stream(), Messages.records(answer, Section.AUTHORITY).stream())
                .filter(record -> record.getType() == Type.SOA || record.getType() == Type.NS)
                .map(Record::getName)
                .filter(name::subdomain)
                .findFirst();
    }

    /** Whether a CNAME stands at a name, or what answers makes one up there. */
    public static boolean isAlias(Message answer, Name name) {
        return !records(answer, name, Type.CNAME).isEmpty();
    }

    /** The owner of a DNAME record that answers in the name's place (RFC 6672 section 2.2). */
    public static Optional<Name> hiddenBelow(Message answer, Name name) {
        return Messages.records(answer, Section.ANSWER).stream()
                .filter(record -> record.getType() == Type.DNAME)
                .map(Record::getName)
                .filter(owner -> name.subdomain(owner) && !name.equals(owner))
                .findFirst();
    }

    private static List<Record> records(Message answer, Name name, int type) {
        return Messages.records(answer, Section.ANSWER).stream()
                .filter(record -> record.getType() == type && record.getName().equals(name))
                .toList();
    }

    /** Where a CNAME stands, the name has nothing else, and resolvers keep that for as long as they keep the CNAME. */
    private static Duration negativeTtl(Message answer, Name name) {
        List<Record> alias = records(answer, name, Type.CNAME);
        if (!alias.isEmpty()) {
            return Duration.ofSeconds(alias.get(0).getTTL());
        }
        for (Record record : Messages.records(answer, Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                return Duration.ofSeconds(Math.min(soa.getTTL(), soa.getMinimum()));
            }
        }
        return Duration.ZERO; // RFC 2308 section 5: without a SOA, the answer is not to be kept
    }
}
