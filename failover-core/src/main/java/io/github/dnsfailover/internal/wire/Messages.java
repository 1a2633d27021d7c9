package io.github.dnsfailover.internal.wire;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.internal.wire.WireException.Reach;
import java.io.IOException;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/** Questions, and the checks that make a message the answer to one. */
public final class Messages {

    /** Without fragments on any path (DNS flag day 2020). */
    private static final int PAYLOAD = 1232;

    private Messages() {}

    /** dnsjava's form of a name. */
    public static Name name(DnsName name) {
        try {
            return Name.fromString(name.toString(), Name.root);
        } catch (TextParseException e) {
            throw new AssertionError("a valid name is valid for dnsjava too: " + name, e);
        }
    }

    /** A question without recursion, for a server that must know the answer itself. */
    public static Message question(Name name, int type) {
        Message message = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        message.getHeader().unsetFlag(Flags.RD);
        return message;
    }

    /**
     * The same as resolvers ask it: with EDNS, and with the DO bit, which nearly all of them set whether they validate
     * or not.
     */
    static Message resolversQuestion(Name name, int type) {
        Message message = question(name, type);
        message.addRecord(new OPTRecord(PAYLOAD, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        return message;
    }

    /** A question with recursion, for a resolver. */
    static Message recursiveQuestion(Name name, int type) {
        return Message.newQuery(Record.newRecord(name, type, DClass.IN));
    }

    /**
     * Decodes what came in, and makes sure that it answers the request: its transaction id, opcode and question.
     *
     * @throws WireException with {@link Reach#SENT} if it does not
     */
    public static Message answer(byte[] octets, Message request) throws WireException {
        Message answer;
        try {
            answer = new Message(octets);
        } catch (IOException e) {
            throw new WireException(Reach.SENT, "the answer is no DNS message", e);
        } catch (RuntimeException e) {
            // Evidence for the broad catch: dnsjava's record parsers throw several unchecked types on forged lengths.
            throw new WireException(Reach.SENT, "the answer is no DNS message", e);
        }
        if (answer.getHeader().getID() != request.getHeader().getID()) {
            throw new WireException(Reach.SENT, "the answer has another transaction id");
        }
        boolean response = answer.getHeader().getFlag(Flags.QR);
        if (!response || answer.getHeader().getOpcode() != request.getHeader().getOpcode()) {
            throw new WireException(Reach.SENT, "the message is no answer to the request");
        }
        if (!sameQuestion(answer, request)) {
            throw new WireException(Reach.SENT, "the answer is to another question");
        }
        return answer;
    }

    /**
     * The records of a section, without those of other classes than IN: there, types mean other things, and an A record
     * of class CH is no address (RFC 1035 section 3.4). Nothing else looks into a section.
     */
    public static List<Record> records(Message answer, int section) {
        return answer.getSection(section).stream()
                .filter(record -> record.getDClass() == DClass.IN)
                .toList();
    }

    /**
     * The question may be left out of an answer to an UPDATE (RFC 2136 section 3.8), and by a server that could not
     * read it.
     */
    private static boolean sameQuestion(Message answer, Message request) {
        Record asked = request.getQuestion();
        Record echoed = answer.getQuestion();
        if (echoed == null) {
            boolean update = request.getHeader().getOpcode() == Opcode.UPDATE;
            int rcode = answer.getHeader().getRcode();
            return update || (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN);
        }
        return asked != null && echoed.equals(asked);
    }
}
