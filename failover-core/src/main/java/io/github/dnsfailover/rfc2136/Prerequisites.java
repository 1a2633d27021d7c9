package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.internal.wire.Messages;
import io.github.dnsfailover.internal.wire.Records;
import io.github.dnsfailover.rfc2136.UpdateRequest.Neighbour;
import java.util.Collection;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * What an UPDATE demands (RFC 2136 section 2.4). With nothing to change it is a question, which BIND, Knot and PowerDNS
 * answer from what was told to them, not from what they would answer with, and without another serial. A front before
 * them may say yes to it unasked, which {@link #unmet} shows.
 */
final class Prerequisites {

    private Prerequisites() {}

    /** Value for value (section 2.4.2), or absent (section 2.4.3). A prerequisite's TTL must be zero. */
    static void stands(Update update, RecordSet set) {
        if (set.isEmpty()) {
            update.absent(
                    Messages.name(set.key().name()), Records.type(set.key().type()));
        }
        for (Record record : Records.of(set, 0)) {
            update.present(record);
        }
    }

    /** Asks whether all these sets stand. */
    static Update question(DnsName zone, Collection<RecordSet> sets) {
        Update question = new Update(Messages.name(zone));
        sets.forEach(set -> stands(question, set));
        return question;
    }

    /** Asks whether a name has no record at all (section 2.4.5). */
    static Update unused(DnsName zone, Name name) {
        Update question = new Update(Messages.name(zone));
        question.absent(name);
        return question;
    }

    /** Demands what no zone meets: that its apex has no SOA record. Whatever else the update wants is never made. */
    static Update unmet(DnsName zone) {
        Update question = new Update(Messages.name(zone));
        question.absent(Messages.name(zone), Type.SOA);
        return question;
    }

    /** Asks whether none of these sets is there. */
    static Update absent(DnsName zone, Collection<Neighbour> neighbours) {
        Update question = new Update(Messages.name(zone));
        neighbours.forEach(neighbour -> question.absent(neighbour.name(), neighbour.type()));
        return question;
    }
}
