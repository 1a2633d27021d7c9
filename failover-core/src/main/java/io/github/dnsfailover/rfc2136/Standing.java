package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.internal.wire.Answers;
import io.github.dnsfailover.internal.wire.Messages;
import io.github.dnsfailover.internal.wire.Records;
import io.github.dnsfailover.internal.wire.WireException;
import io.github.dnsfailover.rfc2136.UpdateRequest.Neighbour;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Update;

/** What stands at the primary master, asked in one conversation. Confined to one call. */
final class Standing {

    /** What a question that is an UPDATE has brought. */
    enum Told {
        YES,
        /** A prerequisite was not met. */
        NO,
        /** The server did not compare. */
        NOTHING
    }

    private final DnsName zone;
    private final Conversation conversation;
    private final Refusal refusal;

    Standing(DnsName zone, Conversation conversation, Refusal refusal) {
        this.zone = zone;
        this.conversation = conversation;
        this.refusal = refusal;
    }

    /** Asks whether all these sets stand as the server itself compares them. */
    Told holds(List<RecordSet> sets) throws WireException {
        return told(ask(Prerequisites.question(zone, sets)));
    }

    private Reply ask(Update question) throws WireException {
        return conversation.ask(question);
    }

    static Told told(Reply reply) {
        if (reply.trusted() && reply.rcode() == Rcode.NOERROR) {
            return Told.YES;
        }
        return reply.trusted() && isPrerequisite(reply.rcode()) ? Told.NO : Told.NOTHING;
    }

    /** RFC 2136 section 2.2: the codes that say that a prerequisite was not met, and so that nothing was changed. */
    private static boolean isPrerequisite(int rcode) {
        return rcode == Rcode.NXRRSET || rcode == Rcode.YXRRSET || rcode == Rcode.NXDOMAIN || rcode == Rcode.YXDOMAIN;
    }

    /** Reads what the server answers with. */
    List<RecordSet> read(List<RecordKey> keys) throws WireException, DnsProviderException {
        List<RecordSet> sets = new ArrayList<>();
        for (RecordKey key : keys) {
            Message question = Messages.question(Messages.name(key.name()), Records.type(key.type()));
            Reply reply = conversation.ask(question);
            if (!reply.trusted() || reply.tsigError() != Rcode.NOERROR) {
                throw refusal.ofQuestion(reply);
            }
            Answer answer = Answers.judge(reply.message(), key);
            if (answer instanceof Answer.Authoritative authoritative) {
                sets.add(authoritative.set());
            } else {
                throw DnsProviderException.notApplied("reading " + key + " at " + refusal.server() + ": " + answer);
            }
        }
        return List.copyOf(sets);
    }

    /**
     * One of these sets that is there, found by halving: a question for each type would be several hundred, and a question
     * for all types (QTYPE ANY) is answered by Knot with one of them (RFC 8482).
     */
    Optional<Neighbour> anyOf(List<Neighbour> sets) throws WireException {
        if (sets.isEmpty() || told(ask(Prerequisites.absent(zone, sets))) != Told.NO) {
            return Optional.empty();
        }
        if (sets.size() == 1) {
            return Optional.of(sets.get(0));
        }
        int half = sets.size() / 2;
        Optional<Neighbour> first = anyOf(sets.subList(0, half));
        return first.isPresent() ? first : anyOf(sets.subList(half, sets.size()));
    }
}
